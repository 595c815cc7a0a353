package org.gatehouse.mapi.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.configuration.ExtendedFolderFlags.Part;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class ExtendedFolderFlagsTest {
    /// Laid out by hand after [MS-OXOCFG] 2.2.7.1; the last part's data is what 2.2.7.1.4 gives bit by bit.
    private static final Bytes FLAGS = Bytes.copyOf(Golden.bytes("""
            01 04 00 00 10 00                                     | ExtendedFlags
            02 10 01 00 00 00 02 00 03 00 04 05 06 07 08 09 0a 0b | SearchFolderID
            03 04 78 56 34 12                                     | SearchFolderTag
            06 01 ff                                              | reserved
            05 04 00 00 0c 00                                     | ToDoFolderVersion
            """));

    @Test
    void partsAreReadAndKept() {
        ExtendedFolderFlags flags = ExtendedFolderFlags.of(FLAGS);

        assertThat(flags.extendedFlags()).hasValue(0x0010_0000);
        assertThat(flags.searchFolderId()).contains(UUID.fromString("00000001-0002-0003-0405-060708090a0b"));
        assertThat(flags.searchFolderTag()).hasValue(0x1234_5678);
        assertThat(flags.toDoFolderVersion()).hasValue(0x000c_0000);
        assertThat(flags.parts().get(3)).isEqualTo(new Part(6, Bytes.ofHex("ff")));
        assertThat(flags.encode()).isEqualTo(FLAGS);
        var none = new ExtendedFolderFlags(List.of(new Part(1, Bytes.ofHex("00"))));
        assertThat(none.extendedFlags()).as("of a wrong length").isEmpty();
        assertThat(none.searchFolderId()).isEmpty();
        assertThat(ExtendedFolderFlags.of(Bytes.EMPTY).parts()).isEmpty();
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        assertThatThrownBy(() -> ExtendedFolderFlags.of(Bytes.ofHex("0104000000")))
                .isInstanceOf(MalformedException.class);
        Mutations.survive(FLAGS.toArray(), 3_000, MalformedException.class,
                input -> ExtendedFolderFlags.of(Bytes.copyOf(input)));
    }
}
