package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.client.Account;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Clients of one person that save numbered messages, each in a session of its own, until they are ended.
final class SavingClients {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    final AtomicInteger reconnected = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    private final Set<String> saved = ConcurrentHashMap.newKeySet();
    private final AtomicLong next = new AtomicLong();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final List<Client> clients = new ArrayList<>();
    private final InetSocketAddress rpc;
    private final Account account;
    private final String dn;

    SavingClients(InetSocketAddress rpc, Account account, String dn, int count) {
        this.rpc = rpc;
        this.account = account;
        this.dn = dn;
        for (int number = 0; number < count; number++) {
            clients.add(new Client());
        }
        clients.forEach(client -> Thread.ofVirtual().start(client.task));
    }

    private MapiSession connect() throws IOException {
        return MapiSession.connect(rpc, account, dn, TIMEOUT);
    }

    private final class Client {
        final List<Long> times = Collections.synchronizedList(new ArrayList<>());
        final Semaphore acknowledged = new Semaphore(0);
        final FutureTask<Boolean> task = new FutureTask<>(this::save);

        private boolean save() throws IOException {
            while (ending.getCount() > 0) {
                try (MapiSession session = connect()) {
                    saveIn(MailboxClient.logon(session));
                } catch (IOException ended) {
                    reconnected.incrementAndGet();
                }
            }
            return true;
        }

        /// Until a session ends. Nothing is said of a message whose save failed: it may be there or not.
        private void saveIn(MailboxClient mailbox) throws IOException {
            while (ending.getCount() > 0) {
                String subject = "number " + next.incrementAndGet();
                try {
                    mailbox.save(mailbox.inbox(), List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(subject))));
                    saved.add(subject);
                    times.add(System.nanoTime());
                    acknowledged.release();
                } catch (IOException refused) {
                    failed.incrementAndGet();
                    // A session that is over says so to this, and the client connects anew.
                    mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                }
            }
        }

        Gap gapAround(long moment) {
            List<Long> all = new ArrayList<>(times);
            Gap longest = new Gap(moment, moment);
            for (int each = 1; each < all.size(); each++) {
                var gap = new Gap(all.get(each - 1), all.get(each));
                if (gap.end() >= moment && gap.nanos() > longest.nanos()) {
                    longest = gap;
                }
            }
            return longest;
        }
    }

    /// A time in which nothing was acknowledged to a client, as [System#nanoTime] counts.
    record Gap(long begin, long end) {
        long nanos() {
            return end - begin;
        }
    }

    int saves() {
        return saved.size();
    }

    /// Until so many more are acknowledged to each of them.
    void await(int more) throws InterruptedException {
        clients.forEach(client -> client.acknowledged.drainPermits());
        for (Client client : clients) {
            assertThat(client.acknowledged.tryAcquire(more, 2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as("%d more saves in time; %d failed, %d sessions ended", more, failed.get(), reconnected.get())
                    .isTrue();
        }
    }

    /// The longest one of each client from its last acknowledged save before that moment on.
    List<Gap> gapsAround(long moment) {
        return clients.stream().map(client -> client.gapAround(moment)).toList();
    }

    void end() throws Exception {
        ending.countDown();
        for (Client client : clients) {
            assertThat(client.task.get()).isTrue();
        }
    }

    /// Every acknowledged message is there once.
    void check() throws IOException {
        var found = new HashMap<String, Integer>();
        try (MapiSession session = connect()) {
            MailboxClient mailbox = MailboxClient.logon(session);
            for (PropertyRow row : mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT), Integer.MAX_VALUE)) {
                found.merge(MailboxClient.text(row.cells().getFirst()), 1, Integer::sum);
            }
        }
        var lost = new HashSet<>(saved);
        lost.removeAll(found.keySet());
        assertThat(lost).isEmpty();
        assertThat(found.values()).containsOnly(1);
    }
}
