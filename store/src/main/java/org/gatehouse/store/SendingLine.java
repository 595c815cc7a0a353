package org.gatehouse.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Value;

/// The line of messages that wait in one mailbox until their owner may send more, and what was sent lately.
///
/// All of it is read and written in the write that takes a message, under the mailbox's lock: a message is counted when
/// it is taken, whichever server does and however often it is tried, and nobody passes who stands before it. Each that
/// waits knows when as many may be sent as stand before it; the first looks sooner, since rates change.
final class SendingLine {
    /// Values of `turn`.
    static final int UNASKED = 0;
    static final int COUNTED = 1;
    static final int WAITS = 2;
    /// It had too many recipients, and has for ever: a second try must not say otherwise.
    static final int REFUSED = 3;
    private static final int SECOND = 1;
    private static final int TEN_MINUTES = 600;
    private static final int MINUTE_SECONDS = 60;
    /// Whole slots, so that a day's beginning may be ten minutes old.
    private static final int DAY_SLOTS = 145;
    private static final int LOOK_AGAIN_SECONDS = 3;

    private final Sql sql;
    private final Mailbox mailbox;
    private final SendingRates rates;
    private final Instant now;
    /// How many more may be sent at once.
    private long free;

    SendingLine(Sql sql, Mailbox mailbox, SendingRates rates) {
        this.sql = sql;
        this.mailbox = mailbox;
        this.rates = rates;
        this.now = mailbox.clock.instant();
    }

    /// A submission's.
    record Place(long mid, int turn, long submitted) {
        boolean isDecided() {
            return turn == COUNTED || turn == REFUSED;
        }
    }

    /// @param number as [SubmissionSchema#SENDINGS] has it
    record Slot(long number, long amount) {}

    /// Whether it may be sent now, and then it is counted; else it is put into the line, or stays there.
    boolean isNext(Place place) throws SQLException {
        if (place.isDecided()) {
            return true;
        }
        if (rates.messagesPerMinute().isEmpty()) {
            free = place.turn == WAITS ? Integer.MAX_VALUE : 0;
            return true;
        }
        int limit = rates.messagesPerMinute().getAsInt();
        List<Slot> sent = slots(SECOND, MINUTE_SECONDS);
        long ahead = sql.one("SELECT COUNT(*) FROM submission WHERE mb = ? AND turn = ? AND (submitted, mid) < (?, ?)",
                row -> row.getLong(1), mailbox.mb, WAITS, place.submitted, place.mid).orElseThrow();
        long used = sum(sent);
        if (ahead > 0 || used >= limit) {
            long due = dueSecond(sent, limit, ahead, now.getEpochSecond());
            sql.update("UPDATE submission SET turn = ?, due = ? WHERE mb = ? AND mid = ?", WAITS,
                    fileTime(Instant.ofEpochSecond(due)), mailbox.mb, place.mid);
            return false;
        }
        add(SECOND, MINUTE_SECONDS, 1);
        free = limit - used - 1;
        return true;
    }

    /// When a message has its turn, in seconds of the epoch; later than now in any case.
    ///
    /// @param sent within the last minute, by seconds in their order
    /// @param ahead those that are before it in the line
    static long dueSecond(List<Slot> sent, int limit, long ahead, long now) {
        long turn = now;
        if (limit > 0) {
            // What has to leave the minute before there is room for it; behind a whole minute's worth, a minute later.
            long leaving = sum(sent) - limit + ahead % limit;
            for (Slot slot : sent) {
                if (leaving >= 0) {
                    turn = slot.number + MINUTE_SECONDS;
                }
                leaving -= slot.amount;
            }
            turn += ahead / limit * MINUTE_SECONDS;
        } else {
            turn += MINUTE_SECONDS;
        }
        return Math.max(now + 1, ahead == 0 ? Math.min(turn, now + LOOK_AGAIN_SECONDS) : turn);
    }

    /// Counts what one addresses whose turn it is.
    ///
    /// @return its turn from now on
    int count(Place place, long recipients) throws SQLException {
        if (place.isDecided()) {
            return place.turn;
        }
        if (rates.recipientsPerDay().isPresent()) {
            if (sum(slots(TEN_MINUTES, DAY_SLOTS)) + recipients > rates.recipientsPerDay().getAsInt()) {
                return REFUSED;
            }
            add(TEN_MINUTES, DAY_SLOTS, recipients);
            return COUNTED;
        }
        return place.turn == WAITS || rates.messagesPerMinute().isPresent() ? COUNTED : place.turn;
    }

    /// Lets those move up who stand behind one that has left the line, or passed it by.
    void left(Place place) throws SQLException {
        if (free > 0) {
            moveUp(free, now);
        } else if (place.turn == WAITS || place.turn == UNASKED && rates.messagesPerMinute().isPresent()) {
            moveUp(1, now.plusSeconds(LOOK_AGAIN_SECONDS));
        }
    }

    private void moveUp(long count, Instant due) throws SQLException {
        sql.update("UPDATE submission SET due = ? WHERE mb = ? AND turn = ? AND due > ? AND mid IN (SELECT mid FROM "
                + "submission WHERE mb = ? AND turn = ? ORDER BY submitted, mid LIMIT ?)", fileTime(due), mailbox.mb,
                WAITS, fileTime(due), mailbox.mb, WAITS, count);
    }

    private static long fileTime(Instant instant) {
        return Value.Time.of(instant).fileTime();
    }

    private static long sum(List<Slot> slots) {
        return slots.stream().mapToLong(Slot::amount).sum();
    }

    private List<Slot> slots(int span, int kept) throws SQLException {
        long present = now.getEpochSecond() / span;
        // Those of a server whose clock is ahead count too, but not for longer than their time.
        return sql.list("SELECT slot, amount FROM sending WHERE mb = ? AND span = ? AND slot > ? AND slot <= ? "
                + "ORDER BY slot", row -> new Slot(row.getLong(1), row.getLong(2)), mailbox.mb, span, present - kept,
                present + kept);
    }

    private void add(int span, int kept, long amount) throws SQLException {
        long present = now.getEpochSecond() / span;
        sql.update("DELETE FROM sending WHERE mb = ? AND span = ? AND (slot <= ? OR slot > ?)", mailbox.mb, span,
                present - kept, present + kept);
        sql.update("INSERT INTO sending (mb, span, slot, amount) VALUES (?, ?, ?, ?) ON CONFLICT (mb, span, slot) "
                + "DO UPDATE SET amount = sending.amount + excluded.amount", mailbox.mb, span, present, amount);
    }
}
