package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.gatehouse.shell.SideBySide.End;
import org.junit.jupiter.api.Test;

final class SideBySideTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static String after(CountDownLatch latch, String said) {
        try {
            latch.await();
            return said;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void whatWaitsForAnotherIsDoneBesideIt() {
        var beside = new SideBySide(Thread::startVirtualThread, 8);
        var second = new CountDownLatch(1);
        List<Supplier<String>> works = List.of(() -> after(second, "first"), () -> {
            second.countDown();
            throw new ShellException("refused");
        });
        List<End<String>> ends = beside.all(works, LONG);
        assertThat(ends.getFirst()).isInstanceOfSatisfying(End.Done.class, done ->
                assertThat(done.value()).isEqualTo("first"));
        assertThat(ends.getFirst().trouble()).isEmpty();
        assertThat(ends.getLast().trouble()).isEqualTo("refused");
    }

    @Test
    void nobodyWaitsForOneThatTakesForEver() {
        var beside = new SideBySide(Thread::startVirtualThread, 1);
        var never = new CountDownLatch(1);
        assertThat(beside.<String>all(List.of(() -> after(never, "late")), Duration.ofMillis(1)).getFirst().trouble())
                .startsWith("no answer for ");
        assertThat(beside.<String>all(List.of(() -> "next"), LONG).getFirst().trouble())
                .as("it keeps its place").contains("still under way");
        never.countDown();
    }
}
