package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.subjects;

import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
        MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), MOVE).lock(move.epoch(), target().guid(), false);
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

    /// What was given in the target before it lost the mailbox again is not given a second time, whether it lost the
    /// beginning of the move too or its end only, and whether the source is unlocked before the mailbox comes again.
    @Test
    void idsThatATargetGaveAndLostAreNotGivenTwice() throws Exception {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
        }
        moveAll(claim());
        Given lost = saveAtTarget("lost");
        targetLoses("DELETE FROM message WHERE mid = (SELECT MAX(mid) FROM message)",
                "UPDATE arriving SET phase = " + MoveTarget.Phase.FOLLOWING.ordinal());
        MailboxMove again = claim();
        again.follow(SOME_BYTES);
        again.complete(SOME_BYTES);
        Given second = saveAtTarget("second");
        assertThat(second).satisfies(given -> isBeyond(given, lost));
        targetLoses("DELETE FROM arriving");
        moveAll(claim());
        assertThat(saveAtTarget("third")).satisfies(given -> isBeyond(given, second))
                .satisfies(given -> isBeyond(given, lost));
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "third");
        }
    }

    /// A message that was copied is among what the source has lost, with all that was noted of it.
    @Test
    void aSourceThatDoesNotGoOnIsCopiedAnew() {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
            saved(inbox(ann), "lost", "body");
        }
        MailboxMove move = claim();
        copyAll(move);
        ((SqlMailboxDatabase) first()).engine().write(sql -> {
            sql.update("DELETE FROM message WHERE mid = (SELECT MAX(mid) FROM message)");
            sql.update("DELETE FROM move_trail");
            Lineage.breakOff(sql, "DB1", "a test says so", new SplittableRandom(1), 0);
            return true;
        });
        assertThatThrownBy(() -> move.complete(SOME_BYTES)).isInstanceOf(StoreException.class)
                .hasMessageContaining("taken over");
        moveAll(claim());
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactly("one");
        }
    }

    /// Who begins anew, since the source has forgotten the move, fails before what has come is gone: whoever comes then
    /// has to begin anew too.
    @Test
    void whoFindsAMoveThatWasBegunAnewByHalfBeginsItAnew() {
        var source = (SqlMailboxDatabase) first();
        MailboxMove early;
        MailboxMove late;
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
            ObjectId gone = saved(inbox(ann), "gone", "body").id();
            copyAll(claim());
            source.engine().write(sql -> sql.update("DELETE FROM departing"));
            MoveTrail.end(source.engine(), source.known(ANN.mailboxGuid()).orElseThrow().mb);
            inbox(ann).deleteMessages(List.of(gone), true);
            early = MailboxMove.claim(first(), target(), ANN.mailboxGuid(), MOVE);
            late = MailboxMove.claim(first(), target(), ANN.mailboxGuid(), MOVE);
        }
        assertThatThrownBy(early::begin).isInstanceOf(StoreException.class).hasMessageContaining("taken over");
        late.begin();
        moveAll(late);
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactly("one");
        }
    }

    /// What new ids of a mailbox are of.
    private record Given(long number, UUID replica) {}

    private static void isBeyond(Given given, Given lost) {
        assertThat(given.number).isGreaterThan(lost.number);
        assertThat(given.replica).isNotEqualTo(lost.replica);
    }

    private Given saveAtTarget(String subject) {
        try (MailboxSession ann = atTarget()) {
            saved(inbox(ann), subject, "body");
        }
        Mailbox mailbox = ((SqlMailboxDatabase) target()).known(ANN.mailboxGuid()).orElseThrow();
        return ((SqlMailboxDatabase) target()).engine().read(sql -> new Given(sql.one(
                "SELECT next_counter FROM mailbox WHERE mb = ?", row -> row.getLong(1), mailbox.mb).orElseThrow(),
                mailbox.replicas().present().guid()));
    }

    /// It has no mailbox any more, and what else was written last is gone too.
    private void targetLoses(String... statements) {
        ((SqlMailboxDatabase) target()).engine().write(sql -> {
            sql.update("DELETE FROM mailbox");
            for (MoveSchema.Copied table : MoveSchema.WHOLE) {
                sql.update("DELETE FROM " + table.table());
            }
            for (String statement : statements) {
                sql.update(statement);
            }
            ((SqlMailboxDatabase) target()).replicasChanged(sql);
            return true;
        });
    }

    /// Who stood still between taking out the note of a move and its triggers finds those of a later one.
    @Test
    void whoEndsAnEarlierMoveLateLeavesALaterOneItsTrail() {
        MailboxMove move;
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
            move = claim();
            copyAll(move);
            var source = (SqlMailboxDatabase) first();
            MoveTrail.end(source.engine(), source.known(ANN.mailboxGuid()).orElseThrow().mb);
            saved(inbox(ann), "two", "body");
        }
        moveAll(move);
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

    /// What was read of the source is behind what the target has lost since.
    @Test
    void aTargetThatLosesTheEndOfWhatItHadWhileTheSourceIsReadTakesNothingThatIsBehindIt() {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
            MailboxMove move = claim();
            MoveSource source = MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), MOVE);
            var there = MoveTarget.claim((SqlMailboxDatabase) target(), ANN.mailboxGuid(), MOVE, move.epoch());
            MoveTarget.Standing first = there.standing();
            there.folders(first, source.folders(first.position()));
            MoveTarget.Standing second = there.standing();
            cameBack(() -> there.folders(first, List.of()));
            cameBack(() -> there.messages(first, List.of()));
            cameBack(() -> there.links(first, List.of()));
            assertThat(there.standing()).isEqualTo(second);
            MailboxMove later = claim();
            copyAll(later);
            saved(inbox(ann), "two", "body");
            var last = MoveTarget.claim((SqlMailboxDatabase) target(), ANN.mailboxGuid(), MOVE, later.epoch());
            MoveSource.Changes changes = source.changes(0, SOME_BYTES, MoveSource.ROWS_MAX);
            last.follow(0, changes);
            cameBack(() -> last.follow(0, changes));
            cameBack(() -> last.arrive(0, source.whole(), new MoveSource.Row()));
            moveAll(claim());
        }
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "two");
        }
    }

    private static void cameBack(ThrowingCallable late) {
        assertThatThrownBy(late).isInstanceOf(StoreException.class).hasMessageContaining("came back without the end");
    }

    /// How far somebody has come who then stands still for so long that others do all that is left, and more.
    private enum Asleep {
        CLAIMED, COPIED, LOCKED, ARRIVED, FINISHING
    }

    private static void goTo(Asleep stage, MailboxMove move) {
        if (stage.compareTo(Asleep.COPIED) >= 0) {
            copyAll(move);
        }
        if (stage == Asleep.LOCKED) {
            move.follow(SOME_BYTES);
        }
        if (stage.compareTo(Asleep.ARRIVED) >= 0) {
            moveAll(move);
        }
    }

    @Test
    void whoWakesUpAfterTheMailboxHasMovedBackChangesNothing() {
        for (Asleep stage : Asleep.values()) {
            UUID there = new UUID(1, stage.ordinal());
            try (MailboxSession ann = owner(ANN)) {
                saved(inbox(ann), "before " + stage, "body");
            }
            MailboxMove sleeper = moved(first(), target(), there, move -> goTo(stage, move));
            MoveSource itsSource = MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), there);
            if (stage == Asleep.LOCKED) {
                itsSource.lock(sleeper.epoch(), target().guid(), false);
            }
            if (stage == Asleep.FINISHING) {
                assertThat(itsSource.claimEnd(sleeper.epoch())).isTrue();
            }
            moved(first(), target(), there, MoveRecoveryContract::moveAll).finish();
            MailboxMove back = moved(target(), first(), new UUID(2, stage.ordinal()), MoveRecoveryContract::copyAll);
            wakes(sleeper, itsSource, target());
            moveAll(back);
            wakes(sleeper, itsSource, first());
            back.finish();
            wakes(sleeper, itsSource, first());
            assertThatThrownBy(() -> MailboxMove.claim(first(), target(), ANN.mailboxGuid(), there))
                    .isInstanceOf(StoreException.class).hasMessageContaining("gone on by another move");
            try (MailboxSession ann = owner(ANN)) {
                assertThat(subjects(inbox(ann).contents(false))).as(stage.name()).hasSize(stage.ordinal() + 1)
                        .contains("before " + stage);
            }
        }
    }

    private static MailboxMove moved(MailboxDatabase from, MailboxDatabase to, UUID id, Consumer<MailboxMove> steps) {
        MailboxMove move = MailboxMove.claim(from, to, ANN.mailboxGuid(), id);
        if (move.progress().stage() != MailboxMove.Stage.ARRIVED) {
            move.begin();
            steps.accept(move);
        }
        return move;
    }

    /// Whatever the next step was.
    private void wakes(MailboxMove sleeper, MoveSource itsSource, MailboxDatabase place) {
        List<String> there = MoveDump.of(place, ANN.mailboxGuid(), "mailbox");
        List<Runnable> steps = List.of(sleeper::begin, () -> sleeper.copy(SOME_BYTES),
                () -> sleeper.complete(SOME_BYTES), sleeper::unlock, sleeper::cancel, sleeper::finish,
                () -> itsSource.claimEnd(sleeper.epoch()), () -> itsSource.gone(sleeper.epoch(), target().guid()));
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (StoreException refused) {
                assertThat(refused).hasMessageMatching("(?s).*(taken over|for good|gone on by another).*");
            }
        }
        assertThat(MoveDump.of(place, ANN.mailboxGuid(), "mailbox")).isEqualTo(there);
    }

    /// Of two who are in the last step only the later one does it.
    @Test
    void whoOwnsAMoveThatHasArrivedIsAskedForInTheSource() {
        owner(ANN).close();
        MailboxMove earlier = claim();
        moveAll(earlier);
        MoveSource source = MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), MOVE);
        assertThat(source.claimEnd(earlier.epoch())).isTrue();
        MailboxMove later = MailboxMove.claim(first(), target(), ANN.mailboxGuid(), MOVE);
        assertThat(source.claimEnd(later.epoch())).isTrue();
        assertThatThrownBy(() -> source.gone(earlier.epoch(), target().guid())).isInstanceOf(StoreException.class)
                .hasMessageContaining("taken over");
        assertThatThrownBy(earlier::finish).isInstanceOf(StoreException.class).hasMessageContaining("taken over");
        assertThat(later.isFinished()).isFalse();
        later.finish();
        assertThat(later.isFinished()).isTrue();
        later.finish(); // every step may be done twice
        assertThat(source.claimEnd(earlier.epoch())).as("it is over").isFalse();
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
