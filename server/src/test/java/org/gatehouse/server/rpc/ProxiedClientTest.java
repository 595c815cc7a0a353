package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.client.RpcException;
import org.gatehouse.client.Upkeep;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.rts.ClientConnection;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our client of RPC over HTTP and our proxies, over real TLS sockets.
@Timeout(600)
class ProxiedClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Account ALICE = new Account("CONTOSO", "alice", "secret");

    private static ProxyFixture fixture() throws Exception {
        return new ProxyFixture(VirtualConnection.Limits.DEFAULT, RpcListenerLimits.DEFAULT);
    }

    private static RpcConnection open(ProxyFixture fixture, String server, HttpSignIn signIn, Account account)
            throws IOException {
        var at = new InetSocketAddress(fixture.web.address().getAddress(), fixture.web.address().getPort());
        return RpcConnection.open(new ProxiedServer(at, "localhost", fixture.trust, server, ProxiedServer.MAIL, signIn),
                EchoService.ID, account, AuthLevel.PRIVACY, TIMEOUT);
    }

    /// Ten windows of the server's and more than two of the client's.
    @ParameterizedTest
    @EnumSource(HttpSignIn.class)
    void moreThanTheWindowsPassesBothWays(HttpSignIn signIn) throws Exception {
        byte[] much = new byte[650_000];
        new Random(7).nextBytes(much);
        Bytes stub = Bytes.wrap(much);
        try (ProxyFixture fixture = fixture(); RpcConnection connection = open(fixture, "cas1", signIn, ALICE)) {
            assertThat(connection.call(0, stub)).isEqualTo(stub);
            assertThat(connection.call(0, stub)).isEqualTo(stub);
            assertThat(fixture.tunnels.count()).isEqualTo(1);
        }
    }

    private static final ClientConnection.Limits SHORT_LIVES =
            new ClientConnection.Limits(65_536, 131_072, 32_768, 60_000);

    /// Its channels are used up after 128 KiB in both directions.
    private static ProxyFixture shortLived() throws Exception {
        return new ProxyFixture(new VirtualConnection.Limits(65_536, 131_072, 32_768, 120_000, 60_000, 60_000),
                RpcListenerLimits.DEFAULT);
    }

    private static RpcConnection open(Passage passage, ProxyFixture fixture, HttpSignIn signIn, Upkeep upkeep)
            throws IOException {
        return RpcConnection.open(new ProxiedServer(passage.address(), "localhost", fixture.trust, "cas1",
                ProxiedServer.MAIL, signIn, upkeep, SHORT_LIVES), EchoService.ID, ALICE, AuthLevel.PRIVACY, TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(HttpSignIn.class)
    void channelsAreReplacedBeforeTheyAreUsedUp(HttpSignIn signIn) throws Exception {
        byte[] much = new byte[650_000];
        new Random(7).nextBytes(much);
        Bytes stub = Bytes.wrap(much);
        try (ProxyFixture fixture = shortLived(); var passage = new Passage(fixture.web.address());
                RpcConnection connection = open(passage, fixture, signIn, Upkeep.NONE)) {
            for (int i = 0; i < 3; i++) {
                assertThat(connection.call(0, stub)).isEqualTo(stub);
            }
            assertThat(passage.connections).as("more than ten times in each direction").hasValueGreaterThan(22);
            assertThat(fixture.tunnels.count()).as("still the same connection").isEqualTo(1);
        }
    }

    /// As when the balancer leads new connections elsewhere.
    @Test
    void aSuccessorAtAnotherServerEndsTheConnectionAtOnce() throws Exception {
        Bytes stub = Bytes.wrap(new byte[60_000]);
        try (ProxyFixture fixture = shortLived(); ProxyFixture other = shortLived();
                var passage = new Passage(fixture.web.address());
                RpcConnection connection = open(passage, fixture, HttpSignIn.BASIC, Upkeep.NONE)) {
            assertThat(connection.call(0, stub)).isEqualTo(stub);
            passage.target = other.web.address();
            assertThatThrownBy(() -> {
                for (int i = 0; i < 3; i++) {
                    connection.call(0, stub);
                }
            }).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
            assertThat(connection.isOver()).isTrue();
        }
    }

    /// Attends to its connections when the test says so, at times that the test sets.
    private static final class ByHand implements Upkeep {
        private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
        private volatile long now = 1_000;

        @Override
        public Handle every(Duration interval, Runnable task) {
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        @Override
        public long millis() {
            return now;
        }

        void attend() {
            tasks.forEach(Runnable::run);
        }

        void until(BooleanSupplier condition) {
            long end = System.nanoTime() + TIMEOUT.toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).isLessThan(end);
                attend();
            }
        }
    }

    @Test
    void aConnectionThatNobodyUsesIsKeptAlive() throws Exception {
        var upkeep = new ByHand();
        try (ProxyFixture fixture = fixture(); var passage = new Passage(fixture.web.address());
                RpcConnection connection = open(passage, fixture, HttpSignIn.BASIC, upkeep)) {
            connection.call(0, Bytes.EMPTY);
            long before = passage.bytesUp.get();
            upkeep.now += 59_999;
            upkeep.attend();
            upkeep.now += 1;
            upkeep.attend();
            upkeep.until(() -> passage.bytesUp.get() > before);
            assertThat(passage.bytesUp.get() - before).as("one ping in a record of TLS").isBetween(20L, 60L);
            connection.call(0, Bytes.EMPTY);
        }
    }

    @Test
    void theEndOfAConnectionThatNobodyUsesIsSeen() throws Exception {
        var upkeep = new ByHand();
        try (ProxyFixture fixture = fixture();
                var passage = new Passage(fixture.web.address());
                RpcConnection connection = open(passage, fixture, HttpSignIn.BASIC, upkeep)) {
            upkeep.attend();
            assertThat(connection.isOver()).isFalse();
            fixture.tunnels.kill();
            upkeep.until(connection::isOver);
            assertThat(upkeep.tasks).as("nothing is left to look after").isEmpty();
            assertThatThrownBy(() -> connection.call(0, Bytes.EMPTY)).isInstanceOf(IOException.class);
        }
    }

    /// The server asks for a successor of the OUT channel with its last reply.
    @Test
    void aChannelIsReplacedThoughNobodyWaits() throws Exception {
        var upkeep = new ByHand();
        try (ProxyFixture fixture = shortLived(); var passage = new Passage(fixture.web.address());
                RpcConnection connection = open(passage, fixture, HttpSignIn.BASIC, upkeep)) {
            Bytes stub = Bytes.wrap(new byte[85_000]);
            assertThat(connection.call(0, stub)).isEqualTo(stub);
            int before = passage.connections.get();
            assertThat(connection.call(0, Bytes.wrap(new byte[12_000])).length()).isEqualTo(12_000);
            upkeep.until(() -> passage.connections.get() >= before + 2);
            assertThat(connection.call(0, stub)).isEqualTo(stub);
        }
    }

    @Test
    void upkeepThreadsRepeatUntilTheyAreTold() throws Exception {
        var ran = new CountDownLatch(3);
        Upkeep.Handle handle = new UpkeepThreads().every(Duration.ofMillis(1), ran::countDown);
        assertThat(ran.await(100, TimeUnit.SECONDS)).isTrue();
        handle.close();
    }

    @Test
    void refusalsSayWhy() throws Exception {
        try (ProxyFixture fixture = fixture()) {
            assertThatThrownBy(() -> open(fixture, "elsewhere.example", HttpSignIn.BASIC, ALICE))
                    .isInstanceOfSatisfying(RpcException.class, refused -> assertThat(refused.status()).isEqualTo(5));
            for (HttpSignIn signIn : HttpSignIn.values()) {
                assertThatThrownBy(() -> open(fixture, "cas1", signIn, new Account("CONTOSO", "alice", "guessed")))
                        .isInstanceOf(IOException.class).hasMessageContaining("status 401");
            }
        }
    }

    @Test
    void aDeathIsSeenAtOnce() throws Exception {
        try (ProxyFixture fixture = fixture();
                RpcConnection connection = open(fixture, "cas1", HttpSignIn.BASIC, ALICE)) {
            fixture.tunnels.kill();
            assertThatThrownBy(() -> connection.call(0, Bytes.EMPTY)).isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }
}
