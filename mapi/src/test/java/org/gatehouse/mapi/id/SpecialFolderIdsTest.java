package org.gatehouse.mapi.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.mapi.id.SpecialFolderIds.Block;
import org.gatehouse.mapi.id.SpecialFolderIds.Element;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class SpecialFolderIdsTest {
    /// Laid out by hand from [MS-OXOSFLD] 2.2.5.
    private static final Bytes TWO = Bytes.copyOf(Golden.bytes("""
            01 80 0c 00                         | PersistID of RSS subscriptions, DataElementsSize
            02 00 04 00 00 00 00 00             | RSF_ELID_HEADER, its size, zero
            01 00 00 00                         | RSF_ELID_ENTRYID, no bytes
            06 80 07 00                         | PersistID of conversation actions, DataElementsSize
            01 00 03 00 aa bb cc                | RSF_ELID_ENTRYID, its size, the entry id
            00 00 00 00                         | PERSIST_SENTINEL
            """));

    @Test
    void foldersAreFoundByWhatTheyAreFor() {
        SpecialFolderIds ids = SpecialFolderIds.of(TWO);

        assertThat(ids).isEqualTo(new SpecialFolderIds(List.of(
                new Block(SpecialFolderIds.RSS_SUBSCRIPTIONS, List.of(new Element(2, Bytes.ofHex("00000000")),
                        new Element(1, Bytes.EMPTY))),
                SpecialFolderIds.block(SpecialFolderIds.CONVERSATION_ACTIONS, Bytes.ofHex("aabbcc"))), true));
        assertThat(ids.entryId(SpecialFolderIds.CONVERSATION_ACTIONS)).contains(Bytes.ofHex("aabbcc"));
        assertThat(ids.entryId(SpecialFolderIds.TO_DO)).isEmpty();
        assertThat(ids.encode()).isEqualTo(TWO);
    }

    @Test
    void aFolderReplacesItsEarlierPlaceAndUnknownOnesStay() {
        SpecialFolderIds ids = new SpecialFolderIds(List.of(new Block(0x9999, List.of(new Element(7, Bytes.EMPTY)))),
                false).with(SpecialFolderIds.TO_DO, Bytes.ofHex("01")).with(SpecialFolderIds.TO_DO, Bytes.ofHex("02"));

        assertThat(ids.blocks()).hasSize(2);
        assertThat(ids.entryId(SpecialFolderIds.TO_DO)).contains(Bytes.ofHex("02"));
        assertThat(SpecialFolderIds.of(ids.encode())).isEqualTo(ids);
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(TWO.toArray(), 5_000, MalformedException.class, input -> {
            SpecialFolderIds ids = SpecialFolderIds.of(Bytes.copyOf(input));
            assertThat(SpecialFolderIds.of(ids.encode())).isEqualTo(ids);
        });
        assertThatThrownBy(() -> SpecialFolderIds.of(Bytes.ofHex("0000000001800000")))
                .isInstanceOf(MalformedException.class);
    }
}
