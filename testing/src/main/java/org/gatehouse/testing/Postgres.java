package org.gatehouse.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

/// A PostgreSQL server for tests: one per run of a module, with the safety of a real one (it syncs), gone at the end.
///
/// The binaries come from Maven Central for one platform. Where they do not start, the test is skipped or failed as
/// [Outside] says. Tests that need a place of their own take a schema of their own.
public final class Postgres {
    /// A superuser of the server, who needs no password.
    public static final String USER = "postgres";

    private Postgres() {}

    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                // What the launcher switches off for speed is what the engine under test must insist on.
                EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on").setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "200").setServerConfig("shared_buffers", "32MB").start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException failure) {
                        System.err.println("the PostgreSQL server of the tests did not stop: " + failure);
                    }
                }));
                return server;
            } catch (IOException | RuntimeException failure) {
                throw new IllegalStateException("no PostgreSQL server on this machine: " + failure, failure);
            }
        }
    }

    /// The address of the server's database, for the driver; ends the test when there is no server.
    public static String url() {
        try {
            return "jdbc:postgresql://localhost:" + Running.SERVER.getPort() + "/postgres";
        } catch (ExceptionInInitializerError | NoClassDefFoundError failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            Outside.missing(String.valueOf(cause.getMessage()));
            throw failure;
        }
    }
}
