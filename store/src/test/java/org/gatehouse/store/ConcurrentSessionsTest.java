package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many sessions of one mailbox at the same time.
class ConcurrentSessionsTest {
    @TempDir
    Path folder;

    private SqliteDatabaseHost host;
    private MailboxDatabase database;

    @BeforeEach
    void mount() {
        host = SqliteMailboxStoreTest.host(folder);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        database = host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }

    @AfterEach
    void dismount() {
        host.close();
    }

    private MailboxSession session() {
        return database.open(MailboxStoreContract.OWNER, MailboxStoreContract.ANN);
    }

    @Test
    void readersSeeWholeMessagesWhileOthersWrite() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<List<Long>>>();
            for (int writer = 0; writer < 8; writer++) {
                String name = "w" + writer;
                writers.add(threads.submit(() -> save(name, 40)));
            }
            var done = new CountDownLatch(1);
            Future<Integer> reader = threads.submit(() -> readUntil(done));
            var changeNumbers = new ArrayList<Long>();
            for (Future<List<Long>> writer : writers) {
                assertThat(writer.get()).isSorted();
                changeNumbers.addAll(writer.get());
            }
            done.countDown();
            assertThat(reader.get()).isEqualTo(320);
            assertThat(changeNumbers).doesNotHaveDuplicates();
        }
    }

    private List<Long> save(String name, int count) {
        try (MailboxSession session = session()) {
            var changeNumbers = new ArrayList<Long>();
            for (int n = 0; n < count; n++) {
                String subject = name + "-" + n;
                changeNumbers.add(MailboxStoreContract.saved(MailboxStoreContract.inbox(session), subject,
                        SaveUntilKilled.body(subject)).changeNumber());
            }
            return changeNumbers;
        }
    }

    /// Lists and reads until told to stop, once more after that; how many messages there were at last.
    private int readUntil(CountDownLatch done) {
        try (MailboxSession session = session()) {
            Table table = MailboxStoreContract.inbox(session).contents(false);
            boolean last;
            int before = 0;
            do {
                last = done.getCount() == 0;
                int count = table.count();
                assertThat(count).isGreaterThanOrEqualTo(before);
                before = count;
                for (Table.Row row : table.rows(0, 5, List.of(Tags.SUBJECT))) {
                    MessageDraft message = session.openMessage(row.id(), false);
                    assertThat(MailboxStoreContract.string(message, Tags.BODY))
                            .isEqualTo(SaveUntilKilled.body(MailboxStoreContract.string(message, Tags.SUBJECT)));
                }
            } while (!last);
            return before;
        }
    }

    @Test
    void ofManySavesOfOneMessageOneWinsEachRound() throws Exception {
        try (MailboxSession session = session(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var id = MailboxStoreContract.saved(MailboxStoreContract.inbox(session), "s", "b").id();
            var drafts = new ArrayList<MessageDraft>();
            for (int writer = 0; writer < 16; writer++) {
                drafts.add(session().openMessage(id, true));
            }
            var saves = new ArrayList<Future<Boolean>>();
            for (MessageDraft draft : drafts) {
                saves.add(threads.submit(() -> {
                    try {
                        draft.save(MessageDraft.SaveMode.NORMAL);
                        return true;
                    } catch (MailboxException refusal) {
                        return false;
                    }
                }));
            }
            int won = 0;
            for (Future<Boolean> save : saves) {
                won += save.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void eventsComeInTheOrderOfTheCommits() throws Exception {
        var seen = Collections.synchronizedList(new ArrayList<Long>());
        var all = new CountDownLatch(200);
        try (MailboxSession session = session(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            session.subscribe(new StoreEvent.Filter(Set.of(StoreEvent.Kind.CREATED),
                    Optional.of(MailboxStoreContract.inbox(session).id()), Optional.empty()), event -> {
                        seen.add(event.object().counter());
                        all.countDown();
                    });
            for (int writer = 0; writer < 5; writer++) {
                String name = "w" + writer;
                threads.submit(() -> save(name, 40));
            }
            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(seen).hasSize(200).isSorted();
    }

    @Test
    void aSlowListenerIsToldToLookAgain() throws Exception {
        var limits = new StoreLimits(1 << 20, 1 << 20, 10, 10, 2, 100, 100, 100, 10, 100, 1000, 510, 2048, 8, 2);
        var hub = new EventHub(limits);
        var go = new CountDownLatch(1);
        var seen = new java.util.concurrent.LinkedBlockingQueue<StoreEvent>();
        hub.subscribe(new StoreEvent.Filter(Set.of(StoreEvent.Kind.values()), Optional.empty(), Optional.empty()),
                event -> {
                    try {
                        assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                    seen.add(event);
                });
        for (int n = 1; n <= 100; n++) {
            hub.publish(List.of(new StoreEvent(StoreEvent.Kind.CREATED, new ObjectId(1, 1), new ObjectId(1, n + 1),
                    true, Optional.empty(), Optional.empty(), "", 0, List.of(), 0, 0)));
        }
        go.countDown();
        var kinds = new ArrayList<StoreEvent.Kind>();
        StoreEvent event;
        do {
            event = seen.poll(60, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            kinds.add(event.kind());
        } while (event.object().counter() != 101);
        assertThat(kinds).hasSizeLessThanOrEqualTo(10).contains(StoreEvent.Kind.TABLE_CHANGED);
    }
}
