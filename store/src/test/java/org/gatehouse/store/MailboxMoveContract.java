package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.database.Dialect;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Moves of mailboxes between two databases, of whatever engines.
abstract class MailboxMoveContract extends MoveWritersContract {
    private static final UUID OTHER_MOVE = UUID.fromString("50000000-0000-4000-8000-000000000002");
    private static final UUID SET = UUID.fromString("40000000-0000-4000-8000-000000000001");
    /// One in ordinary builds: every pair of engines has its own.
    private static final int SEEDS = Mutations.rounds(1);
    private static final int STEPS_MAX = 60;
    private static final int OPENERS = 4;
    private static final int ROUND_TRIPS = Mutations.rounds(3);

    /// A message with a long value of its own, one in an attachment and one in the message in another.
    private static ObjectId full(MailboxSession session, Folder folder, String subject, int length) {
        PropertyTag colour = PropertyTag.of(session.propertyIds(List.of(new PropertyName.Text(SET, subject)), true)
                .getFirst(), PropertyType.STRING);
        MessageDraft draft = folder.createMessage(false);
        draft.set(List.of(text(Tags.SUBJECT, subject), text(Tags.BODY, "long ".repeat(length)), text(colour, "blue")));
        draft.modifyRecipients(List.of(new MessageDraft.Recipient(0, 1, List.of(text(Tags.DISPLAY_NAME, "Bob")))));
        MessageDraft.AttachmentDraft file = draft.createAttachment();
        file.set(List.of(text(Tags.ATTACH_LONG_FILENAME, "a.txt".repeat(length))));
        file.save();
        MessageDraft.AttachmentDraft holder = draft.createAttachment();
        MessageDraft inside = holder.embeddedMessage(true);
        inside.set(List.of(text(Tags.SUBJECT, "inside"), text(Tags.BODY, "deep ".repeat(length))));
        inside.save(MessageDraft.SaveMode.NORMAL);
        holder.save();
        return draft.save(MessageDraft.SaveMode.NORMAL).id();
    }

    @Test
    void aMailboxIsTheSameInTheOtherDatabase() {
        UUID replica;
        ObjectId letter;
        try (MailboxSession ann = owner(ANN)) {
            replica = ann.replicaGuid();
            letter = full(ann, inbox(ann), "one", 60_000);
            grant(inbox(ann), BOB, FolderRights.REVIEWER);
            ann.setReceiveFolder("IPM.Special", Optional.of(made(ann, "Special").id()));
            inbox(ann).deleteMessages(List.of(saved(inbox(ann), "softly deleted", "body").id()), false);
        }
        count(first());
        MailboxMove move = claim();
        moveAll(move);
        assertThat(MoveDump.of(target(), ANN.mailboxGuid(), "mailbox")).contains("sending 1 7 2 ", "sending 600 8 3 ");
        assertThat(MoveDump.of(target(), ANN.mailboxGuid(), "mailbox"))
                .isEqualTo(MoveDump.of(first(), ANN.mailboxGuid(), "departed"));
        assertThat(move.progress()).satisfies(progress -> {
            assertThat(progress.stage()).isEqualTo(MailboxMove.Stage.ARRIVED);
            assertThat(progress.items()).isEqualTo(progress.itemsTotal()).isEqualTo(2);
            assertThat(progress.bytes()).isEqualTo(progress.bytesTotal());
            assertThat(progress.badItems()).isEmpty();
        });
        move.finish();
        try (MailboxSession ann = atTarget()) {
            assertThat(ann.replicaGuid()).isEqualTo(replica);
            MessageDraft opened = ann.openMessage(letter, true);
            assertThat(MailboxStoreContract.string(opened, Tags.BODY)).hasSize(300_000).startsWith("long long");
            assertThat(MailboxStoreContract.string(opened.openAttachment(1).embeddedMessage(false), Tags.BODY))
                    .hasSize(300_000);
            opened.set(List.of(text(Tags.BODY, "new ".repeat(80_000))));
            opened.save(MessageDraft.SaveMode.NORMAL);
            saved(inbox(ann), "later", "body");
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "later");
            assertThat(ann.receiveFolder("IPM.Special").folder()).isNotEqualTo(inbox(ann).id());
        }
    }

    /// What its owner has sent lately counts in the other database too.
    private static void count(MailboxDatabase database) {
        ((SqlMailboxDatabase) database).engine().write(sql -> sql.update("INSERT INTO sending (mb, span, slot, amount) "
                + "SELECT mb, 1, 7, 2 FROM mailbox WHERE guid = ? UNION ALL SELECT mb, 600, 8, 3 FROM mailbox "
                + "WHERE guid = ?", MailboxRows.bytes(ANN.mailboxGuid()), MailboxRows.bytes(ANN.mailboxGuid())));
    }

    // [MS-OXCSTOR] 3.2.5.1.1: ecMailboxInTransit
    @Test
    void whoWorksInItIsTurnedAwayAtTheEndAndNotBefore() {
        MailboxSession ann = owner(ANN);
        MailboxMove move = claim();
        copyAll(move);
        saved(inbox(ann), "while it is copied", "body");
        refused(ErrorCode.WRONG_SERVER, this::atTarget);
        MoveSource source = MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), MOVE);
        source.lock(move.epoch(), target().guid(), false);
        refused(ErrorCode.END_OF_SESSION, () -> saved(inbox(ann), "too late", "body"));
        refused(ErrorCode.MAILBOX_IN_TRANSIT, () -> owner(ANN));
        refused(ErrorCode.MAILBOX_IN_TRANSIT, () -> first().deliver(ANN,
                new MessageContents(List.of(text(Tags.SUBJECT, "too late")), List.of(), List.of(),
                        java.util.Map.of())));
        refused(ErrorCode.WRONG_SERVER, this::atTarget);
        assertThat(move.progress().stage()).isEqualTo(MailboxMove.Stage.LOCKED);
        move.complete(SOME_BYTES);
        try (MailboxSession there = atTarget()) {
            assertThat(subjects(inbox(there).contents(false))).containsExactly("while it is copied");
        }
        refused(ErrorCode.MAILBOX_IN_TRANSIT, () -> owner(ANN));
        move.finish();
        refused(ErrorCode.WRONG_SERVER, () -> owner(ANN));
        assertThat(first().statistics(ANN.mailboxGuid())).isEmpty();
        ann.close();
    }

    /// Nobody keeps what has gone in memory, to find it there when the mailbox has come back.
    @Test
    void whoOpensItAllTheTimeCanWorkInItWhereverItIs() {
        owner(ANN).close();
        thereAndBack(0); // from here on both know that it is made in neither
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int opener = 0; opener < OPENERS; opener++) {
                var _ = threads.submit(() -> openUntil(over, List.of(first(), target())));
            }
            try {
                for (int round = 1; round <= ROUND_TRIPS; round++) {
                    thereAndBack(round);
                }
            } finally {
                over.set(true);
            }
        }
    }

    private void thereAndBack(int round) {
        var places = List.of(first(), target());
        for (int leg = 0; leg < places.size(); leg++) {
            MailboxDatabase to = places.get(1 - leg);
            MailboxMove move = MailboxMove.claim(places.get(leg), to, ANN.mailboxGuid(), new UUID(round, leg));
            move.begin();
            moveAll(move);
            move.finish();
            MailboxMove.forget(to, ANN.mailboxGuid(), new UUID(round, leg));
            try (MailboxSession ann = to.open(ANN, caller(ANN, Caller.Rights.OWNER))) {
                saved(inbox(ann), "after move " + round + "/" + leg, "body");
            }
        }
    }

    private static void openUntil(AtomicBoolean over, List<MailboxDatabase> places) {
        while (!over.get()) {
            for (MailboxDatabase place : places) {
                try (MailboxSession session = place.open(ANN, caller(ANN, Caller.Rights.OWNER))) {
                    assertThat(session.replicaGuid()).isNotNull();
                } catch (MailboxException elsewhere) {
                    // looked for in the other one next
                }
            }
        }
    }

    /// A lock would last as long as they take to copy.
    @Test
    void fewLongMessagesAreNotFewChanges() {
        try (MailboxSession ann = owner(ANN)) {
            MailboxMove move = claim();
            copyAll(move);
            for (int each = 0; each < 3; each++) {
                saved(inbox(ann), "long", "long ".repeat(20_000));
            }
            int left = move.follow(SOME_BYTES).left();
            assertThat(left).isGreaterThan(MoveCourse.LEFT_AT_LOCK_MAX);
            for (int looks = 0; left > 0; looks++) {
                assertThat(looks).isLessThan(20);
                left = move.follow(SOME_BYTES).left();
            }
            move.cancel();
        }
    }

    @Test
    void aMailboxThatCannotArriveIsThereAgain() {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
        }
        MailboxMove move = claim();
        copyAll(move);
        MoveSource.of((SqlMailboxDatabase) first(), ANN.mailboxGuid(), MOVE).lock(move.epoch(), target().guid(), false);
        move.unlock();
        move.unlock();
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "two", "body");
        }
        move.complete(SOME_BYTES);
        assertThatThrownBy(move::unlock).isInstanceOf(StoreException.class).hasMessageContaining("for good");
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void whatWasGivenUpLeavesNothing() {
        try (MailboxSession ann = owner(ANN)) {
            full(ann, inbox(ann), "one", 60_000);
            MailboxMove move = claim();
            copyAll(move);
            saved(inbox(ann), "two", "body");
            move.cancel();
            saved(inbox(ann), "three", "body");
            assertThat(rows(target())).isZero();
            assertThat(((SqlMailboxDatabase) first()).engine().<Optional<Long>>read(sql ->
                    sql.one("SELECT COUNT(*) FROM move_trail", row -> row.getLong(1)))).contains(0L);
            assertThat(subjects(inbox(ann).contents(false))).hasSize(3);
        }
        moveAll(claim());
    }

    private static long rows(MailboxDatabase database) {
        return ((SqlMailboxDatabase) database).engine().read(sql -> {
            long rows = 0;
            for (String table : List.of("mailbox", "folder", "message", "attachment", "content", "named_property",
                    "receive_folder", "search_folder", "search_link", "replica", "arriving", "arriving_bad")) {
                rows += sql.one("SELECT COUNT(*) FROM " + table, row -> row.getLong(1)).orElseThrow();
            }
            return rows;
        });
    }

    @Test
    void theLastWhoClaimsAMoveHasIt() {
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "one", "body");
        }
        MailboxMove earlier = claim();
        earlier.copy(SOME_BYTES);
        MailboxMove later = claim();
        assertThatThrownBy(() -> earlier.copy(SOME_BYTES)).isInstanceOf(StoreException.class)
                .hasMessageContaining("taken over");
        assertThatThrownBy(() -> earlier.complete(SOME_BYTES)).isInstanceOf(StoreException.class)
                .hasMessageContaining("taken over");
        assertThatThrownBy(() -> MailboxMove.claim(first(), target(), ANN.mailboxGuid(), OTHER_MOVE))
                .isInstanceOf(StoreException.class).hasMessageContaining("remove that move request");
        moveAll(later);
        assertThatThrownBy(() -> MailboxMove.claim(target(), target(), ANN.mailboxGuid(), OTHER_MOVE))
                .isInstanceOf(StoreException.class).hasMessageContaining("already");
    }

    @Test
    void aMailboxGoesThereAndBackAndIsTakenBackFromWhatItLeft() {
        try (MailboxSession ann = owner(ANN)) {
            full(ann, inbox(ann), "one", 10);
        }
        MailboxMove move = claim();
        moveAll(move);
        move.finish();
        assertThat(first().departures().all()).singleElement().satisfies(departed -> {
            assertThat(departed.mailboxGuid()).isEqualTo(ANN.mailboxGuid());
            assertThat(departed.target()).isEqualTo(target().guid());
            assertThat(departed.since()).isEqualTo(now.get());
            assertThat(departed.reason()).isEqualTo(Departures.Reason.SOFT_DELETED);
            assertThat(departed.left().items()).isEqualTo(1);
        });
        try (MailboxSession ann = atTarget()) {
            full(ann, inbox(ann), "two", 60_000);
        }
        MailboxMove back = MailboxMove.claim(target(), first(), ANN.mailboxGuid(), OTHER_MOVE);
        back.begin();
        moveAll(back);
        back.finish();
        try (MailboxSession ann = owner(ANN)) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactlyInAnyOrder("one", "two");
        }
        first().delete(ANN.mailboxGuid());
        first().departures().takeBack(ANN.mailboxGuid());
        try (MailboxSession ann = owner(ANN)) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactly("one");
            assertThat(saved(inbox(ann), "later", "body").id().counter()).as("no id is given twice")
                    .isGreaterThan(Departures.LEAP);
        }
        refused(ErrorCode.NOT_FOUND, () -> first().departures().takeBack(BOB.mailboxGuid()));
        assertThat(target().departures().forget(Duration.ofDays(30))).isZero();
        now.updateAndGet(was -> was.plus(Duration.ofDays(31)));
        assertThat(target().departures().forget(Duration.ofDays(30))).isEqualTo(1);
        assertThat(target().departures().all()).isEmpty();
        MailboxMove.forget(target(), ANN.mailboxGuid(), MOVE);
        assertThat(rows(target())).isZero();
    }

    @Test
    void whatItsUserGaveUpCanBeTakenBackUntilItIsForgotten() {
        MailboxSession open = owner(ANN);
        saved(inbox(open), "kept", "body");
        long before = first().statistics(ANN.mailboxGuid()).orElseThrow().bytes();
        first().departures().disconnect(ANN.mailboxGuid());
        first().departures().disconnect(ANN.mailboxGuid()); // nothing is there to be given up twice
        refused(ErrorCode.END_OF_SESSION, () -> saved(inbox(open), "lost", "body"));
        open.close();
        refused(ErrorCode.WRONG_SERVER, () -> owner(ANN));
        assertThat(first().statistics(ANN.mailboxGuid())).isEmpty();
        assertThat(first().departures().all()).singleElement().satisfies(departed -> {
            assertThat(departed.reason()).isEqualTo(Departures.Reason.DISABLED);
            assertThat(departed.since()).isEqualTo(now.get());
            assertThat(departed.left().bytes()).isEqualTo(before).isPositive();
            assertThat(departed.left().displayName()).isEqualTo(ANN.displayName());
        });
        first().departures().takeBack(ANN.mailboxGuid());
        try (MailboxSession ann = owner(ANN)) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactly("kept");
        }
        first().departures().disconnect(ANN.mailboxGuid());
        now.updateAndGet(was -> was.plus(Duration.ofDays(30)));
        assertThat(first().departures().forget(ANN.mailboxGuid(), Departures.Reason.SOFT_DELETED)).isZero();
        assertThat(first().departures().forget(Duration.ofDays(31))).isZero();
        assertThat(first().departures().forget(ANN.mailboxGuid(), Departures.Reason.DISABLED)).isEqualTo(1);
        assertThat(rows(first())).isZero();
        refused(ErrorCode.NOT_FOUND, () -> first().departures().takeBack(ANN.mailboxGuid()));
    }

    @Test
    void whatCannotBeReadStaysBehindAndIsCounted() {
        ObjectId bad;
        try (MailboxSession ann = owner(ANN)) {
            saved(inbox(ann), "good", "body");
            bad = saved(inbox(ann), "bad", "body").id();
        }
        ((SqlMailboxDatabase) first()).engine().write(sql -> sql.update("UPDATE message SET props = ? WHERE mid = ?",
                new byte[]{99, 0}, bad.counter()));
        MailboxMove move = claim();
        copyAll(move);
        assertThat(move.progress().badItems()).singleElement().satisfies(item ->
                assertThat(item.message()).isEqualTo(bad.counter()));
        move.complete(SOME_BYTES);
        try (MailboxSession ann = atTarget()) {
            assertThat(subjects(inbox(ann).contents(false))).containsExactly("good");
            assertThat(MailboxStoreContract.int32(inbox(ann), Tags.CONTENT_COUNT)).isEqualTo(1);
            assertThat(MailboxStoreContract.int32(inbox(ann), Tags.CONTENT_UNREAD_COUNT)).isZero();
        }
    }

    /// A column that somebody adds has to go along.
    @Test
    void everyTableOfAMailboxIsCopiedWithAllItsColumns() {
        var copied = new ArrayList<>(MoveSchema.WHOLE);
        copied.addAll(List.of(MoveSchema.FOLDER, MoveSchema.MESSAGE, MoveSchema.ATTACHMENT, MoveSchema.CONTENT,
                MoveSchema.LINK, new MoveSchema.Copied("mailbox", "mb", MoveSchema.MAILBOX_COLUMNS)));
        var expected = new TreeSet<String>();
        for (MoveSchema.Copied table : copied) {
            expected.add(table.table() + ".mb");
            for (String column : table.columns().split(", ")) {
                expected.add(table.table() + "." + column);
            }
        }
        List<String> notTheMailboxs = List.of("departing", "departed", "arriving", "move_trail", "change");
        var found = new TreeSet<String>(((SqlMailboxDatabase) first()).engine().<List<String>>read(sql ->
                sql.list(sql.dialect() == Dialect.SQLITE
                        ? "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c "
                                + "WHERE t.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) k "
                                + "WHERE k.name = 'mb')"
                        : "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c "
                                + "WHERE c.table_schema = current_schema() AND EXISTS (SELECT 1 FROM "
                                + "information_schema.columns k WHERE k.table_schema = c.table_schema "
                                + "AND k.table_name = c.table_name AND k.column_name = 'mb')",
                        row -> row.getString(1))));
        found.removeIf(column -> notTheMailboxs.contains(column.substring(0, column.indexOf('.'))));
        assertThat(found).isEqualTo(expected);
    }

    /// Somebody works in the mailbox between all steps, and the process that moves it dies after any of them.
    @Test
    void nothingIsLostWhateverHappensMeanwhile() {
        long first = Mutations.seed();
        for (long seed = first; seed < first + SEEDS; seed++) {
            var work = new Work(new Random(seed));
            work.happens(10);
            MailboxMove move = claim();
            for (int step = 0; step < STEPS_MAX && move.copy(SOME_BYTES); step++) {
                work.happens(4);
                move = work.random.nextInt(4) == 0 ? claim() : move;
            }
            copyAll(move);
            for (int step = 0; step < 5; step++) {
                work.happens(3);
                move.follow(work.random.nextInt(60_000));
                move = work.random.nextInt(4) == 0 ? claim() : move;
            }
            work.session.close();
            move.complete(SOME_BYTES);
            assertThat(MoveDump.of(target(), ANN.mailboxGuid(), "mailbox")).as("seed %d", seed)
                    .isEqualTo(MoveDump.of(first(), ANN.mailboxGuid(), "departed"));
            move.finish();
            target().delete(ANN.mailboxGuid());
            MailboxMove.forget(target(), ANN.mailboxGuid(), MOVE);
            now.updateAndGet(was -> was.plus(Duration.ofDays(1)));
            first().departures().forget(Duration.ZERO);
        }
    }

    /// Random work in a mailbox.
    private final class Work {
        private final Random random;
        private final MailboxSession session = owner(ANN);
        private final List<ObjectId> folders = new ArrayList<>();
        private int named;

        Work(Random random) {
            this.random = random;
            for (String name : List.of("A", "B", "C")) {
                folders.add(made(session, name).id());
            }
        }

        private Folder folder() {
            return session.openFolder(folders.get(random.nextInt(folders.size())));
        }

        private List<ObjectId> some(Folder folder) {
            Table table = folder.contents(false);
            return table.count() == 0 ? List.of()
                    : List.of(table.rows(random.nextInt(table.count()), 1, List.of()).getFirst().id());
        }

        void happens(int times) {
            for (int i = 0; i < times; i++) {
                happens();
            }
        }

        private void happens() {
            Folder folder = folder();
            switch (random.nextInt(10)) {
                case 0, 1 -> full(session, folder, "full " + named++, random.nextInt(20_000));
                case 2 -> saved(folder, "small " + named++, "body");
                case 3 -> folder.moveMessages(some(folder), folder());
                case 4 -> folder.copyMessages(some(folder), folder());
                case 5 -> folder.deleteMessages(some(folder), random.nextBoolean());
                case 6 -> folder.setReadFlags(some(folder), random.nextBoolean(), true);
                case 7 -> swapNames();
                case 8 -> change(folder);
                default -> {
                    Folder inside = inbox(session).createFolder("made " + named++, "", Folder.Type.GENERIC, false)
                            .folder();
                    saved(inside, "in " + named, "body");
                    if (random.nextBoolean()) {
                        inbox(session).deleteFolder(inside.id(), java.util.Set.of(Folder.DeleteFlag.MESSAGES,
                                Folder.DeleteFlag.HARD));
                    } else {
                        folders.add(inside.id());
                    }
                }
            }
        }

        private void change(Folder folder) {
            for (ObjectId id : some(folder)) {
                MessageDraft draft = session.openMessage(id, true);
                draft.set(List.of(text(Tags.BODY, "changed ".repeat(random.nextInt(9_000)))));
                if (!draft.attachments().isEmpty() && random.nextBoolean()) {
                    draft.deleteAttachment(draft.attachments().getFirst());
                }
                draft.save(MessageDraft.SaveMode.NORMAL);
            }
        }

        /// Names that go from one folder to another are what a copy in the wrong order stumbles over.
        private void swapNames() {
            Folder one = session.openFolder(folders.get(0));
            Folder two = session.openFolder(folders.get(1));
            String first = MailboxStoreContract.string(one, Tags.DISPLAY_NAME);
            String second = MailboxStoreContract.string(two, Tags.DISPLAY_NAME);
            inbox(session).moveFolder(one.id(), inbox(session), "between");
            inbox(session).moveFolder(two.id(), inbox(session), first);
            inbox(session).moveFolder(one.id(), inbox(session), second);
        }
    }
}
