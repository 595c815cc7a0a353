package org.gatehouse.mapi.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class EntryIdsTest {
    private static final UUID MAILBOX = UUID.fromString("a591f8f7-341c-4116-8c48-9db01a86f50b");
    private static final UUID REPLICA = UUID.fromString("64d4774d-4983-4f70-9b8b-46e635bb78ab");
    /// PidTagRecipientEntryId of [MS-OXCMSG] 4.7.1.
    private static final Bytes USER = Bytes.copyOf(Golden.bytes("""
            00 00 00 00                                     | Flags
            dc a7 40 c8 c0 42 10 1a b4 b9 08 00 2b 2f e1 82 | ProviderUID
            01 00 00 00                                     | Version
            00 00 00 00                                     | Type
            2f 6f 3d 46 69 72 73 74 20 4f 72 67 61 6e 69 7a 61 74 69 6f 6e 2f 6f 75 3d 45 78 63 68 61 6e 67
            65 20 41 64 6d 69 6e 69 73 74 72 61 74 69 76 65 20 47 72 6f 75 70 20 28 46 59 44 49 42 4f 48 46
            32 33 53 50 44 4c 54 29 2f 63 6e 3d 52 65 63 69 70 69 65 6e 74 73 2f 63 6e 3d 75 73 65 72 32 00
            """));

    @Test
    void addressBookEntryIdsHoldTheDn() {
        AddressBookEntryId user = AddressBookEntryId.of(USER);

        assertThat(user.type()).isEqualTo(AddressBookEntryId.USER);
        assertThat(user.x500Dn()).endsWith("/cn=Recipients/cn=user2");
        assertThat(user.encode()).isEqualTo(USER);
    }

    /// What an Exchange server gave Outlook for a mailbox, as a public report quotes it; GUIDs also MS-OXCDATA_R2255.
    @Test
    void storeEntryIdsNameServerAndMailbox() {
        Bytes encoded = Bytes.copyOf(Golden.bytes("""
                00 00 00 00                                     | Flags
                38 a1 bb 10 05 e5 10 1a a1 bb 08 00 2b 2a 56 c2 | ProviderUID
                00 00                                           | Version, Flag
                45 4d 53 4d 44 42 2e 44 4c 4c 00 00 00 00       | DLLFileName, "EMSMDB.DLL"
                00 00 00 00                                     | WrappedFlags
                1b 55 fa 20 aa 66 11 cd 9b c8 00 aa 00 2f c4 5a | WrappedProvider UID: mailbox store
                0c 00 00 00                                     | WrappedType
                53 41 4e 44 45 58 4d 42 58 30 31 00             | ServerShortname
                2f 4f 3d 50 69 70 65 72 20 26 20 4d 61 72 62 75 72 79 2f 4f 55 3d 50 4d 2f 63 6e 3d 52 65 63 69
                70 69 65 6e 74 73 2f 63 6e 3d 61 62 65 63 6b 73 74 65 61 64 00
                """));
        var mailbox = new StoreEntryId(false, "SANDEXMBX01", "/O=Piper & Marbury/OU=PM/cn=Recipients/cn=abeckstead");

        assertThat(StoreEntryId.of(encoded)).isEqualTo(mailbox);
        assertThat(mailbox.encode()).isEqualTo(encoded);
        Mutations.survive(encoded.toArray(), 2_000, MalformedException.class,
                bytes -> StoreEntryId.of(Bytes.copyOf(bytes)));
    }

    /// The long-term id of [MS-OXCSTOR] 4.6; its short form there is 5-12.
    @Test
    void longTermIdsMapToShortOnesByReplica() {
        Bytes encoded = Bytes.ofHex("705bcabf1ef99841897d479e0945fd2f 000000000012 0000");
        LongTermId id = LongTermId.of(encoded);
        var map = new ReplicaMap(Map.of(5, id.replica()));

        assertThat(map.shortTerm(id)).contains(ObjectId.ofWire(0x1200_0000_0000_0005L));
        assertThat(map.longTerm(new ObjectId(5, 0x12))).contains(id);
        assertThat(map.longTerm(new ObjectId(6, 0x12))).isEmpty();
        assertThat(id.encode()).isEqualTo(encoded);
    }

    /// Hand-built from [MS-OXCDATA] 2.2.4.1 and 2.2.4.2.
    @Test
    void folderAndMessageEntryIdsNameTheirMailbox() {
        var folder = new LongTermId(REPLICA, 0x78271e);
        var message = new LongTermId(REPLICA, 0x783484);
        FolderEntryId folderId = FolderEntryId.ofMailbox(MAILBOX, folder);
        MessageEntryId messageId = MessageEntryId.ofMailbox(MAILBOX, folder, message);

        assertThat(folderId.encode().hex()).isEqualTo("00000000" + "f7f891a51c3416418c489db01a86f50b" + "0100"
                + "4d77d4648349704f9b8b46e635bb78ab" + "00000078271e" + "0000");
        assertThat(FolderEntryId.of(folderId.encode())).isEqualTo(folderId);
        assertThat(messageId.encode().length()).isEqualTo(MessageEntryId.SIZE);
        assertThat(MessageEntryId.of(messageId.encode())).isEqualTo(messageId);
    }

    /// Laid out as the store entry id in the rule of [MS-OXORULE] 4.1.1, with the provider that [MS-OXCDATA] 2.2.4.3
    /// gives (the example has cb where the text has cd).
    @Test
    void storeEntryIdsWrapServerAndMailbox() {
        Bytes encoded = Bytes.copyOf(Golden.bytes("""
                00 00 00 00                                     | Flags
                38 a1 bb 10 05 e5 10 1a a1 bb 08 00 2b 2a 56 c2 | ProviderUID
                00 00                                           | Version, Flag
                45 4d 53 4d 44 42 2e 44 4c 4c 00 00 00 00       | DLLFileName
                00 00 00 00                                     | WrappedFlags
                1b 55 fa 20 aa 66 11 cd 9b c8 00 aa 00 2f c4 5a | WrappedProviderUID
                0c 00 00 00                                     | WrappedType
                4f 4c 45 58 44 4f 47 31 32 00                   | ServerShortname
                2f 6f 3d 41 00                                  | MailboxDN
                """));

        assertThat(StoreEntryId.of(encoded)).isEqualTo(new StoreEntryId(false, "OLEXDOG12", "/o=A"));
        assertThat(StoreEntryId.of(encoded).encode()).isEqualTo(encoded);
    }

    /// Hand-built from [MS-OXCDATA] 2.2.5.1.
    @Test
    void oneOffEntryIdsHoldTheWholeRecipient() {
        var id = OneOffEntryId.smtp("A", "a@b");

        assertThat(id.encode(StandardCharsets.US_ASCII).hex()).isEqualTo("00000000812b1fa4bea310199d6e00dd010f5402"
                + "0000" + "0190" + "41000000" + "53004d00540050000000" + "6100400062000000");
        assertThat(OneOffEntryId.of(id.encode(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII)).isEqualTo(id);
    }

    /// Hand-built from [MS-OXCDATA] 2.2.5.3 and 2.2.5.4; the slack is what its product note 4 tells of.
    @Test
    void contactsAndListsAreEntriesOfAnAddressBook() {
        Bytes encoded = Bytes.copyOf(Golden.bytes("""
                00 00 00 00                                     | Flags
                fe 42 aa 0a 18 c7 1a 10 e8 85 0b 65 1c 24 00 00 | ProviderUID
                03 00 00 00 04 00 00 00 01 00 00 00             | Version, Type, Index: Email2
                02 00 00 00 aa bb                               | EntryIdCount, EntryIdBytes
                """));
        var contact = new ContactEntryId(ContactEntryId.CONTACT, 1, Bytes.ofHex("aabb"));
        var list = new ContactEntryId(ContactEntryId.PERSONAL_LIST, ContactEntryId.NO_INDEX, Bytes.ofHex("aabb"));

        assertThat(ContactEntryId.of(encoded)).isEqualTo(contact);
        assertThat(contact.encode()).isEqualTo(encoded);
        assertThat(ContactEntryId.of(Bytes.ofHex(encoded.hex() + "610073"))).isEqualTo(contact);
        assertThatThrownBy(() -> ContactEntryId.of(Bytes.ofHex(encoded.hex() + "61007300")))
                .isInstanceOf(MalformedException.class);
        assertThat(ContactEntryId.of(list.encode())).isEqualTo(list);
        Mutations.survive(encoded.toArray(), 2_000, MalformedException.class,
                bytes -> ContactEntryId.of(Bytes.copyOf(bytes)));
    }

    /// Hand-built from [MS-OXCDATA] 2.3.2 and 2.3.3.
    @Test
    void flatEntriesBeginAtMultiplesOfFour() {
        Bytes encoded = Bytes.copyOf(Golden.bytes("""
                02 00 00 00 10 00 00 00 | Count, Size
                01 00 00 00 aa          | Size, EntryID
                00 00 00                | what is between entries
                04 00 00 00 bb bb bb bb | Size, EntryID
                """));
        var list = new FlatEntryList(List.of(Bytes.ofHex("aa"), Bytes.ofHex("bbbbbbbb")));

        assertThat(FlatEntryList.of(encoded)).isEqualTo(list);
        assertThat(list.encode()).isEqualTo(encoded);
        assertThat(FlatEntryList.of(Bytes.ofHex("01000000 05000000 01000000 aa")).entries())
                .containsExactly(Bytes.ofHex("aa"));
        assertThat(FlatEntryList.of(new FlatEntryList(List.of()).encode()).entries()).isEmpty();
        assertThatThrownBy(() -> FlatEntryList.of(Bytes.ofHex("ffffffff 00000000")))
                .isInstanceOf(MalformedException.class);
        Mutations.survive(encoded.toArray(), 2_000, MalformedException.class,
                bytes -> FlatEntryList.of(Bytes.copyOf(bytes)));
    }

    @Test
    void aPredecessorChangeListKeepsTheLatestChangeOfEachNameSpace() {
        PredecessorChangeList mine = PredecessorChangeList.EMPTY.with(Xid.of(MAILBOX, 5)).with(Xid.of(REPLICA, 9));
        PredecessorChangeList theirs = mine.with(Xid.of(MAILBOX, 6));
        PredecessorChangeList other = mine.with(Xid.of(REPLICA, 10));

        assertThat(mine.with(Xid.of(MAILBOX, 4))).isEqualTo(mine);
        assertThat(theirs.includes(mine)).isTrue();
        assertThat(theirs.includes(other)).isFalse();
        assertThat(theirs.merge(other).changes()).containsExactly(Xid.of(REPLICA, 10), Xid.of(MAILBOX, 6));
        assertThat(mine.encode().hex()).isEqualTo("16" + "4d77d4648349704f9b8b46e635bb78ab" + "000000000009"
                + "16" + "f7f891a51c3416418c489db01a86f50b" + "000000000005");
        assertThat(PredecessorChangeList.of(mine.encode())).isEqualTo(mine);
    }

    @Test
    void everyMutationOfAnIdIsAValueOrMalformed() {
        var folder = new LongTermId(REPLICA, 1);
        for (Bytes golden : List.of(USER, FolderEntryId.ofMailbox(MAILBOX, folder).encode(),
                OneOffEntryId.smtp("A", "a@b").encode(StandardCharsets.US_ASCII),
                new StoreEntryId(true, "s", "/o=A").encode(),
                PredecessorChangeList.EMPTY.with(Xid.of(MAILBOX, 5)).encode())) {
            Mutations.survive(golden.toArray(), 2_000, MalformedException.class,
                    input -> AddressBookEntryId.of(Bytes.copyOf(input)));
            Mutations.survive(golden.toArray(), 2_000, MalformedException.class,
                    input -> FolderEntryId.of(Bytes.copyOf(input)));
            Mutations.survive(golden.toArray(), 2_000, MalformedException.class,
                    input -> OneOffEntryId.of(Bytes.copyOf(input), StandardCharsets.US_ASCII));
            Mutations.survive(golden.toArray(), 2_000, MalformedException.class,
                    input -> StoreEntryId.of(Bytes.copyOf(input)));
            Mutations.survive(golden.toArray(), 2_000, MalformedException.class,
                    input -> PredecessorChangeList.of(Bytes.copyOf(input)));
        }
        assertThatThrownBy(() -> LongTermId.of(Bytes.EMPTY)).isInstanceOf(MalformedException.class);
    }
}
