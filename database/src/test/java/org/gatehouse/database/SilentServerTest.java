package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that takes what it is sent, and says nothing more.
class SilentServerTest {
    /// Its lock goes with the connection, whenever the server notices.
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoHasDoneWhatHeHadTheLockForDoesNotWaitForAServerThatIsSilent() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                SqlEngine engine = PostgresEngine.open(new PostgresAddress(PostgresServer.url(server), Postgres.USER,
                        () -> ""), "silent", SqliteEngineTest.FORMAT_1, PostgresLimits.USUAL)) {
            try {
                assertThat(engine.exclusively("work", () -> hold(server))).contains("done");
            } finally {
                server.goOn();
            }
            assertThat(engine.exclusively("other work", () -> "done")).isEqualTo(Optional.of("done"));
        }
    }

    /// Whoever starts waits for a program of another version as long as that takes, and not for a host that is cut off.
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoStartsDoesNotWaitForAServerThatIsSilent() throws Exception {
        startsBehind("programs of format 1");
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoWaitsForANewFormatDoesNotWaitForAServerThatIsSilent() throws Exception {
        startsBehind("migrations");
    }

    private static void startsBehind(String lock) throws Exception {
        try (PostgresServer server = PostgresServer.start();
                var other = DriverManager.getConnection(PostgresServer.url(server), Postgres.USER, "");
                var locking = other.createStatement()) {
            locking.execute("SELECT pg_advisory_lock(" + AdvisoryLock.key("silent", lock) + ")");
            FutureTask<PostgresEngine> patient = opening(server);
            String first = waiting(locking, "");
            String again = waiting(locking, first);
            assertThat(again).as("it has asked again, and waits").isNotEqualTo(first);
            locking.execute("SELECT pg_advisory_unlock_all()");
            patient.get().close();
            locking.execute("SELECT pg_advisory_lock(" + AdvisoryLock.key("silent", lock) + ")");
            FutureTask<PostgresEngine> late = opening(server);
            waiting(locking, "");
            try {
                server.hold();
                assertThatThrownBy(late::get).hasCauseInstanceOf(DatabaseException.class)
                        .hasMessageContaining("cannot open");
            } finally {
                server.goOn();
            }
        }
    }

    private static FutureTask<PostgresEngine> opening(PostgresServer server) {
        var opening = new FutureTask<>(() -> PostgresEngine.open(new PostgresAddress(PostgresServer.url(server),
                Postgres.USER, () -> ""), "silent", SqliteEngineTest.FORMAT_1, PostgresLimits.USUAL));
        Thread.ofVirtual().start(opening);
        return opening;
    }

    /// Since when somebody waits for a lock, another time than one known.
    private static String waiting(Statement asking, String known) throws SQLException {
        while (true) {
            try (var waits = asking.executeQuery("SELECT query_start FROM pg_stat_activity "
                    + "WHERE wait_event = 'advisory'")) {
                if (waits.next() && !waits.getString(1).equals(known)) {
                    return waits.getString(1);
                }
            }
        }
    }

    private static String hold(PostgresServer server) {
        try {
            server.hold();
            return "done";
        } catch (java.io.IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
