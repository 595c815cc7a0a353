package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.gatehouse.store.ChangeOrder.Seen;
import org.gatehouse.store.ChangeOrder.Taken;
import org.junit.jupiter.api.Test;

class ChangeOrderTest {
    private final ChangeOrder order = new ChangeOrder();

    private Taken take(List<Long> behind, List<Long> late, long oldestRunning) {
        return order.take(new Seen(behind, late, oldestRunning));
    }

    @Test
    void aMissingNumberIsLookedForUntilNobodyCanWriteItAnyMore() {
        order.begin(List.of());
        assertThat(take(List.of(1L, 4L), List.of(), 0)).isEqualTo(new Taken(List.of(1L, 4L), false));
        assertThat(order.position()).isEqualTo(4);
        assertThat(order.missing()).containsExactly(2L, 3L);
        assertThat(order.wantsBound()).isTrue();
        order.bound(70);
        assertThat(order.wantsBound()).isFalse();
        assertThat(take(List.of(5L), List.of(3L), 70).numbers()).as("the late one first").containsExactly(3L, 5L);
        assertThat(order.missing()).as("70 has not ended").containsExactly(2L);
        assertThat(take(List.of(), List.of(), 71).numbers()).isEmpty();
        assertThat(order.missing()).isEmpty();
    }

    @Test
    void whoBeginsLooksForWhatIsMissingAmongTheLast() {
        order.begin(List.of(9L, 8L, 6L));
        assertThat(order.position()).isEqualTo(9);
        assertThat(order.missing()).containsExactly(1L, 2L, 3L, 4L, 5L, 7L);
        order.begin(LongStream.rangeClosed(0, 5_000).map(i -> 5_000 - i).limit(ChangeOrder.LOOK_BACK).boxed().toList());
        assertThat(order.missing()).as("those that are there are all that were asked for").isEmpty();
    }

    @Test
    void aLongAbsenceIsNoGap() {
        order.begin(List.of(10L, 9L));
        order.bound(1);
        assertThat(take(List.of(11L + ChangeOrder.GAPS_MAX), List.of(), 2))
                .isEqualTo(new Taken(List.of(11L + ChangeOrder.GAPS_MAX), true));
        assertThat(order.missing()).isEmpty();
    }
}
