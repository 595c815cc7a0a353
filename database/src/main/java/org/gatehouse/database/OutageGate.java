package org.gatehouse.database;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where all who need a connection to one server pass; they wait here as [Outage] says.
final class OutageGate {
    private static final Logger LOG = LoggerFactory.getLogger(OutageGate.class);

    private final String place;
    private final long holdNanos;
    private final Outage outage;
    private @Nullable Exception failure;
    private boolean closed;
    private boolean everAnswered;
    private long answeredNanos;
    /// Whether the present absence is among the [Absences] already.
    private boolean counted;

    OutageGate(String place, long holdMillis) {
        this.place = place;
        this.holdNanos = TimeUnit.MILLISECONDS.toNanos(holdMillis);
        this.outage = new Outage(holdNanos);
    }

    @FunctionalInterface
    interface Attempt<T> {
        T make() throws SQLException;
    }

    /// Makes the attempt until the server answers.
    ///
    /// @throws DatabaseException when it has been away for too long
    <T> T pass(Attempt<T> attempt) throws SQLException {
        boolean tried = false;
        while (true) {
            awaitTurn(tried);
            tried = true;
            long begun = System.nanoTime();
            try {
                T made = attempt.make();
                answered();
                return made;
            } catch (SQLException cannot) {
                if (PostgresFailure.of(cannot) != PostgresFailure.CONNECTION) {
                    throw cannot;
                }
                failed(begun, cannot);
            } catch (DatabaseException cannot) {
                if (!cannot.isAway()) {
                    throw cannot;
                }
                failed(begun, cannot);
            }
        }
    }

    /// Until an attempt is to be made.
    private synchronized void awaitTurn(boolean tried) {
        while (true) {
            if (closed) {
                throw new DatabaseException(place + " is closed");
            }
            long now = System.nanoTime();
            switch (outage.ask(now, tried)) {
                case Outage.Advice.Try() -> {
                    return;
                }
                case Outage.Advice.Refuse() -> {
                    count(now);
                    throw away(now);
                }
                case Outage.Advice.Wait(long nanos) -> {
                    try {
                        wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
                    } catch (InterruptedException interrupted) {
                        // Not a thread of the engine's: whoever stops it wants it to end.
                        Thread.currentThread().interrupt();
                        throw new DatabaseException("interrupted while waiting for " + place, interrupted);
                    }
                }
            }
        }
    }

    private DatabaseException away(long now) {
        String why = failure == null ? "" : ": " + failure.getMessage();
        return new DatabaseException(place + " has been away for "
                + TimeUnit.NANOSECONDS.toSeconds(outage.nanos(now)) + " s; try again when the server answers" + why,
                failure, true);
    }

    private void count(long now) {
        if (!counted) {
            counted = true;
            Absences.add(Math.min(holdNanos, outage.nanos(now)));
        }
    }

    private synchronized void failed(long begun, Exception why) {
        if (!outage.isOn() && everAnswered && begun - answeredNanos < 0) {
            return; // somebody has found it since
        }
        if (!outage.isOn()) {
            counted = false;
            LOG.warn("{} is away: {}", place, why.getMessage());
        }
        failure = why;
        outage.failed(begun);
    }

    /// The server is there, as a connection shows that did not pass here.
    synchronized void seen() {
        outage.seen(System.nanoTime());
        notifyAll();
    }

    private synchronized void answered() {
        everAnswered = true;
        answeredNanos = System.nanoTime();
        if (outage.isOn()) {
            LOG.info("{} is back after {} ms", place,
                    TimeUnit.NANOSECONDS.toMillis(outage.nanos(System.nanoTime())));
            count(System.nanoTime());
            outage.answered();
            notifyAll();
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
