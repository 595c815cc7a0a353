package org.gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteWriterTest {
    @Test
    void partsOfBytesAreWritten() {
        Bytes source = Bytes.ofHex("0001020304");
        assertThat(new ByteWriter().bytes(source, 1, 3).bytes(source, 5, 0).toArray()).containsExactly(1, 2, 3);
    }

    @Test
    void whatWasTakenIsNotChangedByWhatIsWrittenLater() {
        for (int capacity : new int[] {16, 64}) { // exactly full, and with room left
            ByteWriter out = new ByteWriter(capacity).i64(1).i64(2);
            byte[] taken = out.take();
            out.i64(-1).i64(-1);
            assertThat(taken).isEqualTo(new ByteWriter().i64(1).i64(2).toArray());
            assertThat(out.toArray()).hasSize(16).containsOnly(0xff);
            assertThat(out.size()).isEqualTo(16);
        }
    }

    @Test
    void writerIsEmptyAfterItsContentWasTaken() {
        ByteWriter out = new ByteWriter().u8(7);
        assertThat(out.take()).containsExactly(7);
        assertThat(out.size()).isZero();
        assertThat(out.take()).isEmpty();
    }
}
