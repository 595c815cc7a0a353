package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Looks for the primary among the hosts of one replicated server. The one that was it last is asked by itself, and the
/// others beside it when it fails or takes long: a host that is cut off answers nothing, and must not hold up who
/// looks among the others. While such a host has its time, those that answered are asked again, since one of them is
/// being promoted perhaps.
///
/// A host is asked on a thread of its own, which closes what it gets when the search is over, and ends by the driver's
/// time-outs. One search asks a host one time after the other, and all searches together ask again ten times a second.
final class PrimarySearch {
    /// How long the last primary is waited for before others are asked too. Even a busy one mostly answers within it.
    static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long AGAIN_NANOS = Outage.PAUSE_NANOS;
    /// PostgreSQL's query_canceled, as the driver has it for a connection that was not waited for.
    private static final String INTERRUPTED = "57014";
    private static final String CANNOT_CONNECT = "08001";

    private final List<String> places;
    private final long aheadNanos;
    private final AtomicLongArray askedNanos;
    private final Set<Race> races = ConcurrentHashMap.newKeySet();
    private volatile int last = -1;
    /// Whether the last primary did not answer in time when it was asked last: the others are asked with it then.
    private volatile boolean suspect;

    /// @param places of the hosts, for messages
    PrimarySearch(List<String> places, long aheadNanos) {
        this.places = places;
        this.aheadNanos = aheadNanos;
        this.askedNanos = new AtomicLongArray(places.size());
    }

    /// A host that takes writes, with a connection to it.
    record Found(Connection connection, Home.Instance server) {}

    /// Connects to one host.
    @FunctionalInterface
    interface Dial {
        /// @throws DatabaseException when it is a standby, or may not be used
        Found ask(int host) throws SQLException;
    }

    @FunctionalInterface
    interface Judge {
        /// @return what the server is to be used as
        /// @throws DatabaseException when it is not to be used
        PostgresConnector.Opened take(Found found) throws SQLException;
    }

    /// What asking a host came to: one of both.
    private record Outcome(int host, @Nullable Found found, @Nullable Throwable failure) {}

    /// A connection to the primary.
    ///
    /// @param judge decides about each server that is found, one at a time, on the caller's thread
    /// @throws SQLException telling of every host; of class 08 when one of them may be it, and is away
    PostgresConnector.Opened open(Dial dial, Judge judge) throws SQLException {
        var race = new Race(dial, judge);
        races.add(race);
        try {
            return race.run();
        } finally {
            races.remove(race);
            race.end();
        }
    }

    /// One search.
    private final class Race {
        private final Dial dial;
        private final Judge judge;
        /// Before the first success the order of the address counts: of two that take writes every process has to take
        /// the same one.
        private final boolean ordered = last < 0;
        private final boolean[] pending = new boolean[places.size()];
        private final @Nullable Throwable[] failures = new Throwable[places.size()];
        private final @Nullable Found[] found = new Found[places.size()];
        /// Guarded by this.
        private final Deque<Outcome> outcomes = new ArrayDeque<>();
        /// Where another search found the primary meanwhile. Guarded by this.
        private int elsewhere = -1;
        private boolean over;

        Race(Dial dial, Judge judge) {
            this.dial = dial;
            this.judge = judge;
        }

        PostgresConnector.Opened run() throws SQLException {
            int first = last;
            long aheadEnd = System.nanoTime() + aheadNanos;
            boolean all = first < 0 || suspect;
            if (all) {
                askOthers();
            } else {
                ask(first);
            }
            while (true) {
                long patience = all ? AGAIN_NANOS : Math.min(AGAIN_NANOS, aheadEnd - System.nanoTime());
                Outcome outcome = next(Math.max(1, TimeUnit.NANOSECONDS.toMillis(patience)));
                if (outcome != null) {
                    note(outcome);
                }
                PostgresConnector.Opened opened = decided();
                if (opened != null) {
                    return opened;
                }
                askElsewhere();
                if (!all && (!pending[first] || System.nanoTime() - aheadEnd >= 0)) {
                    all = true;
                    suspect = true;
                    askOthers();
                }
                if (all) {
                    askAgain();
                }
                if (isOver()) {
                    throw nobody();
                }
            }
        }

        private void askOthers() {
            for (int host = 0; host < pending.length; host++) {
                if (!pending[host] && failures[host] == null) {
                    ask(host);
                }
            }
        }

        private void ask(int host) {
            pending[host] = true;
            askedNanos.set(host, System.nanoTime());
            Thread.ofVirtual().name("asking " + places.get(host)).start(() -> deliver(answer(host)));
        }

        private Outcome answer(int host) {
            try {
                return new Outcome(host, dial.ask(host), null);
            } catch (Throwable failure) {
                return new Outcome(host, null, failure);
            }
        }

        private void deliver(Outcome outcome) {
            synchronized (this) {
                if (!over) {
                    outcomes.add(outcome);
                    notifyAll();
                    return;
                }
            }
            close(outcome.found());
        }

        private synchronized @Nullable Outcome next(long millisMax) throws SQLException {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
            try {
                for (long left = millisMax; left > 0 && outcomes.isEmpty() && elsewhere < 0;
                        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                    wait(left);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while connecting", INTERRUPTED, interrupted);
            }
            return outcomes.poll();
        }

        synchronized void foundAt(int host) {
            elsewhere = host;
            notifyAll();
        }

        private void askElsewhere() {
            int host;
            synchronized (this) {
                host = elsewhere;
                elsewhere = -1;
            }
            if (host >= 0 && !pending[host]) {
                ask(host);
            }
        }

        /// @throws DatabaseException what is wrong with a primary, which no other host makes good
        private void note(Outcome outcome) throws SQLException {
            int host = outcome.host();
            pending[host] = false;
            found[host] = outcome.found();
            Throwable failure = outcome.failure();
            failures[host] = failure;
            switch (failure) {
                case null -> { }
                case DatabaseException wrong when !wrong.isAway() -> throw wrong;
                case DatabaseException _, SQLException _ -> { }
                case RuntimeException ours -> throw ours;
                case Error grave -> throw grave;
                default -> throw new SQLException("asking " + places.get(host), failure);
            }
        }

        /// The first of those found that may be used.
        private PostgresConnector.@Nullable Opened decided() throws SQLException {
            for (int host = 0; host < found.length; host++) {
                Found there = found[host];
                if (there == null && ordered && pending[host]) {
                    return null;
                }
                if (there == null) {
                    continue;
                }
                try {
                    PostgresConnector.Opened opened = judge.take(there);
                    found[host] = null;
                    tell(host);
                    return opened;
                } catch (DatabaseException refused) {
                    if (!refused.isAway()) {
                        throw refused;
                    }
                    failures[host] = refused;
                } catch (SQLException lost) {
                    failures[host] = lost;
                }
                found[host] = null;
                close(there);
            }
            return null;
        }

        private void tell(int host) {
            suspect = false;
            if (last != host) {
                last = host;
                for (Race race : races) {
                    if (race != this) {
                        race.foundAt(host);
                    }
                }
            }
        }

        /// Those that have answered, while others have their time.
        private void askAgain() {
            boolean waiting = false;
            for (int host = 0; host < pending.length; host++) {
                waiting |= pending[host] && failures[host] == null;
                if (found[host] != null) {
                    return; // only those before it in the address are waited for
                }
            }
            long now = System.nanoTime();
            for (int host = 0; waiting && host < pending.length; host++) {
                long asked = askedNanos.get(host);
                if (!pending[host] && now - asked >= AGAIN_NANOS && askedNanos.compareAndSet(host, asked, now)) {
                    ask(host);
                }
            }
        }

        private boolean isOver() {
            for (int host = 0; host < pending.length; host++) {
                if (pending[host] || found[host] != null) {
                    return false;
                }
            }
            return true;
        }

        private SQLException nobody() {
            var told = new ArrayList<String>();
            @Nullable Throwable why = null;
            for (int host = 0; host < failures.length; host++) {
                Throwable failure = failures[host];
                if (failure != null) {
                    told.add(places.get(host) + ": " + failure.getMessage());
                    why = why == null || weight(failure) > weight(why) ? failure : why;
                }
            }
            String state = why instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState()
                    : CANNOT_CONNECT;
            return new SQLException("no host takes writes: " + String.join("; ", told), state, why);
        }

        void end() {
            var left = new ArrayList<@Nullable Found>();
            synchronized (this) {
                over = true;
                outcomes.forEach(outcome -> left.add(outcome.found()));
                outcomes.clear();
            }
            left.addAll(Arrays.asList(found));
            left.forEach(PrimarySearch::close);
        }
    }

    /// A host that is away may be the primary and come back; one that turns us down is not it perhaps; a standby says
    /// nothing of the primary.
    private static int weight(Throwable failure) {
        if (!(failure instanceof SQLException sql)) {
            return 0;
        }
        return PostgresFailure.of(sql) == PostgresFailure.CONNECTION ? 2 : 1;
    }

    private static void close(@Nullable Found found) {
        if (found != null) {
            SqliteEngine.closeQuietly(found.connection());
        }
    }
}
