package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.subjects;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.mapi.property.ErrorCode;
import org.junit.jupiter.api.Test;

/// Moves of mailboxes that are written to all the time.
abstract class MoveWritersContract extends MoveRecoveryContract {
    private static final int WRITERS = 4;
    private static final int SAVES_MIN = 40;
    private static final int LOOKS_MAX = 5_000;
    private static final int READS = 100;
    private static final Duration LONG = Duration.ofSeconds(60);

    /// By looks of one message each, so that these are the slower on any machine.
    @Test
    void aMailboxThatIsWrittenToWithoutAPauseArrives() throws Exception {
        owner(ANN).close();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        MovePace pace = MovePace.NONE;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            MailboxMove move = claim();
            copyAll(move);
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "writer " + writer;
                writers.add(threads.submit(() -> write(name, acknowledged)));
            }
            try {
                MailboxMove.Followed seen = move.follow(1);
                for (int looks = 0; seen.left() > MoveCourse.LEFT_AT_LOCK_MAX || pace.hold().isZero()
                        || acknowledged.size() < SAVES_MIN; looks++) {
                    assertThat(looks).isLessThan(LOOKS_MAX);
                    pace = pace.isDue() ? pace.judged(move.behind()) : pace;
                    seen = move.follow(1, pace.hold());
                    pace = pace.looked(seen.noted());
                }
            } finally {
                move.complete(SOME_BYTES);
            }
            for (Future<?> writer : writers) {
                writer.get(); // by the lock and nothing else
            }
            move.finish();
        }
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrderElementsOf(acknowledged)
                    .hasSizeGreaterThanOrEqualTo(SAVES_MIN);
        }
    }

    private void write(String name, Queue<String> acknowledged) {
        try (MailboxSession session = owner(ANN)) {
            Folder inbox = inbox(session);
            for (int number = 0; ; number++) {
                saved(inbox, name + " " + number, "body");
                acknowledged.add(name + " " + number);
            }
        } catch (MailboxException locked) {
            assertThat(locked.error()).isEqualTo(ErrorCode.END_OF_SESSION);
        }
    }

    @Test
    void whoIsHeldUpWaitsAndGoesOn() throws Exception {
        try (MailboxSession ann = owner(ANN); MailboxSession bob = owner(BOB);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Mailbox mailbox = ((SqlMailboxDatabase) first()).known(ANN.mailboxGuid()).orElseThrow();
            Future<?> save;
            try (WriteHold hold = mailbox.engine.hold(LONG)) {
                save = threads.submit(() -> saved(inbox(ann), "held up", "body"));
                saved(inbox(bob), "in another mailbox", "body");
                for (int read = 0; read < READS; read++) {
                    assertThat(subjects(inbox(ann).contents(false))).isEmpty();
                }
                assertThat(save.isDone()).isFalse();
                assertThat(hold.isOver()).isFalse();
            }
            save.get();
            WriteHold forgotten = mailbox.engine.hold(Duration.ofMillis(20));
            saved(inbox(ann), "after the end of one that nobody ended", "body");
            assertThat(forgotten.isOver()).isTrue();
            assertThat(subjects(inbox(ann).contents(false))).hasSize(2);
        }
    }

    @Test
    void manyChangesOfOneRowAreCopiedOnce() {
        try (MailboxSession ann = owner(ANN)) {
            List<org.gatehouse.mapi.id.ObjectId> one = List.of(saved(inbox(ann), "one", "body").id());
            MailboxMove move = claim();
            copyAll(move);
            for (int each = 0; each < 20; each++) {
                inbox(ann).setReadFlags(one, each % 2 == 0, true);
            }
            MailboxMove.Followed seen = move.follow(SOME_BYTES);
            assertThat(seen.noted()).isGreaterThanOrEqualTo(40);
            assertThat(seen.changes()).as("the message and its folder").isEqualTo(2);
            assertThat(seen.whole()).isTrue();
            assertThat(move.behind()).isZero();
            move.complete(SOME_BYTES);
            assertThat(MoveDump.of(target(), ANN.mailboxGuid(), "mailbox"))
                    .isEqualTo(MoveDump.of(first(), ANN.mailboxGuid(), "departed"));
        }
    }
}
