package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.OWNER;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.mapi.id.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What may be sent, on PostgreSQL, where several servers send from one mailbox.
class PostgresSendingTest extends SendingContract {
    private static final int LIMIT = 7;
    private static final int POSTED = 20;

    private PostgresDatabaseHost host;
    private PostgresDatabaseHost another;

    @BeforeEach
    void mount() {
        host = PostgresMailboxStoreTest.emptied(() -> now);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
    }

    @AfterEach
    void dismount() {
        for (PostgresDatabaseHost each : new PostgresDatabaseHost[] {host, another}) {
            if (each != null) {
                each.close();
            }
        }
    }

    /// A server dies, and what it had taken is free when the time for that is over: another server goes on.
    @Override
    void mountAgain() {
        host.dismount(SqliteMailboxStoreTest.MAILBOXES);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, false);
        ((SqlMailboxDatabase) mailboxes()).engine().write(sql -> sql.update("UPDATE submission SET taken = 0"));
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }

    /// Sends what is due, and tells which that was.
    private static List<ObjectId> round(PostgresDatabaseHost server) {
        var sent = new ArrayList<ObjectId>();
        OutgoingQueue queue = server.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow().outgoing();
        for (OutgoingQueue.Item item : queue.due(100)) {
            if (queue.take(item, messages(LIMIT)).isPresent()) {
                queue.finish(item);
                sent.add(item.message());
            }
        }
        return sent;
    }

    private List<ObjectId> roundOfBoth() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<ObjectId>>> rounds = List.of(() -> round(host), () -> round(another));
            var sent = new ArrayList<ObjectId>();
            for (Future<List<ObjectId>> each : threads.invokeAll(rounds)) {
                sent.addAll(each.get());
            }
            return sent;
        }
    }

    @Test
    void serversThatSendAtOnceKeepToOneLimit() throws Exception {
        another = PostgresMailboxStoreTest.host(() -> now);
        another.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, false);
        var posted = new ArrayList<ObjectId>();
        for (int message = 0; message < POSTED; message++) {
            posted.add(post(1));
        }
        var sent = new ArrayList<ObjectId>();
        for (int expected : List.of(LIMIT, 2 * LIMIT, POSTED)) {
            for (int round = 0; round < 12; round++) {
                sent.addAll(roundOfBoth());
                now = now.plusSeconds(5);
            }
            assertThat(sent).hasSize(expected).doesNotHaveDuplicates();
        }
        assertThat(sent).containsExactlyInAnyOrderElementsOf(posted);
        assertThat(another.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow().bytes(OWNER.mailboxGuid()))
                .isPositive();
    }
}
