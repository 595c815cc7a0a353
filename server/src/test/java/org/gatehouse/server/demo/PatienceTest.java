package org.gatehouse.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.client.BackoffException;
import org.junit.jupiter.api.Test;

/// On a busy computer the tour's own people are over budget after what they wrote.
class PatienceTest {
    @Test
    void whoIsPutOffAsksAgainButNotForEver() throws Exception {
        var asked = new AtomicInteger();
        assertThat(Patience.answer(() -> {
            if (asked.incrementAndGet() < 3) {
                throw new BackoffException(1);
            }
            return "answered";
        })).isEqualTo("answered");
        assertThat(asked).hasValue(3);
        assertThatThrownBy(() -> Patience.answer(() -> {
            throw new BackoffException(1);
        })).isInstanceOf(BackoffException.class);
    }
}
