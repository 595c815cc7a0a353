package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.client.Account;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.management.ManagementService;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.PresentationContext;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Peers that break rules, over real sockets: they are cut, and a well-behaved neighbour is served all the while.
@Timeout(600)
class MisbehavingPeersTest {
    /// Times that pass only where the test lets them, so that no slow machine makes a neighbour look like a peer that
    /// breaks rules.
    private static final RpcListenerLimits BY_CLOCK = new RpcListenerLimits(4_000, 3_000, 40,
            Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(2),
            Duration.ofMillis(300), Duration.ZERO, Duration.ofMillis(20), 100, 1 << 16);
    private static final long LONG_ENOUGH = Duration.ofMinutes(2).toMillis();
    private static final int LOOK_MILLIS = 100;
    private static final int READ_MILLIS_MAX = 100_000;
    private static final int ASKED_BYTES_MAX = 50_000_000;

    private static final byte[] BIND = PduCodec.encode(PduHeader.of(PduType.BIND, PduFlags.WHOLE, 1),
            new Pdu.Bind(5840, 5840, 0, List.of(
                    new PresentationContext(0, ManagementService.ID, List.of(SyntaxId.NDR)))), null);
    private static final byte[] LISTENING = PduCodec.encode(PduHeader.of(PduType.REQUEST, PduFlags.WHOLE, 2),
            new Pdu.Request(0, 0, 2, Optional.empty(), Bytes.EMPTY), null);

    private final AtomicLong now = new AtomicLong(1_000_000);

    private RpcTestServer startByClock() throws IOException {
        return RpcTestServer.start(BY_CLOCK, () -> Instant.ofEpochMilli(now.get()));
    }

    private static RpcTestServer start(RpcListenerLimits limits) throws IOException {
        return new RpcTestServer(InetAddress.getByName("127.0.0.1"), 0, AssociationLimits.DEFAULT, limits);
    }

    private static Socket connect(RpcTestServer server) throws IOException {
        var socket = new Socket();
        socket.connect(server.mapper.address());
        socket.setSoTimeout(READ_MILLIS_MAX);
        return socket;
    }

    private static Pdu readPdu(InputStream in) throws IOException {
        byte[] head = in.readNBytes(PduHeader.SIZE);
        PduHeader header = PduHeader.read(head);
        byte[] whole = Arrays.copyOf(head, header.length());
        in.readNBytes(whole, head.length, whole.length - head.length);
        return PduCodec.decode(header, whole);
    }

    private static void assertServed(RpcTestServer server) throws IOException {
        try (Socket neighbour = connect(server)) {
            neighbour.getOutputStream().write(BIND);
            assertThat(readPdu(neighbour.getInputStream())).isInstanceOf(Pdu.BindAck.class);
            neighbour.getOutputStream().write(LISTENING);
            assertThat(readPdu(neighbour.getInputStream())).isInstanceOf(Pdu.Response.class);
        }
    }

    /// Reads until the server ends the connection, in order or by a reset.
    private static void assertCut(Socket peer) throws IOException {
        try {
            while (peer.getInputStream().read() >= 0) {
                // whatever it said before it closed
            }
        } catch (SocketException reset) {
            assertThat(reset).isNotNull();
        }
    }

    /// The same, while time passes for the server.
    private void assertCutInTime(Socket peer) throws IOException {
        peer.setSoTimeout(LOOK_MILLIS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READ_MILLIS_MAX);
        while (true) {
            try {
                assertCut(peer);
                return;
            } catch (SocketTimeoutException notYet) {
                assertThat(System.nanoTime()).isLessThan(end);
                now.addAndGet(LONG_ENOUGH);
            }
        }
    }

    @Test
    void oneByteAtATimeIsFine() throws Exception {
        try (var server = start(RpcListenerLimits.DEFAULT); Socket slow = connect(server)) {
            slow.setTcpNoDelay(true);
            for (byte one : BIND) {
                slow.getOutputStream().write(one);
            }
            assertThat(readPdu(slow.getInputStream())).isInstanceOf(Pdu.BindAck.class);
        }
    }

    @Test
    void aPduThatNeverEndsIsCut() throws Exception {
        try (var server = startByClock(); Socket drip = connect(server)) {
            drip.getOutputStream().write(BIND, 0, BIND.length - 1);
            assertServed(server);
            assertCutInTime(drip);
        }
    }

    @Test
    void whoNeverSpeaksOrNeverSignsInIsCut() throws Exception {
        try (var server = startByClock(); Socket silent = connect(server); Socket bound = connect(server)) {
            bound.getOutputStream().write(BIND);
            assertThat(readPdu(bound.getInputStream())).isInstanceOf(Pdu.BindAck.class);
            assertCutInTime(silent);
            assertCutInTime(bound);
            assertServed(server);
        }
    }

    @Test
    void wrongOrderIsCut() throws Exception {
        try (var server = start(RpcListenerLimits.DEFAULT); Socket eager = connect(server)) {
            eager.getOutputStream().write(LISTENING);
            assertCut(eager);
            assertServed(server);
        }
    }

    @Test
    void anOversizedFragmentGetsAFaultAndIsCut() throws Exception {
        try (var server = start(RpcListenerLimits.DEFAULT); Socket big = connect(server)) {
            big.getOutputStream().write(BIND);
            readPdu(big.getInputStream());
            big.getOutputStream().write(PduCodec.encode(PduHeader.of(PduType.REQUEST, PduFlags.WHOLE, 2),
                    new Pdu.Request(0, 0, 2, Optional.empty(), Bytes.wrap(new byte[60_000])), null));
            assertThat(readPdu(big.getInputStream())).isInstanceOf(Pdu.Fault.class);
            assertCut(big);
            assertServed(server);
        }
    }

    @Test
    void randomBytesDisturbNobody() throws Exception {
        var random = new Random(Mutations.seed());
        try (var server = start(RpcListenerLimits.DEFAULT)) {
            for (int round = 0; round < Mutations.rounds(200); round++) {
                try (Socket noisy = connect(server)) {
                    byte[] noise = round % 2 == 0 ? Mutations.mutate(BIND, random) : new byte[random.nextInt(300)];
                    if (round % 2 == 1) {
                        random.nextBytes(noise);
                    }
                    noisy.getOutputStream().write(noise);
                } catch (SocketException cut) {
                    assertThat(cut).isNotNull();
                }
            }
            assertServed(server);
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCut() throws Exception {
        try (var server = startByClock(); Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(server.mapper.address());
            deaf.getOutputStream().write(BIND);
            var asking = new FutureTask<>(() -> askUntilCut(deaf));
            Thread.ofPlatform().daemon().start(asking);
            while (!Look.isOver(asking)) {
                now.addAndGet(LONG_ENOUGH);
            }
            assertThat(asking.get()).isLessThan(ASKED_BYTES_MAX);
            assertServed(server);
        }
    }

    private static int askUntilCut(Socket deaf) throws IOException {
        int sent = 0;
        try {
            while (sent < ASKED_BYTES_MAX) {
                deaf.getOutputStream().write(LISTENING);
                sent += LISTENING.length;
            }
        } catch (SocketException cut) {
            assertThat(cut).isNotNull();
        }
        return sent;
    }

    @Test
    void aFloodOfIdleConnectionsKeepsNobodyOut() throws Exception {
        var patient = new RpcListenerLimits(1_000, 800, 40, Duration.ofMinutes(5), Duration.ofMinutes(5),
                Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ZERO,
                Duration.ofMinutes(5), 100, 1 << 16);
        try (var server = start(patient)) {
            var idle = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 3_000; i++) {
                    idle.add(connect(server));
                    if (idle.size() > 200) { // so many that the oldest were cut long ago; this side may let go too
                        idle.removeFirst().close();
                    }
                }
                assertServed(server);
                assertThat(server.mapper.connectionCount()).isLessThanOrEqualTo(patient.connectionsMax());
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }
        }
    }

    /// With the limits that the product has, all of them stay, and people sign in beside them.
    @Test
    void tenThousandIdleConnectionsDoNotStopASignIn() throws Exception {
        int idle = 10_000;
        assertThat(RpcListenerLimits.DEFAULT.strangersMax()).isGreaterThan(idle);
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assumeTrue(system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() > idle + 500,
                "a process may not open " + idle + " files here: raise ulimit -n");
        try (var server = RpcTestServer.start(); var _ = IdlePeers.connect(server.service.address(), idle)) {
            assertSignsIn(server);
            assertThat(server.service.connectionCount()).isGreaterThanOrEqualTo(idle);
        }
    }

    private static void assertSignsIn(RpcTestServer server) throws IOException {
        var account = new Account(RpcTestServer.DOMAIN, RpcTestServer.USER, RpcTestServer.PASSWORD);
        try (var connection = RpcConnection.open(RpcConnection.Target.sealed(server.service.address(), EchoService.ID,
                account), Duration.ofSeconds(30))) {
            Bytes said = Bytes.wrap(new byte[] {1, 2, 3, 4});
            assertThat(connection.call(0, said)).isEqualTo(said);
        }
    }

    @Test
    void aKilledServerResetsConnectionsAndRunsNothingDown() throws Exception {
        try (var server = start(RpcListenerLimits.DEFAULT); Socket peer = connect(server)) {
            peer.getOutputStream().write(BIND);
            readPdu(peer.getInputStream());
            server.mapper.kill();
            assertCut(peer);
            assertThat(server.echo.runDowns).hasValue(0);
        }
    }

    @Test
    void servesIpv6() throws Exception {
        try (var server = new RpcTestServer(InetAddress.getByName("::1"), 0, AssociationLimits.DEFAULT,
                RpcListenerLimits.DEFAULT)) {
            assertThat(server.mapper.address()).isInstanceOf(InetSocketAddress.class);
            assertServed(server);
        }
    }
}
