package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.id.SpecialFolderIds;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// What a store tells of itself, and how much it takes ([MS-OXCSTOR] 2.2.2).
abstract class StoreObjectContract extends FoldersContract {
    private static final UUID ELSEWHERE = UUID.fromString("73ae44d8-61f9-4f5d-b3c6-9a7c31fec123");

    @Test
    void theMapOfReplicasIsPairsOfIdAndGuid() { // MS-OXCSTOR_R4003004
        try (MailboxSession ann = owner(ANN)) {
            int id = ann.replicaId(ELSEWHERE);
            assertThat(value(ann.store(), Tags.SERIALIZED_REPLID_GUID_MAP)).isEqualTo(new Value.Binary(
                    new ByteWriter().u16(ann.replicaId()).guid(ann.replicaGuid()).u16(id).guid(ELSEWHERE).toBytes()));
        }
    }

    @Test
    void aMailboxWithSearchFoldersSaysSo() { // [MS-OXCSTOR] 2.2.2.1.1.5
        try (MailboxSession ann = owner(ANN)) {
            int before = int32(ann.store(), Tags.STORE_STATE);
            Folder search = special(ann, SpecialFolder.SEARCH).createFolder("Unread", "", Folder.Type.SEARCH, false)
                    .folder();
            search.search(new SearchCriteria.Order(Optional.of(new Restriction.Exist(Tags.SUBJECT)),
                    List.of(inbox(ann).id()), SearchCriteria.Order.RESTART));
            assertThat(before).isZero();
            assertThat(int32(ann.store(), Tags.STORE_STATE)).isEqualTo(0x0100_0000);
        }
    }

    @Test
    void sizesComeInBothWidths() { // [MS-OXCSTOR] 2.2.2.1.1.9, 2.2.2.1.1.10
        try (MailboxSession ann = owner(ANN)) {
            message(inbox(ann), "hello");
            long bytes = ann.bytes();
            assertThat(bytes).isPositive();
            assertThat(value(ann.store(), Tags.MESSAGE_SIZE)).isEqualTo(new Value.Int32((int) bytes));
            assertThat(value(ann.store(), Tags.MESSAGE_SIZE_EXTENDED)).isEqualTo(new Value.Int64(bytes));
        }
    }

    @Test
    void theFirstMessageOfTheAddressBookFolderIsTold() { // [MS-OXCSTOR] 2.2.2.2.2
        MailboxSession administrator = publicFolders().openPublic(caller(EVE, Caller.Rights.ADMINISTRATOR));
        Cell none = administrator.store().get(List.of(Tags.ADDRESS_BOOK_MESSAGE_ID), 100).getFirst();
        ObjectId first = message(special(administrator, SpecialFolder.PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK), "1");
        message(special(administrator, SpecialFolder.PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK), "2");

        assertThat(none).isInstanceOf(Cell.Absent.class);
        assertThat(value(administrator.store(), Tags.ADDRESS_BOOK_MESSAGE_ID)).isEqualTo(new Value.Int64(first.wire()));
    }

    @Test
    void whatIsOverTheQuotaIsRefusedAndLessIsNot() {
        try (MailboxSession ann = owner(ANN)) {
            ObjectId first = MailboxStoreContract.saved(inbox(ann), "first", "x".repeat(20_000)).id();
            Folder other = made(ann, "other");
            ann.limitTo(ann.bytes() + 10_000);

            refused(ErrorCode.QUOTA_EXCEEDED, () ->
                    MailboxStoreContract.saved(inbox(ann), "second", "x".repeat(20_000)));
            refused(ErrorCode.QUOTA_EXCEEDED, () -> inbox(ann).copyMessages(List.of(first), other));
            assertThat(other.contents(false).count()).isZero();
            assertThat(inbox(ann).contents(false).count()).isEqualTo(1);
            assertThat(inbox(ann).moveMessages(List.of(first), other)).isFalse();
            ObjectId small = message(inbox(ann), "small");
            ann.limitTo(1);
            refused(ErrorCode.QUOTA_EXCEEDED, () -> message(inbox(ann), "more"));
            try (MessageDraft draft = inbox(ann).openMessage(small, true)) {
                draft.delete(List.of(Tags.BODY));
                assertThat(draft.save(MessageDraft.SaveMode.NORMAL).id()).isEqualTo(small);
            }
            assertThat(inbox(ann).deleteMessages(List.of(small), false)).isFalse();
        }
    }

    @Test
    void theOwnReplicaHasTheFirstIdOfTheMap() {
        try (MailboxSession ann = owner(ANN)) {
            var in = new ByteReader(((Value.Binary) value(ann.store(), Tags.SERIALIZED_REPLID_GUID_MAP)).value()
                    .toArray());
            assertThat(in.u16()).isEqualTo(ann.replicaId());
            assertThat(in.guid()).isEqualTo(ann.replicaGuid());
        }
    }

    @Test
    void theLinksToSpecialFoldersAreTheSameOnTheInboxAndTheRoot() { // [MS-OXOSFLD] 2.2.3, 2.2.4, 2.2.6
        try (MailboxSession ann = owner(ANN)) {
            Folder root = special(ann, SpecialFolder.ROOT);
            for (PropertyTag link : List.of(Tags.IPM_APPOINTMENT_ENTRY_ID, Tags.IPM_CONTACT_ENTRY_ID,
                    Tags.IPM_JOURNAL_ENTRY_ID, Tags.IPM_NOTE_ENTRY_ID, Tags.IPM_TASK_ENTRY_ID,
                    Tags.IPM_DRAFTS_ENTRY_ID, Tags.REMINDERS_ONLINE_ENTRY_ID, Tags.ADDITIONAL_REN_ENTRY_IDS,
                    Tags.FREE_BUSY_ENTRY_IDS)) {
                assertThat(value(root, link)).as("%s", link).isEqualTo(value(inbox(ann), link));
            }
            assertThat(value(root, Tags.ADDITIONAL_REN_ENTRY_IDS)).isEqualTo(new Value.Multiple(PropertyType.BINARY,
                    List.of(entryId(ann, SpecialFolder.CONFLICTS), entryId(ann, SpecialFolder.SYNC_ISSUES),
                            entryId(ann, SpecialFolder.LOCAL_FAILURES), entryId(ann, SpecialFolder.SERVER_FAILURES),
                            entryId(ann, SpecialFolder.JUNK))));
            var nothing = new Value.Binary(Bytes.EMPTY);
            assertThat(value(root, Tags.FREE_BUSY_ENTRY_IDS)).isEqualTo(new Value.Multiple(PropertyType.BINARY,
                    List.of(nothing, nothing, nothing, entryId(ann, SpecialFolder.FREEBUSY_DATA))));
        }
    }

    private static Value entryId(MailboxSession session, SpecialFolder folder) {
        return value(special(session, folder), Tags.ENTRY_ID);
    }

    @Test
    void clientsKeepThePlacesOfTheirOwnSpecialFolders() { // [MS-OXOSFLD] 2.2.5
        try (MailboxSession ann = owner(ANN)) {
            var actions = (Value.Binary) value(made(ann, "Conversation Action Settings"), Tags.ENTRY_ID);
            Bytes places = new SpecialFolderIds(List.of(), false)
                    .with(SpecialFolderIds.CONVERSATION_ACTIONS, actions.value()).encode();
            PropertyTag tag = PropertyTag.of(0x36d9, PropertyType.BINARY);
            assertThat(inbox(ann).set(List.of(new PropertyValue(tag, new Value.Binary(places))))).isEmpty();
            var read = SpecialFolderIds.of(((Value.Binary) value(inbox(ann), tag)).value());
            assertThat(read.entryId(SpecialFolderIds.CONVERSATION_ACTIONS)).contains(actions.value());
        }
    }

    @Test
    void theMailboxCanBeNamed() { // MS-OXCSTOR_R3068003
        try (MailboxSession ann = owner(ANN)) {
            Value usual = value(ann.store(), Tags.DISPLAY_NAME);
            var named = new Value.Text("Ann's own");
            assertThat(ann.store().tags()).containsOnlyOnce(Tags.DISPLAY_NAME);
            assertThat(ann.store().set(List.of(new PropertyValue(Tags.DISPLAY_NAME, named)))).isEmpty();
            assertThat(value(ann.store(), Tags.DISPLAY_NAME)).isEqualTo(named);
            assertThat(ann.store().tags()).containsOnlyOnce(Tags.DISPLAY_NAME);
            assertThat(ann.store().delete(List.of(Tags.DISPLAY_NAME, Tags.STORE_STATE))).containsExactly(
                    new PropertyProblem(1, Tags.STORE_STATE, ErrorCode.ACCESS_DENIED));
            assertThat(value(ann.store(), Tags.DISPLAY_NAME)).isEqualTo(usual);
        }
    }
}
