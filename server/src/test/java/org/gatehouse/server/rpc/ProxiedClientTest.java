package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.client.RpcException;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our client of RPC over HTTP and our proxies, over real TLS sockets.
@Timeout(value = 100, unit = TimeUnit.SECONDS)
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
