package org.gatehouse.bench.simulation;

import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.UsageBoard;
import org.gatehouse.security.throttling.Work;

/// The budgets of one member and its share in those of the others, as `server.BudgetRounds` looks after them, with
/// books of our own beside them that say whether they hold.
final class Purses {
    private static final long NANOS = 1_000_000;
    /// Between two rounds, and between two exchanges.
    private static final long ROUND = 500;
    private static final long EXCHANGE = 400;
    /// Of a hundred exchanges, from so many nobody hears how they went.
    private static final int UNHEARD_PERCENT = 1;

    private final World world;
    private final Member member;
    private final Allowance allowance;
    private final Numbered<Book> books = new Numbered<>();
    private Budgets budgets;
    private Cores.Exchanging sharing;
    /// Since when this member has been able to tell and to hear.
    private long heardSince;
    /// Time that was nobody's to use, since a database was away.
    private long lostNanos;

    Purses(World world, Member member) {
        this.world = world;
        this.member = member;
        this.allowance = new Allowance("Small", OptionalInt.of(world.plan.places()), OptionalInt.empty(),
                OptionalInt.of(world.plan.percent()), OptionalInt.empty());
        this.budgets = world.cores.budgets(allowance, this::nanos, () -> lostNanos);
        this.sharing = world.cores.sharing(budgets, name());
        this.heardSince = world.time.now();
    }

    /// Of this life of the process.
    private String name() {
        return member.host.name + " " + member.host.life;
    }

    private long nanos() {
        return world.time.now() * NANOS;
    }

    /// Its process dies.
    void die() {
        books.each((mailbox, book) -> world.owners.died(mailbox.intValue(), book, world.time.now()));
        books.clear();
    }

    /// Its process starts.
    void start() {
        lostNanos = 0;
        budgets = world.cores.budgets(allowance, this::nanos, () -> lostNanos);
        sharing = world.cores.sharing(budgets, name());
        interrupt();
        world.network.later(member.host, 1 + member.index * 37L % ROUND, this::round);
        world.network.later(member.host, 1 + member.index * 41L % EXCHANGE, this::exchange);
    }

    private void round() {
        boolean _ = sharing.lapse();
        budgets.round((_, _) -> { });
        world.network.later(member.host, ROUND, this::round);
    }

    /// Tells the others and hears of them, through the directory.
    private void exchange() {
        if (world.network.reaches(member.host, world.directory.host)) {
            UsageBoard.Told told = sharing.tell();
            UsageBoard.Heard heard = world.regionOfSite(member.site).board.exchange(told, sharing.known());
            if (world.chance(UNHEARD_PERCENT)) {
                sharing.failed();
                interrupt();
            } else {
                if (heard.lost()) {
                    interrupt();
                }
                sharing.hear(heard);
            }
        } else {
            sharing.failed();
            interrupt();
        }
        world.network.later(member.host, EXCHANGE, this::exchange);
    }

    /// It cannot tell or hear.
    void interrupt() {
        heardSince = world.time.now();
    }

    /// Whether it has been telling and hearing for as long as that takes to matter.
    boolean isHeard() {
        return member.host.up
                && world.time.now() - Math.max(heardSince, member.host.stillUntil) > Book.KNOWN_AFTER;
    }

    /// Nobody had anything of so much time.
    void lose(long nanos) {
        lostNanos += nanos;
    }

    private Book book(int mailbox) {
        return books.getOrMake(mailbox, number -> new Book(budgets.of(new Identity("CORP", "user" + number,
                "NTLM"), Component.RCA), world.time.now()));
    }

    /// Takes a place for a connection.
    ///
    /// @return 0, or after how many milliseconds to ask again
    long open(Connection connection) {
        int mailbox = connection.client.mailbox;
        Book book = book(mailbox);
        return switch (book.purse.open(Line.MAIN)) {
            case Entry.Granted<Place>(Place place) -> {
                connection.place = place;
                book.count(world.time.now(), 1);
                checkPlaces(mailbox, book);
                yield 0L;
            }
            case Entry.Refused<Place>(Refusal why) -> {
                checkRefusedPlace(mailbox);
                yield Math.max(1L, why.millis());
            }
        };
    }

    private void checkPlaces(int mailbox, Book book) {
        int limit = world.plan.places();
        if (book.places() > limit) {
            throw new Violation("a budget holds on a member: user " + mailbox + " has " + book.places() + " of " + limit
                    + " places at " + member.host);
        }
        if (!isHeard() || world.time.now() - book.begun <= Book.KNOWN_AFTER) {
            return; // it has not heard of the others yet
        }
        int elsewhere = 0;
        for (Member other : world.regionOfSite(member.site).members) {
            elsewhere += other == member || !other.purses.isHeard() ? 0 : other.purses.placesLately(mailbox);
        }
        if (book.places() + elsewhere > limit) {
            throw new Violation("a budget holds over members within a second: user " + mailbox + " has "
                    + book.places() + " places at " + member.host + " and has had " + elsewhere + " elsewhere, of "
                    + limit);
        }
    }

    private int placesLately(int mailbox) {
        Book book = books.get(mailbox);
        int lately = book == null ? 0 : book.fewestLately(world.time.now());
        return lately * Book.PARTS >= world.plan.places() ? lately : 0; // the others need not know of fewer
    }

    /// Nobody is refused a place that is free: what others have closed, and what the dead had, is forgotten in time.
    private void checkRefusedPlace(int mailbox) {
        long now = world.time.now();
        if (now - Math.max(world.owners.diedAt(mailbox), Math.max(heardSince, member.host.stillUntil))
                <= Book.FORGOTTEN_AFTER) {
            return;
        }
        int most = 0;
        for (Member other : world.regionOfSite(member.site).members) {
            Book book = other.purses.books.get(mailbox);
            most += book == null ? 0 : book.mostLately(now);
        }
        if (most < world.plan.places()) {
            throw new Violation("nobody is refused a place that is free: user " + mailbox + " has had " + most + " of "
                    + world.plan.places() + " places, and gets none at " + member.host);
        }
    }

    void close(Connection connection, Place place) {
        place.close();
        book(connection.client.mailbox).count(world.time.now(), -1);
    }

    /// Begins a piece of work; the same answers as those of [#open], and the work to be closed.
    Entry<Work> begin(int mailbox) {
        Book book = book(mailbox);
        long now = world.time.now();
        Entry<Work> entry = book.purse.begin();
        long limit = world.plan.percentMillis();
        switch (entry) {
            case Entry.Granted<Work> _ -> {
                if (book.used(now) >= limit) {
                    throw new Violation("a budget holds on a member: user " + mailbox + " has used " + book.used(now)
                            + " of " + limit + " ms at " + member.host);
                }
                checkTimes(mailbox, book, now, limit);
                book.begin(now);
            }
            case Entry.Refused<Work>(Refusal why) -> checkRefusedWork(mailbox, why, limit);
        }
        return entry;
    }

    /// What others used until lately counts here, but for what they need not tell.
    private void checkTimes(int mailbox, Book book, long now, long limit) {
        if (!isHeard() || now - book.begun <= Book.KNOWN_AFTER || now > Book.WINDOW) {
            return;
        }
        long elsewhere = 0;
        for (Member other : world.regionOfSite(member.site).members) {
            Book theirs = other == member || !other.purses.isHeard() ? null : other.purses.books.get(mailbox);
            elsewhere += theirs == null ? 0 : theirs.toldUse(now, limit);
        }
        if (book.used(now) + elsewhere >= limit) {
            throw new Violation("a budget holds over members within a second: user " + mailbox + " has used "
                    + book.used(now) + " ms at " + member.host + " and had used " + elsewhere + " ms elsewhere, of "
                    + limit);
        }
    }

    /// Nobody is refused who has not used up what they may, all members together.
    private void checkRefusedWork(int mailbox, Refusal why, long limit) {
        if (why.measure() != Measure.CAS || world.time.now() > Book.WINDOW) {
            return;
        }
        long used = world.owners.used(mailbox);
        for (Member other : world.regionOfSite(member.site).members) {
            Book book = other.purses.books.get(mailbox);
            used += book == null ? 0 : book.charged(world.time.now());
        }
        if (used + Book.KNOWN_AFTER / Book.PARTS < limit) { // which member counts a moment is not always the same
            throw new Violation("nobody is refused who has time left: user " + mailbox + " has used " + used + " of "
                    + limit + " ms, and is refused at " + member.host);
        }
    }

    /// @param life of the process in which it began
    void end(int mailbox, Work work, long begunAt, long begunLost, int life) {
        if (member.host.life != life) {
            return;
        }
        work.close();
        long now = world.time.now();
        long excused = Math.min((lostNanos - begunLost) / NANOS, now - begunAt);
        book(mailbox).end(now, excused);
    }

    long lostNanos() {
        return lostNanos;
    }
}
