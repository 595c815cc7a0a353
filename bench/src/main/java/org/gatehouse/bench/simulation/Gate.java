package org.gatehouse.bench.simulation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Home;
import org.gatehouse.database.Outage;

/// The way of one process to one database, as `database.OutageGate` and its connections are: [Outage] decides who waits
/// and who tries, [Home] what is taken for the database.
final class Gate {
    private static final long NANOS = 1_000_000;
    /// Attempts that are under way when the wait is over take so long.
    private static final long ATTEMPTS = 2 * Database.SILENCE + 500;
    private static final int OLD_PERCENT = 50;

    private final World world;
    private final Member member;
    private final Host host;
    private final Database database;
    private final Cores.Waiting outage;
    private final Cores.Homing home;
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    /// Of the database's lives, the one to which there are connections.
    private int connected = -1;
    private boolean away;
    private long awaySince;
    private boolean counted;
    private long triedAt;
    private long answeredAt = -1;
    private long knownTimeline;

    /// Somebody who needs the database.
    private static final class Waiter {
        private final Runnable then;
        private final Database.Reply reply;
        private boolean tried;
        private boolean over;

        private Waiter(Runnable then, Database.Reply reply) {
            this.then = then;
            this.reply = reply;
        }
    }

    Gate(World world, Member member, Database database) {
        this.world = world;
        this.member = member;
        this.host = member.host;
        this.database = database;
        this.outage = world.cores.outage(world.plan.holdMillis() * NANOS);
        this.home = world.cores.home("database " + database.index);
    }

    void read(Consumer<State> look, Database.Reply reply) {
        pass(() -> database.read(host, look, new Watched(reply)), reply);
    }

    void write(List<Integer> locks, Database.Work work, Database.Reply reply) {
        pass(() -> database.write(host, locks, work, new Watched(reply)), reply);
    }

    /// Notices connections that break.
    private final class Watched implements Database.Reply {
        private final Database.Reply reply;

        private Watched(Database.Reply reply) {
            this.reply = reply;
        }

        @Override
        public void done() {
            reply.done();
        }

        @Override
        public void failed(String why, boolean unknown) {
            if (unknown || why.equals(Database.OUT_OF_REACH)) {
                connected = -1;
            }
            reply.failed(why, unknown);
        }
    }

    private long nanos() {
        return world.time.now() * NANOS;
    }

    private void pass(Runnable then, Database.Reply reply) {
        if (connected == database.era()) {
            then.run();
            return;
        }
        var waiter = new Waiter(then, reply);
        long asked = world.time.now();
        world.network.later(host, world.plan.holdMillis() + ATTEMPTS, () -> {
            // Where it was back meanwhile and went away again, that wait has begun anew.
            if (!waiter.over && host.stillUntil < asked && answeredAt < asked) {
                throw new Violation("nobody waits for a database longer than it is waited for: somebody at " + host
                        + " has since " + asked);
            }
        });
        ask(waiter);
    }

    private void ask(Waiter waiter) {
        switch (outage.ask(nanos(), waiter.tried)) {
            case Outage.Advice.Try() -> attempt(waiter);
            case Outage.Advice.Wait(long wait) -> {
                waiters.add(waiter);
                world.network.later(host, Math.max(1, wait / NANOS), () -> {
                    if (waiters.remove(waiter)) {
                        ask(waiter);
                    }
                });
            }
            case Outage.Advice.Refuse() -> {
                count();
                waiter.over = true;
                waiter.reply.failed("away for too long", false);
            }
        }
    }

    private void attempt(Waiter waiter) {
        long begun = world.time.now();
        waiter.tried = true;
        if (away) {
            boolean late = triedAt - awaySince >= world.plan.holdMillis();
            long pause = (late ? Outage.LONG_PAUSE_NANOS : Outage.PAUSE_NANOS) / NANOS;
            if (begun - triedAt < pause) {
                throw new Violation("a database that is away is not stormed: " + host + " tries " + database.index
                        + " after " + (begun - triedAt) + " ms");
            }
            triedAt = begun;
        }
        boolean open = world.network.isOpen(host, database.primary());
        world.network.later(host, open ? 1 : Database.SILENCE, () -> {
            if (database.serves(host) && leadsHome()) {
                answered();
                waiter.over = true;
                waiter.then.run();
            } else {
                failed(begun);
                ask(waiter);
            }
        });
    }

    /// The driver takes whichever calls itself the primary.
    private boolean leadsHome() {
        boolean old = database.hasOldPrimary() && world.chance(OLD_PERCENT);
        long timeline = database.timeline() - (old ? 1 : 0);
        String run = old ? database.standby().name : database.primary().name + " " + database.era();
        try {
            home.found(new Home.Instance("system " + database.index, timeline, run));
        } catch (DatabaseException refused) {
            if (!old) {
                throw new Violation("the present primary is taken for the database: " + host + " refuses "
                        + database.primary() + ": " + refused.getMessage());
            }
            return false;
        }
        if (timeline < knownTimeline) {
            throw new Violation("nobody goes back to an old primary: " + host + " takes timeline " + timeline
                    + " of database " + database.index + " after " + knownTimeline);
        }
        knownTimeline = timeline;
        return !old; // somebody who never knew better is kept away by whoever promoted the other
    }

    private void failed(long begun) {
        if (!away) {
            away = true;
            awaySince = begun;
            triedAt = begun;
            counted = false;
        }
        outage.failed(begun * NANOS);
    }

    /// Who waited has used up nothing.
    private void count() {
        if (away && !counted) {
            counted = true;
            member.purses.lose(Math.min(world.plan.holdMillis(), world.time.now() - awaySince) * NANOS);
        }
    }

    private void answered() {
        connected = database.era();
        answeredAt = world.time.now();
        count();
        away = false;
        outage.answered();
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(this::ask);
    }
}
