package org.gatehouse.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A balancer tells whether it decides.
@Timeout(120)
final class DecisionLoopTest {
    private static final InetAddress ARRAY = InetAddress.ofLiteral("127.0.1.19");

    /// Holds the lock when it is told to, as a bug might.
    private static final class Stuck implements DecisionLoop.Carrier {
        private final CountDownLatch stuck = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        @Override
        public void obey(Output.OfConnection output) {
            throw new AssertionError(output);
        }

        @Override
        public void stepped() {
            // Nothing is carried.
        }

        @Override
        public void ticked() {
            // Nothing is carried.
        }

        /// Asked for under the lock.
        @Override
        public String lost(int connections) {
            stuck.countDown();
            boolean told = false;
            while (!told) {
                try {
                    free.await();
                    told = true;
                } catch (InterruptedException interrupted) {
                    // A bug would not listen either.
                    told = false;
                }
            }
            return "nothing";
        }
    }

    @Test
    void isIllWhenADecisionDoesNotEndAndWellWhenItHas() throws Exception {
        var carrier = new Stuck();
        try (var loop = new DecisionLoop(BalancerSettings.DEFAULT, BalancerLimits.DEFAULT, _ -> {
            throw new IOException("dead");
        }, carrier)) {
            loop.keepTime();
            loop.add(new Member("dead", InetAddress.ofLiteral("127.0.1.20")));
            carrier.stuck.await();
            while (loop.ailment().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(loop.ailment().orElseThrow()).startsWith("no decision has been made for ");
            carrier.free.countDown();
            while (loop.ailment().isPresent()) {
                Thread.onSpinWait();
            }
        }
    }

    private static HttpResponse<String> ask(HttpClient client, String address, int port, String path)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path)).build(),
                BodyHandlers.ofString());
    }

    @Test
    void theHealthPortTellsItOverHttp() throws Exception {
        BalancerServer balancer = BalancerServer.open(ARRAY, List.of(0), BalancerSettings.DEFAULT,
                BalancerLimits.DEFAULT, _ -> { });
        try (HealthPort port = HealthPort.open(balancer,
                        InetAddress.ofLiteral("127.0.1.29"), 0);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> health = ask(client, "127.0.1.29", port.port(), "/healthz");
            assertThat(health.body()).isEqualTo("balancing\n");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(ask(client, "127.0.1.19", port.port(), "/balancer").body()).isEqualTo("balancer\n");
            assertThat(ask(client, "127.0.1.29", port.port(), "/").statusCode()).isEqualTo(404);
            balancer.close();
            while (ask(client, "127.0.1.29", port.port(), "/healthz").statusCode() == 200) {
                Thread.onSpinWait();
            }
            assertThat(ask(client, "127.0.1.29", port.port(), "/healthz").body())
                    .containsAnyOf("no decision", "no longer copied");
        } finally {
            balancer.close();
        }
    }
}
