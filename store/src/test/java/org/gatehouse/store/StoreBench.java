package org.gatehouse.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Durable 10 KB saves a second from 32 writers, and what plain JDBC makes of the same rows in commits of 32.
/// A figure, not a test: run `main` by hand, with a folder on the disk to measure.
final class StoreBench {
    private static final int WRITERS = 32;
    private static final long ROUND_NANOS = 3_000_000_000L;
    private static final String BODY = "0123456789".repeat(512);

    private StoreBench() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        for (int round = 0; round < 4; round++) {
            double raw = raw(Files.createTempDirectory(root, "raw"));
            double store = store(Files.createTempDirectory(root, "store"));
            System.out.printf("round %d: raw %.0f/s, store %.0f/s, ratio %.2f%n", round, raw, store, store / raw);
        }
    }

    private static double store(Path folder) {
        try (SqliteDatabaseHost host = SqliteMailboxStoreTest.host(folder)) {
            host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB", DatabaseHost.Kind.MAILBOX, true);
            MailboxSession session = host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow()
                    .open(MailboxStoreContract.OWNER, MailboxStoreContract.ANN);
            var saved = new AtomicLong();
            long start = System.nanoTime();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int writer = 0; writer < WRITERS; writer++) {
                    threads.submit(() -> {
                        Folder inbox = MailboxStoreContract.inbox(session);
                        while (System.nanoTime() - start < ROUND_NANOS) {
                            MessageDraft draft = inbox.createMessage(false);
                            draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("subject")),
                                    new PropertyValue(Tags.BODY, new Value.Text(BODY))));
                            draft.save(MessageDraft.SaveMode.NORMAL);
                            saved.incrementAndGet();
                        }
                        return true;
                    });
                }
            }
            return saved.get() * 1e9 / (System.nanoTime() - start);
        }
    }

    /// The message row and the content row of each save, nothing else.
    private static double raw(Path folder) throws SQLException {
        SqliteDatabaseHost host = SqliteMailboxStoreTest.host(folder);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB", DatabaseHost.Kind.MAILBOX, true);
        host.close();
        Path file = folder.resolve("DB-" + SqliteMailboxStoreTest.MAILBOXES + ".mdb.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            try (var pragma = connection.createStatement()) {
                pragma.execute("PRAGMA journal_mode=WAL");
                pragma.execute("PRAGMA synchronous=FULL");
                pragma.execute("PRAGMA wal_autocheckpoint=4000");
            }
            connection.setAutoCommit(false);
            long saved = 0;
            long start = System.nanoTime();
            try (PreparedStatement content = connection.prepareStatement("INSERT INTO content VALUES (?, 1, ?, ?)");
                    PreparedStatement message = connection.prepareStatement(
                            "INSERT INTO message VALUES (1, ?, 1, 0, ?, ?, 10500, 1, 0, 0, ?, ?)")) {
                while (System.nanoTime() - start < ROUND_NANOS) {
                    for (int writer = 0; writer < WRITERS; writer++) {
                        saved++;
                        insert(content, message, saved);
                    }
                    connection.commit();
                }
            }
            return saved * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void insert(PreparedStatement content, PreparedStatement message, long id) throws SQLException {
        content.setLong(1, id);
        content.setLong(2, id);
        content.setBytes(3, new byte[2 * BODY.length()]);
        content.executeUpdate();
        message.setLong(1, id);
        message.setLong(2, id);
        message.setLong(3, id);
        message.setBytes(4, new byte[5]);
        message.setBytes(5, new byte[1_100]);
        message.executeUpdate();
    }
}
