package org.gatehouse.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.server.TestLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two balancers that have each other as members: each finds out by itself, before a client goes in a circle.
@Timeout(300)
final class BalancerLoopTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.1.17");
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.1.18");
    private static final String LOOP = "loop: the balancer on %s and the one on %s have each other as members, and it "
            + "gets no clients. Members have to be Client Access servers";
    private static final String ONE_SIDED = "the balancer on %s has the balancer on %s as a member, and sends it no "
            + "clients. Members have to be Client Access servers";

    /// What is logged, as it comes.
    private static final class Ear extends AppenderBase<ILoggingEvent> {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            heard.add(event.getFormattedMessage());
        }
    }

    /// Two balancers on the same health port whose members all answer.
    private static final class Two implements AutoCloseable {
        private final BalancerServer first;
        private final BalancerServer second;
        private final HealthPort firstHealth;
        private final HealthPort secondHealth;
        private final Ear ear = new Ear();
        private final Logger log = TestLog.of(OtherBalancers.class);

        Two() throws IOException {
            ear.start();
            log.addAppender(ear);
            int port = freePort();
            first = open(ONE, port);
            firstHealth = HealthPort.open(first, InetAddress.ofLiteral("127.0.1.27"), port);
            second = open(OTHER, port);
            secondHealth = HealthPort.open(second, InetAddress.ofLiteral("127.0.1.28"), port);
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0, 1, ONE)) {
                return socket.getLocalPort();
            }
        }

        private static BalancerServer open(InetAddress address, int healthPort) throws IOException {
            return BalancerServer.open(address, List.of(0), BalancerSettings.DEFAULT, BalancerLimits.DEFAULT,
                    new OtherBalancers(address, healthPort).before(_ -> { }));
        }

        private void until(Set<String> said) throws InterruptedException {
            Set<String> missing = new HashSet<>(said);
            while (!missing.isEmpty()) {
                String line = ear.heard.poll(60, TimeUnit.SECONDS);
                assertThat(line).as("until %s is said", missing).isNotNull();
                missing.remove(line);
            }
        }

        @Override
        public void close() {
            log.detachAppender(ear);
            firstHealth.close();
            secondHealth.close();
            first.close();
            second.close();
        }
    }

    @Test
    void bothSayThatItIsALoopAndSendNobody() throws Exception {
        try (var two = new Two()) {
            two.first.add(new Member("second", OTHER));
            two.second.add(new Member("first", ONE));
            two.until(Set.of(LOOP.formatted("127.0.1.17", "127.0.1.18"), LOOP.formatted("127.0.1.18", "127.0.1.17")));
            awaitDown(two.first);
            awaitDown(two.second);
        }
    }

    /// As when administrators add them one after the other.
    @Test
    void oneThatIsAddedLaterMakesALoopOfIt() throws Exception {
        try (var two = new Two()) {
            two.first.add(new Member("second", OTHER));
            two.until(Set.of(ONE_SIDED.formatted("127.0.1.17", "127.0.1.18")));
            awaitDown(two.first);
            two.second.add(new Member("first", ONE));
            two.until(Set.of(LOOP.formatted("127.0.1.17", "127.0.1.18"), LOOP.formatted("127.0.1.18", "127.0.1.17")));
        }
    }

    private static void awaitDown(BalancerServer balancer) {
        while (balancer.members().stream().anyMatch(view -> view.health() != Health.DOWN)) {
            Thread.onSpinWait();
        }
    }
}
