package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.special;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.CounterSet;
import org.gatehouse.mapi.id.IdSet;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// What readers have read in public folders, and replica ids ([MS-OXCSTOR] 3.2.1, 3.2.5.8 to 3.2.5.13).
abstract class PerUserContract extends FoldersContract {
    private static final UUID ELSEWHERE = UUID.fromString("73ae44d8-61f9-4f5d-b3c6-9a7c31fec123");
    private static final LongTermId FOLDER = new LongTermId(ELSEWHERE, 0x12);
    private static final Bytes READ = IdSet.of(ELSEWHERE, CounterSet.EMPTY.with(0x782b33)).encode();
    private static final int REVIEWER_AND_AUTHOR = FolderRights.REVIEWER | FolderRights.CREATE | FolderRights.EDIT_ANY;

    private MailboxSession reader(MailboxKey who) {
        return publicFolders().openPublic(caller(who, Caller.Rights.BY_FOLDER));
    }

    private Folder shared() {
        MailboxSession administrator = publicFolders().openPublic(caller(EVE, Caller.Rights.ADMINISTRATOR));
        Folder folder = special(administrator, SpecialFolder.PUBLIC_IPM_SUBTREE)
                .createFolder("News", "", Folder.Type.GENERIC, false).folder();
        grant(folder, ANN, REVIEWER_AND_AUTHOR);
        grant(folder, BOB, REVIEWER_AND_AUTHOR);
        return folder;
    }

    private static boolean isRead(Folder folder, ObjectId message) {
        try (MessageDraft draft = folder.openMessage(message, false)) {
            boolean read = MailboxStoreContract.value(draft, Tags.READ).equals(new Value.Bool(true));
            assertThat((int32(draft, Tags.MESSAGE_FLAGS) & MessageView.READ) != 0).isEqualTo(read);
            return read;
        }
    }

    private static List<Boolean> readColumn(Folder folder) {
        var read = new ArrayList<Boolean>();
        try (Table table = folder.contents(false)) {
            table.rows(0, table.count(), List.of(Tags.READ)).forEach(row ->
                    read.add(row.cells().getFirst().equals(new Cell.Present(new Value.Bool(true)))));
        }
        return read;
    }

    @Test
    void everyReaderOfAPublicFolderHasReadStatesOfHisOwn() {
        ObjectId id = shared().id();
        try (MailboxSession ann = reader(ANN); MailboxSession bob = reader(BOB)) {
            Folder anns = ann.openFolder(id);
            Folder bobs = bob.openFolder(id);
            ObjectId first = message(anns, "first");
            ObjectId second = message(anns, "second");

            assertThat(isRead(anns, first)).as("who posts has read it").isTrue();
            assertThat(isRead(bobs, first)).isFalse();
            assertThat(int32(anns, Tags.CONTENT_UNREAD_COUNT)).isZero();
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(2);

            assertThat(bobs.setReadFlags(List.of(first), new ReadFlags(0))).isFalse();
            assertThat(anns.setReadFlags(List.of(second), new ReadFlags(ReadFlags.CLEAR_READ))).isFalse();
            assertThat(readColumn(bobs)).containsExactlyInAnyOrder(true, false);
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(1);
            assertThat(isRead(anns, second)).isFalse();
            assertThat(isRead(bobs, first)).isTrue();

            assertThat(bobs.setReadFlags(List.of(), new ReadFlags(0))).isFalse();
            assertThat(readColumn(bobs)).containsExactly(true, true);
            assertThat(readColumn(anns)).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void theCountOfUnreadMessagesFollowsEveryChange() {
        ObjectId id = shared().id();
        try (MailboxSession ann = reader(ANN); MailboxSession bob = reader(BOB)) {
            Folder anns = ann.openFolder(id);
            Folder bobs = bob.openFolder(id);
            ObjectId first = message(anns, "first");
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(1);
            assertThat(anns.copyMessages(Collections.nCopies(40, first), anns)).isFalse();
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(41);
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).as("asked again").isEqualTo(41);
            assertThat(bobs.setReadFlags(List.of(first), new ReadFlags(0))).isFalse();
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(40);
            try (MessageDraft draft = anns.openMessage(first, true)) {
                draft.set(List.of(text(Tags.SUBJECT, "changed")));
                draft.save(MessageDraft.SaveMode.NORMAL);
            }
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).as("changed is unread").isEqualTo(41);
            assertThat(managed(id).deleteMessages(List.of(first), false)).isFalse();
            assertThat(int32(bobs, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(40);
        }
    }

    private Folder managed(ObjectId id) {
        return publicFolders().openPublic(caller(EVE, Caller.Rights.ADMINISTRATOR)).openFolder(id);
    }

    @Test
    void aChangedMessageIsUnreadAgain() { // [MS-OXCSTOR] 3.2.5.12.1
        ObjectId id = shared().id();
        try (MailboxSession ann = reader(ANN); MailboxSession bob = reader(BOB)) {
            Folder bobs = bob.openFolder(id);
            ObjectId post = message(ann.openFolder(id), "post");
            try (MessageDraft draft = bobs.openMessage(post, true)) {
                assertThat(draft.setRead(new ReadFlags(0))).isTrue();
                assertThat(draft.setRead(new ReadFlags(0))).isFalse();
            }
            assertThat(isRead(bobs, post)).isTrue();
            try (MessageDraft draft = ann.openFolder(id).openMessage(post, true)) {
                draft.set(List.of(text(Tags.SUBJECT, "changed")));
                draft.save(MessageDraft.SaveMode.NORMAL);
            }
            assertThat(isRead(bobs, post)).isFalse();
        }
    }

    @Test
    void tablesSearchTheReadersOwnStates() {
        ObjectId id = shared().id();
        try (MailboxSession ann = reader(ANN); MailboxSession bob = reader(BOB)) {
            message(ann.openFolder(id), "anns");
            message(bob.openFolder(id), "bobs");
            Restriction unread = new Restriction.Property(Restriction.Operator.EQUAL, Tags.READ,
                    new PropertyValue(Tags.READ, new Value.Bool(false)));
            try (Table table = bob.openFolder(id).contents(false)) {
                table.restrict(Optional.of(unread));
                assertThat(subjects(table)).containsExactly("anns");
            }
            try (Table table = ann.openFolder(id).contents(false)) {
                table.restrict(Optional.of(new Restriction.And(List.of(unread))));
                assertThat(subjects(table)).containsExactly("bobs");
            }
        }
    }

    @Test
    void aReadersDataIsTheSetOfWhatHeRead() {
        ObjectId id = shared().id();
        try (MailboxSession ann = reader(ANN); MailboxSession bob = reader(BOB)) {
            Folder anns = ann.openFolder(id);
            var folder = new LongTermId(bob.replicaGuid(), id.counter());
            MessageDraft.Saved post = MailboxStoreContract.saved(anns, "post", "");
            Bytes read = IdSet.of(ann.replicaGuid(), CounterSet.EMPTY.with(post.changeNumber())).encode();

            assertThat(ann.perUser().read(folder)).isEqualTo(read);
            assertThat(bob.perUser().read(folder)).isEqualTo(Bytes.EMPTY);
            bob.perUser().write(folder, read, ELSEWHERE);
            assertThat(isRead(bob.openFolder(id), post.id())).isTrue();
            bob.perUser().write(folder, Bytes.EMPTY, ELSEWHERE);
            assertThat(isRead(bob.openFolder(id), post.id())).isFalse();
            refused(ErrorCode.NOT_FOUND, () -> bob.perUser().write(FOLDER, READ, ELSEWHERE));
            refused(ErrorCode.INVALID_PARAMETER, () -> bob.perUser().write(folder, Bytes.ofHex("00"), ELSEWHERE));
        }
    }

    @Test
    void aMailboxKeepsCopiesForItsOwner() {
        try (MailboxSession ann = owner(ANN)) {
            assertThat(ann.perUser().read(FOLDER)).isEqualTo(Bytes.EMPTY);
            assertThat(ann.perUser().source(FOLDER)).isEmpty();
            ann.perUser().write(FOLDER, READ, ELSEWHERE);
            ann.perUser().write(new LongTermId(ELSEWHERE, 0x11), Bytes.EMPTY, new UUID(1, 1));

            assertThat(ann.perUser().read(FOLDER)).isEqualTo(READ);
            assertThat(ann.perUser().source(FOLDER)).contains(ELSEWHERE);
            assertThat(ann.perUser().folders(ELSEWHERE)).containsExactly(FOLDER);
            assertThat(ann.perUser().folders(new UUID(2, 2))).isEmpty();
            grant(inbox(ann), BOB, FolderRights.REVIEWER);
        }
        try (MailboxSession bob = delegate(BOB)) {
            refused(ErrorCode.ACCESS_DENIED, () -> bob.perUser().read(FOLDER));
            refused(ErrorCode.ACCESS_DENIED, () -> bob.perUser().write(FOLDER, READ, ELSEWHERE));
        }
        try (MailboxSession bob = owner(BOB)) {
            assertThat(bob.perUser().folders(ELSEWHERE)).isEmpty();
        }
    }

    @Test
    void replicasHaveShortIdsForGoodInEachMailbox() {
        int first;
        try (MailboxSession ann = owner(ANN); MailboxSession bob = owner(BOB)) {
            first = ann.replicaId(ELSEWHERE);
            assertThat(first).isNotEqualTo(ann.replicaId());
            assertThat(ann.replicaId(new UUID(7, 7))).isNotEqualTo(first);
            assertThat(ann.replicaId(ELSEWHERE)).isEqualTo(first);
            assertThat(ann.replica(first)).contains(ELSEWHERE);
            assertThat(ann.replica(ann.replicaId())).contains(ann.replicaGuid());
            assertThat(ann.replicaId(ann.replicaGuid())).isEqualTo(ann.replicaId());
            assertThat(bob.replica(first)).isEmpty();
            assertThat(ann.replica(0)).isEmpty();
        }
        try (MailboxSession again = owner(ANN)) {
            assertThat(again.replicaId(ELSEWHERE)).isEqualTo(first);
        }
    }

    private static Folder inbox(MailboxSession session) {
        return MailboxStoreContract.inbox(session);
    }
}
