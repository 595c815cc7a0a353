package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
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
