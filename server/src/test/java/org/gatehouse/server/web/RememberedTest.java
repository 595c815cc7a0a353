package org.gatehouse.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final Remembered<String, Long> remembered = new Remembered<>(changes::get, 2, looked -> looked < 100);

    private long get(String key) {
        return remembered.get(key, looks::incrementAndGet);
    }

    @Test
    void holdsUntilTheDirectoryChanges() {
        assertThat(get("a")).isEqualTo(1);
        assertThat(get("a")).isEqualTo(1);
        changes.incrementAndGet();
        assertThat(get("a")).isEqualTo(2);
    }

    /// What was looked up may be older than the change, so the next one looks again.
    @Test
    void whatChangesMeanwhileIsNotKept() {
        assertThat(remembered.get("a", () -> {
            changes.incrementAndGet();
            get("b");
            return looks.incrementAndGet();
        })).isEqualTo(2);
        assertThat(get("b")).isEqualTo(1);
        assertThat(get("a")).isEqualTo(3);
    }

    @Test
    void theLongestUnusedGoesFirst() {
        get("a");
        get("b");
        get("a");
        get("c");
        assertThat(get("a")).isEqualTo(1);
        assertThat(get("b")).isEqualTo(4);
    }

    @Test
    void whatIsNotWorthwhileIsLookedUpAgain() {
        looks.set(99);
        assertThat(get("a")).isEqualTo(100);
        assertThat(get("a")).isEqualTo(101);
    }
}
