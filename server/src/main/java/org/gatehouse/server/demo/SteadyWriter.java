package org.gatehouse.server.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.client.BackoffException;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Somebody who saves one numbered message after the other into their Inbox, connects anew in the same way when the
/// session has ended, and notes how long that took.
public final class SteadyWriter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// Before a session is asked for again: at first, and doubled up to the other, so that whoever is refused for want
    /// of time of the server's does not use up more of it.
    private static final long AGAIN_MILLIS_MIN = 20;
    private static final long AGAIN_MILLIS_MAX = 2_000;
    private static final int MESSAGES_MAX = 1_000_000;
    private static final int TROUBLES_MAX = 20;

    private final String name;
    private final Duration pace;
    private final Connect connect;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    /// When each was acknowledged. The object's own lock guards this and what follows.
    private final List<Long> times = new ArrayList<>();
    private final Set<String> troubles = new LinkedHashSet<>();
    private int sessions;

    /// How a session is opened.
    @FunctionalInterface
    public interface Connect {
        MapiSession open() throws IOException;
    }

    /// @param name what the subjects of the messages begin with
    /// @param pace from one message to the next; zero for as fast as they are acknowledged
    public SteadyWriter(String name, Duration pace, Connect connect) {
        this.name = name;
        this.pace = pace;
        this.connect = connect;
        this.thread = Thread.ofVirtual().name("steady writer").start(this::work);
    }

    private void work() {
        long again = AGAIN_MILLIS_MIN;
        try {
            while (ending.getCount() > 0) {
                int before = written();
                try (MapiSession session = connect.open()) {
                    write(logon(session));
                } catch (IOException | RuntimeException ended) {
                    trouble(String.valueOf(ended.getMessage()));
                    again = written() > before ? AGAIN_MILLIS_MIN : Math.min(again * 2, AGAIN_MILLIS_MAX);
                    boolean _ = ending.await(again, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private MailboxClient logon(MapiSession session) throws IOException, InterruptedException {
        while (true) {
            try {
                return MailboxClient.logon(session);
            } catch (BackoffException putOff) { // a new session would be put off again, and cost its sign-in besides
                await(putOff);
                if (ending.getCount() == 0) {
                    throw putOff;
                }
            }
        }
    }

    /// Waits in the session, as Outlook does.
    private void await(BackoffException putOff) throws InterruptedException {
        trouble(String.valueOf(putOff.getMessage()));
        boolean _ = ending.await(putOff.time().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write(MailboxClient mailbox) throws IOException, InterruptedException {
        synchronized (this) {
            sessions++;
        }
        do {
            try {
                // One whose save was not answered is written again: it may be there twice, and counts once.
                ObjectId _ = mailbox.save(mailbox.inbox(),
                        List.of(MailboxClient.text(Tags.SUBJECT, subject(written()))));
                acknowledged();
            } catch (BackoffException putOff) {
                await(putOff);
            }
        } while (written() < MESSAGES_MAX && !ending.await(pace.toMillis(), TimeUnit.MILLISECONDS));
    }

    private String subject(int number) {
        return name + " " + number;
    }

    private synchronized void acknowledged() {
        times.add(System.nanoTime());
        notifyAll();
    }

    private synchronized void trouble(String what) {
        if (troubles.size() < TROUBLES_MAX) {
            troubles.add(what);
        }
    }

    /// How many sessions there have been.
    public synchronized int sessions() {
        return sessions;
    }

    /// How many messages have been acknowledged.
    public synchronized int written() {
        return times.size();
    }

    /// Waits until so many more messages are acknowledged.
    ///
    /// @throws IOException with what went wrong in sessions when they are not in time
    public synchronized void await(int more) throws IOException, InterruptedException {
        int wanted = times.size() + more;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (times.size() < wanted) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new IOException(times.size() + " of " + wanted + " messages are acknowledged after "
                        + PATIENCE.toSeconds() + " s in " + sessions + " sessions; troubles: " + troubles);
            }
            wait(left);
        }
    }

    /// The longest time between two acknowledged messages, in milliseconds.
    public long longestMillis() {
        return longestMillis(Long.MIN_VALUE);
    }

    /// The same of those that ended after a moment of [System#nanoTime].
    public synchronized long longestMillis(long since) {
        long longest = 0;
        for (int each = 1; each < times.size(); each++) {
            if (times.get(each) >= since) {
                longest = Math.max(longest, times.get(each) - times.get(each - 1));
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    /// Writes no more, and waits for what is being written.
    public void end() throws InterruptedException {
        ending.countDown();
        thread.join();
    }

    /// Looks whether every acknowledged message is there; after the end.
    ///
    /// @return how many there are twice, since their saves were not answered
    /// @throws IOException when one is missing, or when more are there twice than sessions broke off
    public int check() throws IOException {
        var found = new HashMap<String, Integer>();
        try (MapiSession session = connect.open()) {
            MailboxClient mailbox = Patience.answer(() -> MailboxClient.logon(session));
            for (PropertyRow row : Patience.answer(() -> rows(mailbox))) {
                found.merge(MailboxClient.text(row.cells().getFirst()), 1, Integer::sum);
            }
        }
        for (int number = 0; number < written(); number++) {
            if (!found.containsKey(subject(number))) {
                throw new IOException("the message '" + subject(number) + "' was acknowledged and is not there");
            }
        }
        int twice = found.values().stream().mapToInt(count -> count - 1).sum();
        if (twice >= sessions()) {
            throw new IOException(twice + " messages are there twice, though only " + sessions() + " sessions were");
        }
        return twice;
    }

    /// Deletes what was written; after the end.
    public void clear() throws IOException {
        try (MapiSession session = connect.open()) {
            MailboxClient mailbox = Patience.answer(() -> MailboxClient.logon(session));
            var written = new ArrayList<ObjectId>();
            for (PropertyRow row : Patience.answer(() -> rows(mailbox))) {
                if (row.cells().getLast() instanceof Cell.Present(Value.Int64(long id))) {
                    written.add(ObjectId.ofWire(id));
                }
            }
            Patience.answer(() -> {
                mailbox.delete(mailbox.inbox(), written);
                return written;
            });
        }
    }

    private List<PropertyRow> rows(MailboxClient mailbox) throws IOException {
        return mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT, Tags.MID), Integer.MAX_VALUE).stream()
                .filter(row -> MailboxClient.text(row.cells().getFirst()).startsWith(name + " ")).toList();
    }

    /// Writes no more; nothing is waited for.
    @Override
    public void close() {
        ending.countDown();
    }
}
