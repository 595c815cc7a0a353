package org.gatehouse.mapi.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.gatehouse.mapi.id.CounterSet.Range;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class IdSetTest {
    private static final UUID LOW = UUID.fromString("64d4774d-4983-4f70-9b8b-46e635bb78ab");
    private static final UUID HIGH = UUID.fromString("73ae44d8-61f9-4f5d-b3c6-9a7c31fec123");
    /// The data of [MS-OXCSTOR] 4.8 and 4.9.
    private static final Bytes READ_MESSAGE = Bytes.copyOf(Golden.bytes("""
            d8 44 ae 73 f9 61 5d 4f b3 c6 9a 7c 31 fe c1 23 | REPLGUID
            06 00 00 00 78 2b 33                            | Push of a whole counter
            00                                              | End
            """));
    /// The values of [MS-OXCFXICS] 3.1.5.4.3.1.3 in a whole set; start and mask are the specification's.
    private static final Bytes WITH_BITMASK = Bytes.copyOf(Golden.bytes("""
            05 00 00 00 00 01                               | Push of five bytes
            42 01 eb                                        | Bitmask {01-03, 05, 07-09}
            50                                              | Pop
            00                                              | End
            """));

    @Test
    void aSetOfOneReadMessageIsAsTheSpecificationShowsIt() {
        IdSet set = IdSet.of(READ_MESSAGE);

        assertThat(set).isEqualTo(IdSet.of(HIGH, CounterSet.EMPTY.with(0x782b33)));
        assertThat(set.of(HIGH).contains(0x782b33)).isTrue();
        assertThat(set.of(LOW).isEmpty()).isTrue();
        assertThat(set.encode()).isEqualTo(READ_MESSAGE);
    }

    @Test
    void neighboursShareABitmask() {
        CounterSet set = CounterSet.read(WITH_BITMASK.reader());

        assertThat(set.ranges()).containsExactly(new Range(0x101, 0x103), new Range(0x105, 0x105),
                new Range(0x107, 0x109));
        assertThat(encoded(set)).isEqualTo(WITH_BITMASK);
    }

    /// Laid out by hand from [MS-OXCFXICS] 2.2.2.6.1 to 2.2.2.6.5.
    @Test
    void distantRangesShareWhatTheyHaveInCommon() {
        var set = new CounterSet(List.of(new Range(0x1_0000, 0x1_ffff), new Range(0x2_0005, 0x2_0005),
                new Range(0x3_0001, 0x3_0004)));

        assertThat(encoded(set).toArray()).isEqualTo(Golden.bytes("""
                03 00 00 00                                 | Push of what all share
                01 01                                       | Push
                52 00 00 ff ff                              | Range
                50                                          | Pop
                03 02 00 05                                 | Push up to a whole counter
                02 03 00                                    | Push
                52 01 04                                    | Range
                50                                          | Pop
                50                                          | Pop
                00                                          | End
                """));
        assertThat(CounterSet.read(encoded(set).reader())).isEqualTo(set);
    }

    @Test
    void theEmptySetIsNoBytesAndReplicasComeInTheOrderOfTheirBytes() {
        IdSet both = new IdSet(java.util.Map.of(HIGH, CounterSet.EMPTY.with(1), LOW, CounterSet.EMPTY.with(2)));

        assertThat(IdSet.EMPTY.encode()).isEqualTo(Bytes.EMPTY);
        assertThat(IdSet.of(Bytes.EMPTY).isEmpty()).isTrue();
        assertThat(IdSet.of(LOW, CounterSet.EMPTY)).isEqualTo(IdSet.EMPTY);
        assertThat(both.counters().keySet()).containsExactly(LOW, HIGH);
        assertThat(IdSet.of(both.encode())).isEqualTo(both);
    }

    @Test
    void setsGrowShrinkAndAnswerAsSetsOfNumbersDo() {
        var random = new Random(Mutations.seed());
        for (int round = 0; round < Mutations.rounds(200); round++) {
            long base = 1L << random.nextInt(40);
            int spread = 1 << random.nextInt(1, 12);
            var numbers = new TreeSet<Long>();
            CounterSet set = CounterSet.EMPTY;
            for (int step = 0; step < 60; step++) {
                long number = base + random.nextInt(spread);
                if (random.nextInt(4) == 0) {
                    numbers.remove(number);
                    set = set.without(number);
                } else {
                    numbers.add(number);
                    set = set.with(number);
                }
            }
            assertThat(numbersOf(set)).containsExactlyElementsOf(numbers);
            assertThat(CounterSet.read(encoded(set).reader())).isEqualTo(set);
        }
    }

    @Test
    void whatNoStackAllowsIsMalformed() {
        for (String bad : List.of("50", "00000000", "07000000000000", "4201ff", "0500000000004201",
                "05000000000142ff0150", "5200000000000200000000000100", "0200010000", "06000000000001",
                "05000000000102000000")) {
            String hex = "d844ae73f9615d4fb3c69a7c31fec123" + bad;
            assertThatThrownBy(() -> IdSet.of(Bytes.ofHex(hex))).as(bad).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        var long1 = new CounterSet(List.of(new Range(0x1_0000, 0x1_ffff), new Range(0x2_0005, 0x2_0005),
                new Range(0x3_0001, 0x3_0004), new Range(0x3_0006, 0x3_0006)));
        for (Bytes golden : List.of(READ_MESSAGE, IdSet.of(LOW, long1).encode(),
                IdSet.of(LOW, CounterSet.read(WITH_BITMASK.reader())).encode())) {
            Mutations.survive(golden.toArray(), 5_000, MalformedException.class, input -> {
                IdSet set = IdSet.of(Bytes.copyOf(input));
                assertThat(IdSet.of(set.encode())).isEqualTo(set);
            });
        }
    }

    private static Bytes encoded(CounterSet set) {
        var out = new ByteWriter();
        set.write(out);
        return out.toBytes();
    }

    private static List<Long> numbersOf(CounterSet set) {
        var numbers = new ArrayList<Long>();
        for (Range range : set.ranges()) {
            for (long number = range.low(); number <= range.high(); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
