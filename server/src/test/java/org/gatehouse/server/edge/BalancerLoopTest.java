package org.gatehouse.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// Two balancers that have each other as members and nobody else: neither ever serves, so that no client's connection
/// would tell why.
@Timeout(60)
final class BalancerLoopTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.1.17");
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.1.18");
    private static final String LOOP = "loop: the balancer on %s and the one on %s have each other as members. Its "
            + "connection was reset; members have to be Client Access servers";

    /// What is logged, as it comes.
    private static final class Ear extends AppenderBase<ILoggingEvent> {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            heard.add(event.getFormattedMessage());
        }
    }

    /// A member serves when it says something, as an RPC server does in answer to a bind.
    private static void speaks(Member member, int port) throws IOException {
        try (var socket = new Socket(member.address(), port)) {
            socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("it closed");
            }
        }
    }

    private static BalancerServer open(InetAddress address, int port) throws IOException {
        return BalancerServer.open(address, List.of(port), BalancerSettings.DEFAULT, BalancerLimits.DEFAULT,
                member -> speaks(member, port));
    }

    private static int freePort() throws IOException {
        try (BalancerServer any = open(ONE, 0)) {
            return any.ports().getFirst();
        }
    }

    @Test
    void bothSayThatItIsALoop() throws Exception {
        untilBothSayIt((first, second) -> {
            first.add(new Member("second", OTHER));
            second.add(new Member("first", ONE));
        });
    }

    /// As when administrators add them one after the other: what the first said to a stranger went unheard.
    @Test
    void oneThatWasGreetedBeforeItHadMembersSaysItToo() throws Exception {
        untilBothSayIt((first, second) -> {
            first.add(new Member("second", OTHER));
            while (first.members().stream().anyMatch(view -> view.health() != Health.DOWN)) {
                Thread.onSpinWait();
            }
            second.add(new Member("first", ONE));
        });
    }

    private static void untilBothSayIt(BiConsumer<BalancerServer, BalancerServer> made) throws Exception {
        var ear = new Ear();
        var log = (Logger) LoggerFactory.getLogger(BalancerServer.class);
        ear.start();
        log.addAppender(ear);
        int port = freePort();
        try (BalancerServer first = open(ONE, port); BalancerServer second = open(OTHER, port)) {
            made.accept(first, second);
            Set<String> missing = new HashSet<>(List.of(LOOP.formatted("127.0.1.17", "127.0.1.18"),
                    LOOP.formatted("127.0.1.18", "127.0.1.17")));
            while (!missing.isEmpty()) {
                String line = ear.heard.poll(30, TimeUnit.SECONDS);
                assertThat(line).as("until %s is said", missing).isNotNull();
                missing.remove(line);
            }
            assertThat(first.members()).allMatch(view -> view.health() == Health.DOWN);
        } finally {
            log.detachAppender(ear);
        }
    }
}
