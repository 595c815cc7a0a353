package org.gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static final int LONG = 10_000;

    private final byte[] whole = new byte[LONG];

    BytesTest() {
        new Random(3).nextBytes(whole);
    }

    private Bytes copied(int from, int to) {
        return Bytes.copyOf(whole, from, to);
    }

    @Test
    void aSharedPartIsTheSameValueAsACopy() {
        Bytes shared = Bytes.wrap(whole, 100, 9_000);
        Bytes copy = copied(100, 9_000);
        assertThat(shared).isEqualTo(copy).hasSameHashCodeAs(copy).hasToString(copy.toString());
        assertThat(copy).isEqualTo(shared);
        assertThat(shared.compareTo(copy)).isZero();
        assertThat(shared).isNotEqualTo(copied(101, 9_001)).isNotEqualTo(copied(100, 8_999));
        assertThat(shared.compareTo(copied(100, 8_999))).isPositive();
        assertThat(shared.toArray()).isEqualTo(Arrays.copyOfRange(whole, 100, 9_000));
        assertThat(shared.hex()).isEqualTo(copy.hex());
        assertThat(shared.at(0)).isEqualTo(whole[100] & 0xff);
    }

    @Test
    void nothingBesideAPartCanBeReached() {
        Bytes shared = Bytes.wrap(whole, 100, 9_000);
        assertThatThrownBy(() -> shared.at(8_900)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> shared.slice(0, 8_901)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ByteWriter().bytes(shared, 1, 8_900))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> shared.reader().bytes(8_901)).isInstanceOf(MalformedException.class);
    }

    @Test
    void partsOfPartsAreWhatTheyWouldBeAsCopies() {
        var random = new Random(4);
        for (int round = 0; round < 1_000; round++) {
            int from = random.nextInt(LONG);
            int to = from + random.nextInt(LONG - from + 1);
            int innerFrom = random.nextInt(to - from + 1);
            int innerTo = innerFrom + random.nextInt(to - from - innerFrom + 1);
            Bytes expected = copied(from + innerFrom, from + innerTo);
            assertThat(Bytes.wrap(whole, from, to).slice(innerFrom, innerTo)).isEqualTo(expected);
            ByteReader in = Bytes.wrap(whole, from, to).reader();
            in.skip(innerFrom);
            assertThat(in.blob(innerTo - innerFrom)).isEqualTo(expected);
            assertThat(new ByteWriter().bytes(Bytes.wrap(whole, from, to), innerFrom, innerTo - innerFrom).takeBytes())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aReaderOfAnArrayCopiesWhatItGives() {
        Bytes read = new ByteReader(whole).blob(LONG);
        Bytes before = copied(0, LONG);
        whole[5]++;
        assertThat(read).isEqualTo(before);
    }
}
