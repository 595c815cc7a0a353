package org.gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.gatehouse.testing.Golden;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
    @Test
    void readsFieldsInWireOrder() {
        var in = new ByteReader(Golden.bytes("""
                01                       | u8
                34 12                    | u16
                12 34                    | u16, big-endian
                ff ff ff ff              | u32
                08 07 06 05 04 03 02 01  | i64
                48 00 69 00 00 00        | "Hi"
                """));
        assertThat(in.u8()).isEqualTo(1);
        assertThat(in.u16()).isEqualTo(0x1234);
        assertThat(in.u16BigEndian()).isEqualTo(0x1234);
        assertThat(in.u32()).isEqualTo(0xffff_ffffL);
        assertThat(in.i64()).isEqualTo(0x0102_0304_0506_0708L);
        assertThat(in.utf16Terminated()).isEqualTo("Hi");
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void guidFollowsThePacketForm() { // [MS-DTYP] 2.3.4.2: the EMSMDB interface identifier as it stands in a bind PDU
        byte[] wire = Golden.bytes("00 db f1 a4 47 ca 67 10 b3 1f 00 dd 01 06 62 da");
        UUID emsmdb = UUID.fromString("a4f1db00-ca47-1067-b31f-00dd010662da");
        assertThat(new ByteReader(wire).guid()).isEqualTo(emsmdb);
        assertThat(new ByteWriter().guid(emsmdb).toArray()).isEqualTo(wire);
    }

    @Test
    void checksTheBoundBeforeItAllocates() {
        var in = new ByteReader(Golden.bytes("ff ff ff 7f 00"));
        assertThatThrownBy(() -> in.bytes(in.i32())).isInstanceOf(MalformedException.class);
        in.seek(0);
        assertThatThrownBy(() -> in.count32(8)).isInstanceOf(MalformedException.class);
        in.seek(0);
        assertThatThrownBy(() -> in.list(in.i32(), 4, ByteReader::i32)).isInstanceOf(MalformedException.class);
    }
}
