package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.subjects;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.gatehouse.database.Dialect;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.mapi.id.ObjectId;
import org.junit.jupiter.api.Test;

/// What becomes of a move when one of its databases comes back without the end of what it had.
abstract class MoveRecoveryContract extends FoldersContract {
    static final UUID MOVE = UUID.fromString("50000000-0000-4000-8000-000000000001");
    static final long SOME_BYTES = 40_000;

    /// Where mailboxes come to.
    abstract MailboxDatabase target();

    MailboxMove claim() {
        MailboxMove move = MailboxMove.claim(first(), target(), ANN.mailboxGuid(), MOVE);
        move.begin();
        return move;
    }

    static void copyAll(MailboxMove move) {
        while (move.copy(SOME_BYTES)) {
            // all of it
        }
    }

    static void moveAll(MailboxMove move) {
        copyAll(move);
        while (move.follow(SOME_BYTES).changes() > 0) {
            // all of it
        }
        move.complete(SOME_BYTES);
    }

    MailboxSession atTarget() {
        return target().open(ANN, caller(ANN, Caller.Rights.OWNER));
    }

    /// A standby that did not have all takes over, or an old backup does.
    @Test
    void aTargetThatLosesTheEndOfWhatItHadFollowsOnceMore() {
        MailboxMove move;
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
            move = claim();
            copyAll(move);
            saved(inbox(ann), "two", "body");
            saved(inbox(ann), "three", "body");
        }
        assertThat(move.follow(SOME_BYTES).changes()).isPositive();
        ((SqlMailboxDatabase) target()).engine().write(sql -> sql.update("DELETE FROM message WHERE mid IN "
                + "(SELECT mid FROM message ORDER BY mid DESC LIMIT 2)") + sql.update("UPDATE arriving SET trail = 0"));
        move.complete(SOME_BYTES);
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    /// Who went on would otherwise have the same right as who had it before.
    @Test
    void whoClaimsAMoveThatATargetHasLostIsNotTakenForAnEarlierOwner() {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
        }
        MailboxMove earlier = claim();
        ((SqlMailboxDatabase) target()).engine().write(sql -> sql.update("DELETE FROM arriving"));
        MailboxMove later = MailboxMove.claim(first(), target(), ANN.mailboxGuid(), MOVE);
        assertThat(later.epoch()).isNotEqualTo(earlier.epoch());
        assertThatThrownBy(() -> earlier.copy(SOME_BYTES)).isInstanceOf(StoreException.class)
                .hasMessageContaining("taken over");
        later.begin();
    }

    @Test
    void nobodyIsLockedOutWhileATargetThatLostAllIsFilledAnew() {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
        }
        MailboxMove move = claim();
        copyAll(move);
        MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), MOVE).lock(move.epoch(), target().guid());
        ((SqlMailboxDatabase) target()).engine().write(sql -> sql.update("DELETE FROM arriving"));
        MailboxMove later = claim();
        assertThat(later.copy(SOME_BYTES)).isTrue();
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "two", "body");
        }
        moveAll(later);
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "two");
        }
    }

    /// What its triggers noted is lost with it, so nobody knows what was changed.
    @Test
    void aSourceThatLosesTheEndOfWhatItHadIsCopiedAnew() {
        for (String lost : List.of("DELETE FROM departing", "DELETE FROM move_trail")) {
            MailboxMove move;
            try (MailboxSession ann = owner(ANN)) {
                saved(inbox(ann), "one", "body");
                move = claim();
                copyAll(move);
                saved(inbox(ann), "two", "body");
                assertThat(move.follow(SOME_BYTES).changes()).isPositive();
                ObjectId unnoted = saved(inbox(ann), "unnoted", "body").id();
                ((SqlMailboxDatabase) first()).engine().write(sql -> sql.update("DELETE FROM move_trail WHERE a = ?",
                        unnoted.counter()) + sql.update(lost));
            }
            if (lost.contains("departing")) {
                assertThatThrownBy(() -> claim().complete(SOME_BYTES)).isInstanceOf(StoreException.class)
                        .hasMessageContaining("not been copied whole");
                claim().unlock();
                move = MailboxMove.claim(first(), target(), ANN.mailboxGuid(), MOVE);
                move.begin();
            } else {
                assertThat(move.follow(SOME_BYTES).left()).isGreaterThan(MoveCourse.LEFT_AT_LOCK_MAX);
            }
            assertThat(move.progress().stage()).isEqualTo(MailboxMove.Stage.COPYING);
            assertThat(move.progress().items()).isZero();
            moveAll(move);
            assertThat(MoveDump.of(target(), ANN.mailboxGuid(), "mailbox"))
                    .isEqualTo(MoveDump.of(first(), ANN.mailboxGuid(), "departed"));
            move.finish();
            MailboxMove.forget(target(), ANN.mailboxGuid(), MOVE);
            target().delete(ANN.mailboxGuid());
            first().departures().takeBack(ANN.mailboxGuid());
        }
    }

    /// It would take other changes for those that it had followed.
    @Test
    void aSourceThatNumbersItsChangesAsThoseThatItLostIsCopiedAnew() {
        SqlEngine source = ((SqlMailboxDatabase) first()).engine();
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
            MailboxMove move = claim();
            copyAll(move);
            long before = lastNumber(source);
            saved(inbox(ann), "lost", "body");
            assertThat(move.follow(SOME_BYTES).changes()).isPositive();
            source.write(sql -> sql.update("DELETE FROM move_trail") + setLastNumber(sql, before));
            saved(inbox(ann), "two", "body");
            move.follow(SOME_BYTES);
            assertThat(move.progress().stage()).isEqualTo(MailboxMove.Stage.COPYING);
            moveAll(move);
        }
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).contains("one", "two");
        }
    }

    /// Of the sequence on PostgreSQL; SQLite goes by the table.
    private static long lastNumber(SqlEngine source) {
        return source.read(sql -> sql.dialect() == Dialect.SQLITE ? 0L
                : sql.one("SELECT last_value FROM move_trail_id_seq", row -> row.getLong(1)).orElseThrow());
    }

    private static long setLastNumber(Sql sql, long number) throws SQLException {
        return sql.dialect() == Dialect.SQLITE ? 0
                : sql.one("SELECT setval('move_trail_id_seq', ?)", row -> row.getLong(1), number).orElseThrow();
    }
}
