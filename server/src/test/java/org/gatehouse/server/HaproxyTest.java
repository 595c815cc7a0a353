package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.testing.HaproxyProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real HAProxy with the exported configuration before real members, over all transports.
@Timeout(900)
class HaproxyTest {
    @TempDir
    private Path folder;

    /// With members that have served once: the first handshake of a process takes longest.
    private ArrayFixture array() throws IOException {
        ArrayFixture array = ArrayFixture.open(folder.resolve("data"));
        for (String member : array.servers.keySet()) {
            assertThat(array.ask(member, "/readyz").status()).isEqualTo(200);
        }
        return array;
    }

    private HaproxyProcess haproxy(ArrayFixture array, String words) throws Exception {
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), array.exported("HAProxy", words));
        assertThat(HaproxyProcess.check(file)).isEmpty();
        HaproxyProcess haproxy = HaproxyProcess.start(file, array.rpcAddress());
        // At full health: one slow answer of a busy machine is no death any more.
        try {
            haproxy.await("members/cas1 succeeded.* 2/2 UP", "members/cas2 succeeded.* 2/2 UP");
            return haproxy;
        } catch (AssertionError unhealthy) {
            haproxy.close();
            throw unhealthy;
        }
    }

    @Test
    void allTransportsOfOneClientReachOneMemberAndItsDeathSendsThemToTheOther() throws Exception {
        try (var array = array(); var haproxy = haproxy(array, "")) {
            array.enableAnywhere();
            MapiSession rpc = array.rpc();
            MapiSession http = array.http();
            MapiSession anywhere = array.anywhere(HttpSignIn.NTLM);
            String serving = array.serving();
            assertThat(array.servers.get(serving).sessionCount()).isEqualTo(3);
            for (MapiSession session : List.of(rpc, http, anywhere)) {
                MailboxClient mailbox = MailboxClient.logon(session);
                assertThat(mailbox.readStore(List.of(Tags.DISPLAY_NAME)).cells()).hasSize(1);
            }

            array.servers.get(serving).kill();
            for (MapiSession session : List.of(rpc, http, anywhere)) {
                assertThatThrownBy(() -> MailboxClient.logon(session)).isInstanceOf(IOException.class)
                        .isNotInstanceOf(SocketTimeoutException.class);
                session.drop();
            }
            haproxy.await("Server members/" + serving + " is DOWN");
            try (MapiSession again = array.rpc(); MapiSession againOverHttp = array.http()) {
                assertThat(array.serving()).isNotEqualTo(serving);
                MailboxClient.logon(again);
                MailboxClient.logon(againOverHttp);
            }
        }
    }

    @Test
    void aSuspendedMemberKeepsAClientWholeUntilItHasGone() throws Exception {
        try (var array = array(); var haproxy = haproxy(array, "")) {
            MapiSession rpc = array.rpc();
            String serving = array.serving();
            array.suspend(serving);
            // Two checks find out, in either order.
            haproxy.await("Server members/" + serving + " is stopping",
                    "Server ready-" + serving + "/" + serving + " is DOWN");
            MailboxClient.logon(rpc);
            MapiSession beside = array.rpc();
            assertThat(array.servers.get(serving).sessionCount()).as("beside the first").isEqualTo(2);
            rpc.close();
            beside.close();
            array.awaitNoSessions(serving);
            // HAProxy takes note of the last connection's end in its own time.
            long end = System.nanoTime() + ArrayFixture.TIMEOUT.toNanos();
            String next = serving;
            while (next.equals(serving)) {
                assertThat(System.nanoTime()).as("led elsewhere").isLessThan(end);
                try (MapiSession again = array.rpc()) {
                    MailboxClient.logon(again);
                    next = array.serving();
                }
                array.awaitNoSessions(next);
            }
        }
    }

    /// Both ways between whoever connects to the relay and the client's connection, until either ends.
    private static void copy(ServerSocket relay, Socket client) {
        try (Socket near = relay.accept(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> {
                near.getInputStream().transferTo(client.getOutputStream());
                client.shutdownOutput();
                return null;
            });
            client.getInputStream().transferTo(near.getOutputStream());
        } catch (IOException over) {
            assertThat(client.isClosed()).isTrue();
        }
    }

    /// Members that trust HAProxy's address see through it, and take nothing from it without a header.
    @Test
    void membersLearnTheClientsAddressByTheProxyProtocol() throws Exception {
        try (var array = array()) {
            array.trust(InetAddress.ofLiteral("127.0.0.1"));
            try (var _ = haproxy(array, " -ProxyProtocol")) {
                try (var relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                        var client = new Socket(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    client.bind(new InetSocketAddress("127.0.3.29", 0));
                    client.connect(array.rpcAddress());
                    threads.execute(() -> copy(relay, client));
                    try (MapiSession rpc = array.rpc((InetSocketAddress) relay.getLocalSocketAddress())) {
                        MailboxClient.logon(rpc);
                    }
                }
                try (MapiSession http = array.http()) {
                    MailboxClient.logon(http);
                }
            }
        }
        try (Stream<Path> logs = Files.walk(folder.resolve("data").resolve("logs"))) {
            Path log = logs.filter(file -> file.getFileName().toString().startsWith("RCA_")).findFirst().orElseThrow();
            assertThat(Files.readString(log)).contains(",127.0.3.29,");
        }
    }
}
