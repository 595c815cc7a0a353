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
    private final Outage outage;
    private @Nullable Exception failure;
    private boolean closed;

    OutageGate(String place, long holdMillis) {
        this.place = place;
        this.outage = new Outage(TimeUnit.MILLISECONDS.toNanos(holdMillis));
    }

    @FunctionalInterface
    interface Attempt<T> {
        T make() throws SQLException;
    }

    /// Makes the attempt until the server answers.
    ///
    /// @throws DatabaseException when it has been away for too long
    <T> T pass(Attempt<T> attempt) throws SQLException {
        while (true) {
            boolean may = mayTry();
            if (!may) {
                continue;
            }
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

    /// Waits a while when that is the advice.
    private synchronized boolean mayTry() {
        long now = System.nanoTime();
        if (closed) {
            throw new DatabaseException(place + " is closed");
        }
        return switch (outage.ask(now)) {
            case Outage.Advice.Try() -> true;
            case Outage.Advice.Wait(long nanos) -> {
                await(nanos);
                yield false;
            }
            case Outage.Advice.Refuse() -> throw away(now);
        };
    }

    private DatabaseException away(long now) {
        String why = failure == null ? "" : ": " + failure.getMessage();
        return new DatabaseException(place + " has been away for "
                + TimeUnit.NANOSECONDS.toSeconds(outage.nanos(now)) + " s; try again when the server answers" + why,
                failure, true);
    }

    @SuppressWarnings("WaitNotInLoop") // pass() asks again, whatever ended the wait
    private void await(long nanos) {
        try {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        } catch (InterruptedException interrupted) {
            // Not a thread of the engine's: whoever stops it wants it to end.
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while waiting for " + place, interrupted);
        }
    }

    private synchronized void failed(long begun, Exception why) {
        if (!outage.isOn()) {
            LOG.warn("{} is away: {}", place, why.getMessage());
        }
        failure = why;
        outage.failed(begun);
    }

    private synchronized void answered() {
        if (outage.isOn()) {
            LOG.info("{} is back after {} ms", place,
                    TimeUnit.NANOSECONDS.toMillis(outage.nanos(System.nanoTime())));
            outage.answered();
            notifyAll();
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
