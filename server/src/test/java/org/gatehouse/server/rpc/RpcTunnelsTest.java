package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.management.ManagementService;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.PresentationContext;
import org.gatehouse.dcerpc.rts.Destination;
import org.gatehouse.dcerpc.rts.RtsCommand.Ance;
import org.gatehouse.dcerpc.rts.RtsCommand.AssociationGroupId;
import org.gatehouse.dcerpc.rts.RtsCommand.ChannelLifetime;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.Empty;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.dcerpc.rts.RtsFlags;
import org.gatehouse.dcerpc.rts.RtsPdu;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RPC over HTTP over real TLS sockets, with clients that keep the rules and others that do not.
@Timeout(600)
class RpcTunnelsTest {
    private static final String SERVER = "cas1:6001";
    private static final UUID CONNECTION = UUID.randomUUID();
    private static final UUID OUT = UUID.randomUUID();
    private static final UUID IN = UUID.randomUUID();
    private static final UUID NEXT = UUID.randomUUID();
    private static final byte[] BIND = PduCodec.encode(PduHeader.of(PduType.BIND, PduFlags.WHOLE, 1),
            new Pdu.Bind(5840, 5840, 0, List.of(
                    new PresentationContext(0, ManagementService.ID, List.of(SyntaxId.NDR)))), null);
    private static final byte[] LISTENING = listening(2);
    /// For a call while the other one may still run.
    private static final byte[] LISTENING_TOO = listening(3);
    private static final RpcListenerLimits FEW_STRANGERS = new RpcListenerLimits(4_000, 3_000, 40,
            Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(2),
            Duration.ofMillis(300), Duration.ZERO, Duration.ofMillis(20), 100, 1 << 16);


    private static byte[] listening(int call) {
        return PduCodec.encode(PduHeader.of(PduType.REQUEST, PduFlags.WHOLE, call),
                new Pdu.Request(0, 0, 2, Optional.empty(), Bytes.EMPTY), null);
    }

    private static ProxyFixture usual() throws Exception {
        return new ProxyFixture(VirtualConnection.Limits.DEFAULT, RpcListenerLimits.DEFAULT);
    }

    /// One for which time passes only where the test says so.
    private static ProxyFixture byClock(AtomicLong now) throws Exception {
        return new ProxyFixture(VirtualConnection.Limits.DEFAULT, FEW_STRANGERS, () -> Instant.ofEpochMilli(now.get()));
    }

    private static void a1(ProxyChannel channel) throws IOException {
        channel.rts(RtsFlags.NONE, new Version(1), new Cookie(CONNECTION), new Cookie(OUT),
                new ReceiveWindowSize(65_536));
    }

    private static void b1(ProxyChannel channel) throws IOException {
        channel.rts(RtsFlags.NONE, new Version(1), new Cookie(CONNECTION), new Cookie(IN),
                new ChannelLifetime(1 << 30), new ClientKeepalive(300_000), new AssociationGroupId(NEXT));
    }

    private static PduType kind(byte[] pdu) {
        return PduHeader.read(pdu).type();
    }

    private static void connect(ProxyChannel out, ProxyChannel in) throws IOException {
        a1(out);
        b1(in);
        assertThat(out.head()).startsWith("HTTP/1.1 200 Success\r\n").containsIgnoringCase(
                "Content-Type: application/rpc").containsIgnoringCase("Content-Length: ");
        assertThat(out.rts()).isEqualTo(RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(120_000)));
        assertThat(out.rts().commands().getFirst()).isEqualTo(new Version(1));
        in.write(BIND);
        assertThat(kind(out.pdu())).isEqualTo(PduType.BIND_ACK);
    }

    /// [MS-RPCH] 2.1.2.1.6 and 2.2.4.48; the bytes are packed by hand.
    @Test
    void smallRequestsAreEchoed() throws Exception {
        try (ProxyFixture fixture = usual();
                var asked = new ProxyChannel(fixture, "alice", "RPC_IN_DATA", SERVER, 4)) {
            asked.write(new byte[] {(byte) 0xf8, (byte) 0xe8, 0x18, 8});
            assertThat(asked.head()).startsWith("HTTP/1.1 200 Success\r\n").containsIgnoringCase("Content-Length: 20")
                    .containsIgnoringCase("Content-Type: application/rpc");
            assertThat(asked.bytes(20)).isEqualTo(Golden.bytes("""
                    05 00 14 03 10 00 00 00  | version 5.0, PTYPE 20, whole, little-endian
                    14 00 00 00 00 00 00 00  | frag_length 20, no token, no call
                    40 00 00 00              | RTS_FLAG_ECHO, no command
                    """));
        }
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        try (ProxyFixture fixture = usual();
                var asked = new ProxyChannel(fixture, "alice", "POST", SERVER, 0)) {
            assertThat(asked.head()).startsWith("HTTP/1.1 405").contains("Allow: RPC_IN_DATA, RPC_OUT_DATA");
        }
    }

    @Test
    void callsGoThroughBothHalves() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel out = fixture.out("alice", SERVER, 76)) {
            connect(out, in);
            for (int i = 0; i < 50; i++) {
                in.write(LISTENING);
                assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            }
            assertThat(fixture.tunnels.count()).isEqualTo(1);
            in.leave();
            out.awaitEnd();
        }
    }

    @Test
    void callsGoOnToAnotherServer() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", "mbx1:6001");
                ProxyChannel out = fixture.out("alice", "mbx1:6001", 76)) {
            connect(out, in);
            for (int i = 0; i < 50; i++) {
                in.write(LISTENING);
                assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            }
            assertThat(fixture.elsewhere.connectionCount()).isEqualTo(1);
            fixture.elsewhere.kill();
            out.awaitEnd();
        }
    }

    @Test
    void aServerThatIsGoneEndsBothHalves() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", "mbx1:6001");
                ProxyChannel out = fixture.out("alice", "mbx1:6001", 76)) {
            fixture.elsewhere.kill();
            a1(out);
            b1(in);
            in.write(BIND);
            out.awaitEnd();
            in.awaitEnd();
        }
    }

    @Test
    void aDrainingServerEndsIdleConnectionsAndServesWhoComes() throws Exception {
        try (ProxyFixture fixture = new ProxyFixture(VirtualConnection.Limits.DEFAULT, FEW_STRANGERS);
                ProxyChannel in = fixture.in("alice", SERVER); ProxyChannel out = fixture.out("alice", SERVER, 76);
                ProxyChannel lateIn = fixture.in("bob", SERVER);
                ProxyChannel lateOut = fixture.out("bob", SERVER, 76)) {
            connect(out, in);
            fixture.tunnels.drain();
            fixture.tunnels.stopIdle(fixture.endpoint, false);
            assertThat(kind(out.pdu())).isEqualTo(PduType.SHUTDOWN);
            out.awaitEnd();
            connect(lateOut, lateIn);
            lateIn.write(LISTENING);
            assertThat(kind(lateOut.pdu())).as("a balancer has led it here").isEqualTo(PduType.RESPONSE);
        }
    }

    /// Its other half may be at another server, and would wait there as long.
    @Test
    void aHalfAtADrainingServerEndsSoon() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER)) {
            b1(in);
            fixture.tunnels.drain();
            assertThat(in.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6ba");
        }
    }

    @Test
    void aServerThatStopsTakesNoNewConnection() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel out = fixture.out("alice", SERVER, 76);
                ProxyChannel late = fixture.out("bob", SERVER, 76)) {
            connect(out, in);
            fixture.tunnels.refuse();
            a1(late);
            assertThat(late.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6ba");
            in.write(LISTENING);
            assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
        }
    }

    @Test
    void unknownServersAreRefused() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", "elsewhere.example:6001");
                ProxyChannel out = fixture.out("alice", "cas1:135", 76);
                ProxyChannel nowhere = fixture.out("alice", "nothing", 76)) {
            b1(in);
            assertThat(in.status()).isEqualTo("HTTP/1.1 503 RPC Error: 5");
            a1(out);
            assertThat(out.status()).isEqualTo("HTTP/1.1 503 RPC Error: 5");
            assertThat(nowhere.status()).isEqualTo("HTTP/1.1 503 RPC Error: 57");
        }
    }

    @Test
    void aHalfAloneEndsInTime() throws Exception {
        var now = new AtomicLong(1_000_000);
        try (ProxyFixture fixture = byClock(now)) {
            try (ProxyChannel in = fixture.in("alice", SERVER)) {
                b1(in);
                await(() -> fixture.tunnels.halfCount() == 1);
                now.addAndGet(VirtualConnection.Limits.DEFAULT.setUpMillis() + 1);
                assertThat(in.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6ba");
            }
            try (ProxyChannel out = fixture.out("alice", SERVER, 76)) {
                a1(out);
                assertThat(out.status()).isEqualTo("HTTP/1.1 200 Success");
                await(() -> fixture.tunnels.halfCount() == 1);
                now.addAndGet(VirtualConnection.Limits.DEFAULT.setUpMillis() + 1);
                out.awaitEnd();
            }
        }
    }

    /// As many as a server takes from one address, and twenty more: the oldest go, and the latest find their others.
    @Test
    void aFloodOfHalvesKeepsNobodyOut() throws Exception {
        var flood = new ArrayList<ProxyChannel>();
        try (ProxyFixture fixture = new ProxyFixture(VirtualConnection.Limits.DEFAULT, FEW_STRANGERS)) {
            for (int i = 0; i < FEW_STRANGERS.strangersPerAddressMax() + 20; i++) {
                ProxyChannel half = fixture.in("alice", SERVER);
                flood.add(half);
                half.rts(RtsFlags.NONE, new Version(1), new Cookie(UUID.randomUUID()), new Cookie(UUID.randomUUID()),
                        new ChannelLifetime(1 << 30), new ClientKeepalive(300_000), new AssociationGroupId(NEXT));
                int sent = i + 1;
                await(() -> fixture.tunnels.halfCount() == Math.min(sent, FEW_STRANGERS.strangersPerAddressMax())
                        && fixture.tunnels.count() == fixture.tunnels.halfCount());
            }
            for (ProxyChannel half : flood.subList(0, 20)) {
                assertThat(half.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6bb");
            }
            try (ProxyChannel in = fixture.in("bob", SERVER); ProxyChannel out = fixture.out("bob", SERVER, 76)) {
                connect(out, in);
                assertThat(fixture.tunnels.halfCount()).as("the pair is none of them any more")
                        .isLessThan(FEW_STRANGERS.strangersPerAddressMax());
                in.write(LISTENING);
                assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            }
        } finally {
            for (ProxyChannel half : flood) {
                half.close();
            }
        }
    }

    /// With a clock that the test moves: nothing ends before its time, and everything at it.
    @Test
    void halvesEndTogetherWhenTheirTimeIsOver() throws Exception {
        var now = new AtomicLong(1_000_000);
        var flood = new ArrayList<ProxyChannel>();
        try (ProxyFixture fixture = byClock(now)) {
            for (int i = 0; i < 10; i++) {
                ProxyChannel half = fixture.in("alice", SERVER);
                flood.add(half);
                half.rts(RtsFlags.NONE, new Version(1), new Cookie(UUID.randomUUID()), new Cookie(UUID.randomUUID()),
                        new ChannelLifetime(1 << 30), new ClientKeepalive(300_000), new AssociationGroupId(NEXT));
            }
            await(() -> fixture.tunnels.halfCount() == 10);
            now.addAndGet(VirtualConnection.Limits.DEFAULT.setUpMillis());
            try (ProxyChannel in = fixture.in("bob", SERVER); ProxyChannel out = fixture.out("bob", SERVER, 76)) {
                connect(out, in);
                assertThat(fixture.tunnels.halfCount()).isEqualTo(10);
                now.incrementAndGet();
                for (ProxyChannel half : flood) {
                    assertThat(half.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6ba");
                }
                assertThat(fixture.tunnels.halfCount()).isZero();
                in.write(LISTENING);
                assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            }
        } finally {
            for (ProxyChannel half : flood) {
                half.close();
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(100).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void anothersHalfIsNotJoined() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel strange = fixture.out("bob", SERVER, 76);
                ProxyChannel out = fixture.out("alice", SERVER, 76)) {
            a1(strange);
            assertThat(strange.status()).isEqualTo("HTTP/1.1 200 Success");
            assertThat(strange.rts()).isEqualTo(RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(120_000)));
            connect(out, in);
            assertThat(fixture.tunnels.count()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNoChannelIsRefused() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel garbage = fixture.in("alice", SERVER);
                ProxyChannel successor = fixture.in("alice", SERVER)) {
            garbage.write(BIND);
            assertThat(garbage.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6c0");
            successor.rts(RtsFlags.RECYCLE_CHANNEL, new Version(1), new Cookie(CONNECTION), new Cookie(IN),
                    new Cookie(NEXT));
            assertThat(successor.status()).isEqualTo("HTTP/1.1 503 RPC Error: 6ba");
        }
    }

    @Test
    void silentAndSlowChannelsAreCut() throws Exception {
        var now = new AtomicLong(1_000_000);
        try (ProxyFixture fixture = byClock(now); ProxyChannel silent = fixture.in("alice", SERVER);
                ProxyChannel slow = fixture.in("alice", SERVER)) {
            slow.write(new byte[] {5, 0, 20});
            var both = new FutureTask<>(() -> {
                silent.awaitEnd();
                slow.awaitEnd();
                return true;
            });
            Thread.ofPlatform().daemon().start(both);
            while (!Look.isOver(both)) { // nobody sees from outside when the server has them
                now.addAndGet(VirtualConnection.Limits.DEFAULT.setUpMillis() + 1);
            }
            assertThat(both.get()).isTrue();
        }
    }

    @Test
    void aBrokenPduEndsBothHalves() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel out = fixture.out("alice", SERVER, 76)) {
            connect(out, in);
            in.rts(RtsFlags.EOF, new Ance());
            out.awaitEnd();
            in.awaitEnd();
        }
    }

    /// OUT_R2 over sockets: a small lifetime, so that the first replies bring it about.
    @Test
    void outChannelsAreReplaced() throws Exception {
        var limits = new VirtualConnection.Limits(65_536, 131_072, 130_500, 120_000, 60_000, 60_000);
        try (ProxyFixture fixture = new ProxyFixture(limits, RpcListenerLimits.DEFAULT);
                ProxyChannel in = fixture.in("alice", SERVER); ProxyChannel out = fixture.out("alice", SERVER, 76)) {
            connect(out, in);
            byte[] told = LISTENING;
            while (!RtsPdu.is(told)) {
                in.write(LISTENING);
                told = out.pdu();
            }
            assertThat(RtsPdu.decode(told)).isEqualTo(
                    RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Forward(Destination.CLIENT)));
            assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            try (ProxyChannel next = fixture.out("alice", SERVER, 120)) {
                next.rts(RtsFlags.RECYCLE_CHANNEL, new Version(1), new Cookie(CONNECTION), new Cookie(OUT),
                        new Cookie(NEXT), new ReceiveWindowSize(65_536));
                assertThat(out.rts()).isEqualTo(RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT), new Ance()));
                in.rts(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(NEXT), new Version(1));
                assertThat(out.rts()).isEqualTo(RtsPdu.of(RtsFlags.EOF, new Ance()));
                out.awaitEnd();
                next.rts(RtsFlags.PING, new Empty());
                assertThat(next.status()).isEqualTo("HTTP/1.1 200 Success");
                in.write(LISTENING);
                assertThat(kind(next.pdu())).isEqualTo(PduType.RESPONSE);
            }
        }
    }

    @Test
    void inChannelsAreReplaced() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel out = fixture.out("alice", SERVER, 76); ProxyChannel next = fixture.in("alice", SERVER)) {
            connect(out, in);
            next.rts(RtsFlags.RECYCLE_CHANNEL, new Version(1), new Cookie(CONNECTION), new Cookie(IN),
                    new Cookie(NEXT));
            assertThat(out.rts()).isEqualTo(RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT)));
            next.write(LISTENING_TOO); // waits for the predecessor's last word
            in.write(LISTENING);
            in.rts(RtsFlags.NONE, new Cookie(NEXT));
            assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
            in.awaitEnd();
            next.write(LISTENING);
            assertThat(kind(out.pdu())).isEqualTo(PduType.RESPONSE);
        }
    }

    @Test
    void anOrderlyStopSaysGoodbyeAndADeathDoesNot() throws Exception {
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel out = fixture.out("alice", SERVER, 76)) {
            connect(out, in);
            fixture.tunnels.close();
            assertThat(kind(out.pdu())).isEqualTo(PduType.SHUTDOWN);
            out.awaitEnd();
        }
        try (ProxyFixture fixture = usual(); ProxyChannel in = fixture.in("alice", SERVER);
                ProxyChannel out = fixture.out("alice", SERVER, 76)) {
            connect(out, in);
            fixture.tunnels.kill();
            out.awaitEnd();
            in.awaitEnd();
            assertThat(fixture.tunnels.count()).isZero();
        }
    }
}
