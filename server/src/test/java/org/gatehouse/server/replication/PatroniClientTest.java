package org.gatehouse.server.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.ObjectHeader;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.ReplicationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatroniClientTest {
    private static final String CLUSTER = "{\"members\": [{\"name\": \"ex1\", \"role\": \"leader\", "
            + "\"state\": \"running\"}]}";

    /// Something that answers each request with the same bytes, and says nothing more.
    private static final class Peer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new ArrayList<>();
        private final String answer;

        Peer(String answer) throws IOException {
            this.answer = answer;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try {
                while (true) {
                    Socket peer = socket.accept();
                    synchronized (open) {
                        open.add(peer);
                    }
                    Thread.ofVirtual().start(() -> answer(peer));
                }
            } catch (IOException closed) {
                assertThat(socket.isClosed()).isTrue();
            }
        }

        private void answer(Socket peer) {
            try (var in = new BufferedReader(new InputStreamReader(peer.getInputStream(), US_ASCII))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                        peer.getOutputStream().write(answer.getBytes(US_ASCII));
                    }
                }
            } catch (IOException gone) {
                assertThat(gone).isNotNull();
            }
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            synchronized (open) {
                for (Socket each : open) {
                    each.close();
                }
            }
        }
    }

    private static DatabaseObject database(String urls) {
        var header = new ObjectHeader("DB1", "CN=DB1", new UUID(0, 1), "corp/DB1", "", List.of(), Instant.EPOCH,
                Instant.EPOCH);
        return new DatabaseObject(header, DatabaseObject.Kind.MAILBOX, "EX1", "", "", "",
                Map.of(DatabaseProperty.PATRONI_URL, urls), List.of());
    }

    private static String answer(int status, String body, int length) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    /// Whoever looks after copies must not wait for ever for a host that was cut off within its answer.
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHostThatFallsSilentWithinItsAnswerIsNotWaitedFor() throws Exception {
        try (var silent = new Peer(answer(200, "{", 100));
                var other = new Peer(answer(200, CLUSTER, CLUSTER.length()));
                var client = new PatroniClient(_ -> "", Duration.ofSeconds(2))) {
            assertThat(client.of(database(silent.url() + "," + other.url())).flatMap(Cluster::primary)
                    .map(Cluster.Member::name)).isEqualTo(Optional.of("ex1"));
            assertThatThrownBy(() -> client.of(database(silent.url()))).isInstanceOf(ReplicationException.class)
                    .hasMessageContaining("does not answer").hasMessageContaining("no whole answer within 2000 ms");
        }
    }

    @Test
    void aRefusalIsFinalAndSaidWithItsReason() throws Exception {
        try (var refusing = new Peer(answer(412, "no candidate", 12));
                var other = new Peer(answer(200, CLUSTER, CLUSTER.length()));
                var client = new PatroniClient(_ -> "", Duration.ofSeconds(60))) {
            assertThatThrownBy(() -> client.switchOver(database(refusing.url() + "," + other.url()), "ex1", "ex2"))
                    .isInstanceOf(ReplicationException.class).hasMessageContaining("refused with 412: no candidate");
        }
    }

    @Test
    void anAnswerWithoutEndIsNotKept() throws Exception {
        try (var endless = new Peer(answer(200, "x".repeat(2 << 20), 1 << 30));
                var client = new PatroniClient(_ -> "", Duration.ofSeconds(60))) {
            assertThatThrownBy(() -> client.of(database(endless.url()))).isInstanceOf(ReplicationException.class)
                    .hasMessageContaining("does not answer");
        }
    }
}
