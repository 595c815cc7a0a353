package org.gatehouse.mapi.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class SearchFolderDefinitionTest {
    /// [MS-OXOSRCH] 4.1, unread mail: its head, and of its restrictions the first that is no list.
    private static final Bytes UNREAD = Bytes.copyOf(Golden.bytes("""
            04 10 00 00                                     | Version
            48 00 00 00                                     | flags B and E
            00 00 00 00                                     | NumericalSearch
            00                                              | TextSearchLength
            00 00 00 00                                     | SkipBlock1
            01 00 00 00                                     | DeepSearch
            00                                              | FolderList1Length
            3e 00 00 00                                     | FolderList2Length
            01 00 00 00 bc cd 87 18                         | EntryCount, Pad
            2e 00 00 00 c4 cd 87 18                         | EntryLength, Pad
            00 00 00 00 0a 19 d6 bc c8 b4 4a 4c bf 5d f6 3a 92 2e 17 0c 01 00 14 e2 00 14 ee 87 92 43 a1 a8 29 b0
            62 0d bd 89 00 00 02 0d ef a8 00 00
            00 00 00 00                                     | SkipBlock2
            02 00 00 00                                     | NotRestriction
            03 00 00 00 02 00 01 00                         | ContentRestriction, ulFuzzyLevel
            1e 00 1a 00 1e 00 1a 00                         | PropertyTag, tag of the comparand
            10 00 49 50 4d 2e 41 70 70 6f 69 6e 74 6d 65 6e 74 00 | IPM.Appointment
            00 00 00 00                                     | SkipBlock3
            """));
    /// Outlook's, from the test data of MFCMAPI: a word in the subject.
    private static final Bytes WORD = Bytes.copyOf(Golden.bytes("""
            04 10 00 00 48 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | Version to FolderList1Length
            3e 00 00 00 01 00 00 00 48 6c 10 26             | FolderList2Length, EntryCount, Pad
            2e 00 00 00 50 6c 10 26                         | EntryLength, Pad
            00 00 00 00 96 61 4e c6 66 01 d2 11 a3 b1 00 08 c7 28 e7 f1 01 00 85 fa 5c 86 fc e6 d1 11 a3 a6 00 08
            c7 28 e7 f1 00 00 00 19 eb e0 00 00
            00 00 00 00                                     | SkipBlock2
            03 00 00 00 21 00 01 00                         | ContentRestriction, ulFuzzyLevel
            1f 00 37 00 1f 00 37 00                         | PropertyTag, tag of the comparand
            0a 00 54 00 65 00 73 00 74 00 00 00             | Test
            00 00 00 00                                     | SkipBlock3
            """));
    /// Likewise: text, the folders' names without their flag, and what is Outlook's own, shortened.
    private static final Bytes ADVANCED = Bytes.copyOf(Golden.bytes("""
            04 10 00 00 52 00 00 00 00 00 00 00             | Version, flags B, D and G, NumericalSearch
            09 41 00 6c 00 6c 00 20 00 49 00 74 00 65 00 6d 00 73 00 | TextSearch
            00 00 00 00 01 00 00 00                         | SkipBlock1, DeepSearch
            0f 4d 00 72 00 20 00 54 00 68 00 61 00 74 00 20 00 47 00 75 00 79 00 7a 00 7a 00 7a 00 7a 00 | FolderList1
            3e 00 00 00 01 00 00 00 20 a2 30 12             | FolderList2Length, EntryCount, Pad
            2e 00 00 00 28 a2 30 12                         | EntryLength, Pad
            00 00 00 00 96 61 4e c6 66 01 d2 11 a3 b1 00 08 c7 28 e7 f1 01 00 85 fa 5c 86 fc e6 d1 11 a3 a6 00 08
            c7 28 e7 f1 00 00 00 19 eb b0 00 00
            00 00 00 00                                     | SkipBlock2
            08 00 00 00 00 00 00 00                         | low and high half of the length of AdvancedSearch
            00 00 00 00 01 00 ce fa                         | its data
            00 00 00 00                                     | SkipBlock3
            """));
    /// Likewise: long forms of lengths, and blocks to skip.
    private static final Bytes LONG_FORMS = Bytes.copyOf(Golden.bytes("""
            04 10 00 00 40 00 00 00 00 00 00 00             | Version, flag B, NumericalSearch
            ff 01 00 61 00                                  | TextSearchLength, TextSearchExtendedLength, TextSearch
            01 00 00 00 ff                                  | SkipBlock1: one byte
            00 00 00 00                                     | DeepSearch
            ff 02 00 61 00 62 00                            | FolderList1
            3e 00 00 00 01 00 00 00 48 6c 10 26 2e 00 00 00 50 6c 10 26 | FolderList2
            00 00 00 00 96 61 4e c6 66 01 d2 11 a3 b1 00 08 c7 28 e7 f1 01 00 85 fa 5c 86 fc e6 d1 11 a3 a6 00 08
            c7 28 e7 f1 00 00 00 19 eb e0 00 00
            00 00 00 00 00 00 00 00                         | SkipBlock2, SkipBlock3
            """));
    private static final PropertyTag CLASS8 = PropertyTag.of(0x001a, PropertyType.STRING8);

    private static Restriction.Content content(int low, int high, PropertyTag tag, Value value) {
        return new Restriction.Content(low, high, tag, new PropertyValue(tag, value));
    }

    @Test
    void theExampleIsReadAndWritten() {
        SearchFolderDefinition unread = SearchFolderDefinition.of(UNREAD);

        assertThat(unread.flags()).isEqualTo(SearchFolderDefinition.HAS_FOLDERS
                | SearchFolderDefinition.HAS_RESTRICTION);
        assertThat(unread.deepSearch()).isTrue();
        assertThat(unread.folders()).extracting(Bytes::length).containsExactly(0x2e);
        assertThat(unread.restriction()).contains(new Restriction.Not(content(2, 1, CLASS8,
                new Value.Text8(Bytes.wrap("IPM.Appointment".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))));
        assertThat(unread.encode().length()).as("paddings are zero").isEqualTo(UNREAD.length());
        assertThat(SearchFolderDefinition.of(unread.encode())).isEqualTo(unread);
    }

    @Test
    void whatOutlookWroteIsRead() {
        SearchFolderDefinition word = SearchFolderDefinition.of(WORD);
        assertThat(word.restriction()).contains(content(0x21, 1, Tags.SUBJECT, new Value.Text("Test")));
        assertThat(word.deepSearch()).isFalse();
        SearchFolderDefinition advanced = SearchFolderDefinition.of(ADVANCED);
        assertThat(advanced.textSearch()).isEqualTo("All Items");
        assertThat(advanced.folderNames()).isEqualTo("Mr That Guyzzzz");
        assertThat(advanced.advancedSearch()).isEqualTo(Bytes.ofHex("000000000100cefa"));
        assertThat(advanced.restriction()).isEmpty();
        SearchFolderDefinition odd = SearchFolderDefinition.of(LONG_FORMS);
        assertThat(odd.textSearch() + odd.folderNames()).isEqualTo("aab");
        for (SearchFolderDefinition each : List.of(word, advanced, odd)) {
            assertThat(SearchFolderDefinition.of(each.encode())).isEqualTo(each);
        }
    }

    @Test
    void everyFieldComesBack() {
        Restriction all = new Restriction.And(List.of(
                new Restriction.Or(List.of(new Restriction.Exist(Tags.SUBJECT), new Restriction.BitMask(true,
                        Tags.MESSAGE_FLAGS, 1))),
                new Restriction.Property(Restriction.Operator.GREATER, Tags.MESSAGE_SIZE,
                        new PropertyValue(Tags.MESSAGE_SIZE, new Value.Int32(100))),
                new Restriction.CompareProperties(Restriction.Operator.EQUAL, Tags.SUBJECT, Tags.NORMALIZED_SUBJECT),
                new Restriction.Comment(List.of(new PropertyValue(Tags.READ, new Value.Bool(true))),
                        List.of(new Restriction.Exist(Tags.BODY)))));
        var certificates = PropertyTag.of(0x3a70, PropertyType.MULTIPLE_BINARY);
        var names = PropertyTag.of(0x800f, PropertyType.MULTIPLE_STRING8);
        var address = List.of(new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("Ann")),
                new PropertyValue(certificates, new Value.Multiple(PropertyType.BINARY,
                        List.of(new Value.Binary(Bytes.ofHex("0102")), new Value.Binary(Bytes.EMPTY)))),
                new PropertyValue(names, new Value.Multiple(PropertyType.STRING8,
                        List.of(new Value.Text8(Bytes.ofHex("e461")), new Value.Text8(Bytes.EMPTY)))),
                new PropertyValue(Tags.CREATION_TIME, new Value.Time(5)));
        var whole = new SearchFolderDefinition(0x7f, 0x0001_002a, "x".repeat(300), true, "Inbox",
                List.of(Bytes.ofHex("01"), Bytes.EMPTY), List.of(address, List.of()), Optional.of(all),
                Bytes.ofHex("cafe"));
        assertThat(SearchFolderDefinition.of(whole.encode())).isEqualTo(whole);
    }

    @Test
    void aCountIsReadAsWhatItCounts() { // 2.2.1.2.8.2: no limit stands there
        assertThat(SearchRestrictionCodec.read(new ByteReader(Golden.bytes("""
                0b 00 00 00             | CountRestriction
                08 00 00 00 1f 00 37 00 | ExistRestriction
                """)))).isEqualTo(new Restriction.Exist(Tags.SUBJECT));
    }

    @Test
    void whatIsNoDefinitionIsMalformed() {
        byte[] version = UNREAD.toArray();
        version[1] = 0x11;
        byte[] list = UNREAD.toArray();
        list[22]++;
        byte[] nested = new byte[48 + 4 * 300];
        System.arraycopy(new byte[] {4, 0x10, 0, 0, 8}, 0, nested, 0, 5);
        for (int at = 30; at < nested.length; at += 4) {
            nested[at] = 2;
        }
        for (byte[] bad : List.of(version, list, nested, UNREAD.slice(0, 100).toArray(), new byte[0])) {
            assertThatThrownBy(() -> SearchFolderDefinition.of(Bytes.copyOf(bad)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        for (Bytes golden : List.of(UNREAD, WORD, ADVANCED, LONG_FORMS)) {
            Mutations.survive(golden.toArray(), 2_000, MalformedException.class,
                    input -> SearchFolderDefinition.of(Bytes.copyOf(input)));
        }
    }
}
