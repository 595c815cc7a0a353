package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.OWNER;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.junit.jupiter.api.Test;

/// How much the owner of a mailbox may send, on any engine, by a clock that the test turns.
abstract class SendingContract {
    private static final Caller OWNERS = new Caller("owner", OWNER.legacyDn(), "Owner", Caller.Rights.OWNER,
            StandardCharsets.UTF_8);
    private static final Instant START = Instant.parse("2010-06-01T08:00:00.250Z");

    /// Turned while a server reads it on another thread.
    volatile Instant now = START;

    abstract MailboxDatabase mailboxes();

    /// As after a crash: what was acknowledged is there, what was in memory is not.
    abstract void mountAgain();

    static SendingRates messages(int perMinute) {
        return new SendingRates(OptionalInt.of(perMinute), OptionalInt.empty());
    }

    private static SendingRates recipients(int perDay) {
        return new SendingRates(OptionalInt.empty(), OptionalInt.of(perDay));
    }

    private OutgoingQueue queue() {
        return mailboxes().outgoing();
    }

    ObjectId post(int recipients) {
        try (MailboxSession session = mailboxes().open(OWNER, OWNERS)) {
            MessageDraft draft = session.createMessage(outbox(session), false);
            draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("Plans"))));
            var all = new ArrayList<MessageDraft.Recipient>();
            for (int row = 0; row < recipients; row++) {
                all.add(new MessageDraft.Recipient(row, 1, List.of(new PropertyValue(Tags.EMAIL_ADDRESS,
                        new Value.Text("/o=First/cn=" + row)))));
            }
            draft.modifyRecipients(all);
            return draft.post(new Posting(now, false)).id();
        }
    }

    private static ObjectId outbox(MailboxSession session) {
        return Objects.requireNonNull(session.specialFolders().get(SpecialFolder.OUTBOX));
    }

    private void abort(ObjectId message) {
        try (MailboxSession session = mailboxes().open(OWNER, OWNERS)) {
            session.outbox().abort(outbox(session), message);
        }
    }

    private List<ObjectId> post(int count, int recipients) {
        var posted = new ArrayList<ObjectId>();
        for (int message = 0; message < count; message++) {
            posted.add(post(recipients));
        }
        return posted;
    }

    private OutgoingQueue.Taken take(ObjectId message, SendingRates rates) {
        return queue().take(queue().due(OWNER.mailboxGuid(), message).orElseThrow(), rates).orElseThrow();
    }

    private int asked;

    /// What a transport does that looks every second: when each message was sent, in seconds, in the order of sending.
    private Map<ObjectId, Long> sendFor(int seconds, SendingRates rates) {
        var sent = new LinkedHashMap<ObjectId, Long>();
        for (int second = 0; second < seconds; second++) {
            for (OutgoingQueue.Item item : queue().due(100)) {
                asked++;
                if (queue().take(item, rates).isPresent()) {
                    sent.put(item.message(), now.getEpochSecond() - START.getEpochSecond());
                    queue().finish(item);
                }
            }
            now = now.plusSeconds(1);
        }
        return sent;
    }

    private List<String> counts() {
        return ((SqlMailboxDatabase) mailboxes()).engine().read(sql -> sql.list("SELECT span, SUM(amount) FROM sending "
                + "GROUP BY span ORDER BY span", row -> row.getLong(1) + ": " + row.getLong(2)));
    }

    private long rows() {
        return ((SqlMailboxDatabase) mailboxes()).engine().<java.util.Optional<Long>>read(sql -> sql.one(
                "SELECT COUNT(*) FROM sending", row -> row.getLong(1))).orElseThrow();
    }

    @Test
    void messagesWaitForTheirMinuteInTheirOrder() {
        List<ObjectId> posted = post(5, 1);
        Map<ObjectId, Long> sent = sendFor(200, messages(2));
        assertThat(List.copyOf(sent.keySet())).isEqualTo(posted);
        assertThat(sent.values()).containsExactly(0L, 0L, 60L, 60L, 120L);
        assertThat(asked).as("looks: the first of the line every three seconds").isBetween(5, 60);
        assertThat(queue().due(10)).isEmpty();
    }

    @Test
    void nobodyPassesWhoStandsBeforeHim() {
        List<ObjectId> posted = new ArrayList<>(post(2, 1));
        assertThat(sendFor(59, messages(1))).containsOnlyKeys(posted.getFirst());
        posted.add(post(1));
        now = now.plusSeconds(5); // there is room, and the line has not been looked at
        var late = queue().due(OWNER.mailboxGuid(), posted.getLast()).orElseThrow();
        assertThat(queue().take(late, messages(1))).as("another is before it").isEmpty();
        assertThat(List.copyOf(sendFor(120, messages(1)).keySet())).isEqualTo(posted.subList(1, 3));
    }

    @Test
    void aMessageIsCountedOnceHoweverOftenItIsTaken() {
        SendingRates both = new SendingRates(OptionalInt.of(1), OptionalInt.of(5));
        List<ObjectId> posted = post(2, 3);
        assertThat(take(posted.getFirst(), both).refused()).isFalse();
        mountAgain();
        assertThat(take(posted.getFirst(), both).message().property(Tags.SUBJECT)).contains(new Value.Text("Plans"));
        OutgoingQueue.Item second = queue().due(10).getFirst();
        assertThat(queue().take(second, both)).isEmpty();
        mountAgain();
        OutgoingQueue.Item first = queue().due(10).getFirst();
        queue().putBack(first, now);
        assertThat(take(posted.getFirst(), both).refused()).isFalse();
        queue().finish(first);
        assertThat(counts()).containsExactly("1: 1", "600: 3");
        Map<ObjectId, Long> later = sendFor(62, messages(1));
        assertThat(later).containsOnlyKeys(posted.getLast()).containsValue(60L);
    }

    @Test
    void otherRatesHoldWithinSecondsForWhatWaits() {
        List<ObjectId> posted = post(40, 1);
        assertThat(sendFor(10, messages(1))).hasSize(1);
        Map<ObjectId, Long> more = sendFor(5, messages(11));
        assertThat(List.copyOf(more.keySet())).isEqualTo(posted.subList(1, 11));
        assertThat(sendFor(5, messages(0))).isEmpty();
        Map<ObjectId, Long> all = sendFor(5, SendingRates.UNLIMITED);
        assertThat(List.copyOf(all.keySet())).isEqualTo(posted.subList(11, 40));
        assertThat(asked).isLessThan(40 * 5);
    }

    @Test
    void whoTakesAMessageBackLetsTheNextOneMoveUp() {
        List<ObjectId> posted = post(4, 1);
        assertThat(sendFor(30, messages(1))).containsOnlyKeys(posted.getFirst());
        abort(posted.get(1));
        abort(posted.get(2));
        assertThat(sendFor(40, messages(1))).containsOnlyKeys(posted.getLast()).containsValue(60L);
    }

    @Test
    void recipientsAreThoseOfADay() {
        List<ObjectId> posted = post(1, 3);
        assertThat(take(posted.getFirst(), recipients(5)).refused()).isFalse();
        ObjectId many = post(3);
        assertThat(take(many, recipients(5)).refused()).isTrue();
        mountAgain();
        assertThat(take(many, recipients(50)).refused()).as("once refused").isTrue();
        assertThat(take(post(2), recipients(5)).refused()).as("what was refused has used nothing").isFalse();
        now = now.plus(Duration.ofHours(24));
        assertThat(take(post(1), recipients(5)).refused()).as("to ten minutes").isTrue();
        now = now.plus(Duration.ofMinutes(10));
        assertThat(take(post(5), recipients(5)).refused()).isFalse();
    }

    // [MS-OXOMSG] 3.3.5.1
    @Test
    void whoGotAMessageBeforeItWasSentAgainIsNotCounted() {
        ObjectId id;
        try (MailboxSession session = mailboxes().open(OWNER, OWNERS)) {
            MessageDraft draft = session.createMessage(outbox(session), false);
            draft.set(List.of(new PropertyValue(Tags.MESSAGE_FLAGS, new Value.Int32(0x88))));
            var name = List.of(new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("Bob")));
            draft.modifyRecipients(List.of(new MessageDraft.Recipient(0, 0x8000_0001, name),
                    new MessageDraft.Recipient(1, 0x1000_0001, name)));
            id = draft.post(new Posting(now, false)).id();
        }
        assertThat(take(id, recipients(1)).refused()).isFalse();
        assertThat(counts()).containsExactly("600: 1");
    }

    @Test
    void whereNothingIsLimitedNothingIsCounted() {
        List<ObjectId> posted = post(3, 3);
        assertThat(sendFor(1, SendingRates.UNLIMITED)).containsOnlyKeys(posted);
        assertThat(counts()).isEmpty();
    }

    @Test
    void countsAreForgottenInTime() {
        SendingRates both = new SendingRates(OptionalInt.of(1_000), OptionalInt.of(100_000));
        for (int round = 0; round < 250; round++) {
            take(post(1), both);
            now = now.plus(Duration.ofMinutes(11));
        }
        assertThat(rows()).isLessThanOrEqualTo(145 + 60);
        now = now.minus(Duration.ofDays(30)); // a server whose clock was ahead
        take(post(1), both);
        assertThat(counts()).containsExactly("1: 1", "600: 1");
    }

    @Test
    void aTurnIsWhenEnoughHasLeftTheMinute() {
        var sent = List.of(new SendingLine.Slot(100, 2), new SendingLine.Slot(130, 1));
        assertThat(SendingLine.dueSecond(sent, 3, 0, 140)).as("the first looks sooner").isEqualTo(143);
        assertThat(SendingLine.dueSecond(sent, 3, 0, 159)).isEqualTo(160);
        assertThat(SendingLine.dueSecond(sent, 3, 1, 140)).isEqualTo(160);
        assertThat(SendingLine.dueSecond(sent, 3, 2, 140)).isEqualTo(190);
        assertThat(SendingLine.dueSecond(sent, 3, 3, 140)).isEqualTo(220);
        assertThat(SendingLine.dueSecond(sent, 1, 1, 140)).as("fewer than were sent").isEqualTo(250);
        assertThat(SendingLine.dueSecond(sent, 9, 1, 140)).as("room for all").isEqualTo(141);
        assertThat(SendingLine.dueSecond(sent, 0, 5, 140)).isEqualTo(200);
    }
}
