package org.gatehouse.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RelayLoopTest {
    @Test
    void oneConnectionsBugLeavesTheOthersTheirLoop() throws Exception {
        var ran = new CountDownLatch(1);
        try (RelayLoop loop = RelayLoop.start(0)) {
            loop.execute(() -> {
                throw new IllegalStateException("a bug");
            });
            loop.execute(ran::countDown);
            assertThat(ran.await(100, TimeUnit.SECONDS)).isTrue();
            // Run by the loop itself, not by whoever comes after its end.
            var thread = new Thread[1];
            var told = new CountDownLatch(1);
            loop.execute(() -> {
                thread[0] = Thread.currentThread();
                told.countDown();
            });
            assertThat(told.await(100, TimeUnit.SECONDS)).isTrue();
            assertThat(thread[0]).isNotSameAs(Thread.currentThread());
        }
    }
}
