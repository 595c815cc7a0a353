package org.gatehouse.directory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqlWork;

/// An engine of several processes that goes away, or takes for ever, when a test says so.
final class BreakableEngine implements SqlEngine {
    private final SqlEngine real;
    private final List<Runnable> wakeups = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile CountDownLatch held = new CountDownLatch(0);

    BreakableEngine(SqlEngine real) {
        this.real = real;
    }

    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    /// From now on nothing is answered until the latch is down.
    CountDownLatch hold() {
        held = new CountDownLatch(1);
        return held;
    }

    private void answer() {
        if (away) {
            throw new DatabaseException("no route", new IllegalStateException("no route"), true);
        }
        try {
            held.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        answer();
        return real.write(work);
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        answer();
        return real.read(work);
    }

    @Override
    public Dialect dialect() {
        return real.dialect();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public <T> Optional<T> exclusively(String name, Supplier<T> work) {
        return real.exclusively(name, work);
    }

    @Override
    public void announce() {
        wakeups.forEach(Runnable::run);
    }

    @Override
    public void onAnnouncement(Runnable wakeup) {
        wakeups.add(wakeup);
    }

    @Override
    public void close() {
        real.close();
    }
}
