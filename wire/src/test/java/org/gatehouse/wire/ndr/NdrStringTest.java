package org.gatehouse.wire.ndr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class NdrStringTest {
    @Test
    void unpairedSurrogatesDoNotShortenAWideString() {
        // Three units: two high surrogates, of which a decoder makes what it likes, and the terminating zero.
        var stub = Bytes.ofHex("03000000 00000000 03000000 00d8 00d8 0000");
        assertThat(new NdrReader(stub).wideString(10)).isNotEmpty();
    }

    @Test
    void wideStringsEndWithAZeroUnit() {
        var stub = Bytes.ofHex("02000000 00000000 02000000 4100 0041");
        assertThatThrownBy(() -> new NdrReader(stub).wideString(10)).isInstanceOf(MalformedException.class);
    }

    @Test
    void bytesOfACodePageGetTheirTerminatingZero() {
        var stub = new NdrWriter().stringBytes(Bytes.ofHex("e46f")).toBytes();
        assertThat(stub).isEqualTo(Bytes.ofHex("03000000 00000000 03000000 e46f00"));
        assertThat(new NdrReader(stub).stringBytes(10)).isEqualTo(Bytes.ofHex("e46f"));
    }
}
