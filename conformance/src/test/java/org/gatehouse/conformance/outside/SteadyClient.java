package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.Tags;

/// Somebody who saves one numbered message after the other, connects anew in the same way when a session has ended, and
/// notes how long that took.
final class SteadyClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /// How often is looked whether it has ended.
    private static final long LOOK_MILLIS = 1_000;

    private final String name;
    private final Connect connect;
    private final Set<String> saved = ConcurrentHashMap.newKeySet();
    private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sessions = new AtomicInteger();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final FutureTask<Boolean> task = new FutureTask<>(this::work);
    private final Set<String> troubles = ConcurrentHashMap.newKeySet();

    /// How a session is opened.
    @FunctionalInterface
    interface Connect {
        MapiSession open() throws IOException;
    }

    /// @param name what the subjects of its messages begin with
    SteadyClient(String name, Connect connect) {
        this.name = name;
        this.connect = connect;
        Thread.ofVirtual().start(task);
    }

    private boolean work() {
        while (ending.getCount() > 0) {
            try (MapiSession session = connect.open()) {
                MailboxClient mailbox = MailboxClient.logon(session);
                sessions.incrementAndGet();
                while (ending.getCount() > 0) {
                    String subject = name + " " + saved.size();
                    mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.SUBJECT, subject)));
                    times.add(System.nanoTime());
                    saved(subject);
                }
            } catch (IOException ended) {
                troubles.add(String.valueOf(ended.getMessage()));
            }
        }
        return true;
    }

    /// How many sessions it has had.
    int sessions() {
        return sessions.get();
    }

    private synchronized void saved(String subject) {
        saved.add(subject);
        notifyAll();
    }

    /// Until so many more messages are acknowledged.
    synchronized void await(int more) throws Exception {
        int before = saved.size();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (saved.size() < before + more) {
            if (task.isDone()) {
                throw new AssertionError("ended by " + task.get() + " after " + troubles); // get throws what ended it
            }
            assertThat(System.nanoTime()).as("time for %d saves after %d in %d sessions; troubles: %s", more,
                    saved.size(), sessions.get(), troubles).isLessThan(end);
            wait(LOOK_MILLIS);
        }
    }

    /// The longest time between two acknowledged saves, in milliseconds.
    long longestMillis() {
        return longestMillis(Long.MIN_VALUE);
    }

    /// The same of those that ended after a moment.
    long longestMillis(long since) {
        List<Long> all = List.copyOf(times);
        long longest = 0;
        for (int each = 1; each < all.size(); each++) {
            if (all.get(each) >= since) {
                longest = Math.max(longest, all.get(each) - all.get(each - 1));
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    void end() throws Exception {
        ending.countDown();
        assertThat(task.get()).isTrue();
    }

    /// Every acknowledged message is there; one whose save broke off is there once more at most.
    void check() throws IOException {
        var found = new HashMap<String, Integer>();
        try (MapiSession session = connect.open()) {
            MailboxClient mailbox = MailboxClient.logon(session);
            for (PropertyRow row : mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT), Integer.MAX_VALUE)) {
                String subject = MailboxClient.text(row.cells().getFirst());
                if (subject.startsWith(name + " ")) {
                    found.merge(subject, 1, Integer::sum);
                }
            }
        }
        assertThat(found.keySet()).containsAll(saved);
        int twice = found.values().stream().mapToInt(count -> count - 1).sum();
        assertThat(twice).as("saved again after a session broke off").isLessThan(sessions.get());
    }

    @Override
    public void close() {
        ending.countDown();
    }
}
