package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.junit.jupiter.api.Test;

/// The primary among real hosts: one that takes connections and says nothing, one that refuses them, and a standby.
class PostgresHostsTest {
    private static final String OURS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'gatehouse'";
    private static final int LOOPBACK_BACKLOG = 50;

    @Test
    void thePrimaryIsFoundAndNoConnectionIsLeftElsewhere() throws Exception {
        try (PostgresServer primary = PostgresServer.start(); PostgresServer standby = primary.standby();
                var silent = new ServerSocket(0, LOOPBACK_BACKLOG, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + ",127.0.0.1:"
                    + PostgresServer.freePort() + "," + hosts(standby) + "," + hosts(primary) + "/postgres";
            var connector = new PostgresConnector(new PostgresAddress(url, Postgres.USER, () -> ""), "public",
                    PostgresLimits.USUAL);
            try (var first = connector.open(PostgresConnector.Use.WRITE)) {
                assertThat(first.isReadOnly()).isFalse();
                awaitOurs(primary, 1);
                awaitOurs(standby, 0);
                try (var second = connector.open(PostgresConnector.Use.READ)) {
                    assertThat(second.isReadOnly()).isTrue();
                    awaitOurs(primary, 2);
                }
                standby.promote();
                primary.kill();
                try (var moved = connector.open(PostgresConnector.Use.WRITE)) {
                    assertThat(moved.isClosed()).isFalse();
                    assertThat(connector.generation()).isEqualTo(1);
                    awaitOurs(standby, 1);
                }
            }
            awaitOurs(standby, 0);
            hangsUp(silent);
        }
    }

    private static String hosts(PostgresServer server) {
        String url = PostgresServer.url(server);
        return url.substring("jdbc:postgresql://".length(), url.lastIndexOf('/'));
    }

    private static void awaitOurs(PostgresServer server, int count) throws SQLException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        List<String> found = server.ask(OURS);
        while (!found.equals(List.of(Integer.toString(count)))) {
            assertThat(System.nanoTime()).as("connections: " + found).isLessThan(end);
            found = server.ask(OURS);
        }
    }

    /// Whoever asked has given up, on each connection.
    private static void hangsUp(ServerSocket silent) throws IOException {
        silent.setSoTimeout(1);
        int connections = 0;
        try {
            while (true) {
                try (Socket asked = silent.accept()) {
                    asked.getInputStream().readAllBytes();
                    connections++;
                }
            }
        } catch (java.net.SocketTimeoutException none) {
            assertThat(connections).isPositive();
        }
    }
}
