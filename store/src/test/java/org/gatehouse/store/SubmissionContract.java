package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.store.MailboxStoreContract.OWNER;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.junit.jupiter.api.Test;

/// The outgoing queue and deliveries that are done once, on any engine.
abstract class SubmissionContract {
    private static final Caller OWNERS = new Caller("owner", OWNER.legacyDn(), "Owner", Caller.Rights.OWNER,
            StandardCharsets.UTF_8);

    abstract MailboxDatabase mailboxes();

    private static ObjectId special(MailboxSession session, SpecialFolder folder) {
        return Objects.requireNonNull(session.specialFolders().get(folder));
    }

    private static ObjectId post(MailboxSession session, Posting posting) {
        MessageDraft draft = session.createMessage(special(session, SpecialFolder.OUTBOX), false);
        draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("Plans"))));
        return draft.post(posting).id();
    }

    private static int count(MailboxSession session, SpecialFolder folder) {
        try (Table table = session.openFolder(special(session, folder)).contents(false)) {
            return table.rows(0, 100, List.of(Tags.MID)).size();
        }
    }

    private static void refused(int error, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MailboxException.class,
                refused -> assertThat(refused.error()).isEqualTo(error));
    }

    @Test
    void aMessageIsTakenOnceAndFinishedOnce() {
        try (MailboxSession session = mailboxes().open(OWNER, OWNERS)) {
            ObjectId id = post(session, new Posting(Instant.EPOCH, false));
            ObjectId later = post(session, new Posting(Instant.now().plusSeconds(100_000), false));
            OutgoingQueue queue = mailboxes().outgoing();
            OutgoingQueue.Item item = queue.due(OWNER.mailboxGuid(), id).orElseThrow();
            assertThat(queue.due(10)).containsExactly(item);
            assertThat(queue.take(item, SendingRates.UNLIMITED).orElseThrow().message()
                    .property(Tags.SUBJECT)).contains(new Value.Text("Plans"));
            assertThat(queue.take(item, SendingRates.UNLIMITED)).isEmpty();
            refused(ErrorCode.UNABLE_TO_ABORT, () ->
                    session.outbox().abort(special(session, SpecialFolder.OUTBOX), id));
            refused(ErrorCode.ALREADY_SENT, () -> session.openMessage(id, true).save(MessageDraft.SaveMode.FORCE));
            queue.putBack(item, Instant.EPOCH);
            OutgoingQueue.Item again = queue.due(10).getFirst();
            assertThat(again.attempts()).isEqualTo(1);
            assertThat(again.id()).isEqualTo(item.id());
            queue.finish(again);
            queue.finish(again);
            assertThat(count(session, SpecialFolder.SENT_ITEMS)).isEqualTo(1);
            session.outbox().abort(special(session, SpecialFolder.OUTBOX), later);
            refused(ErrorCode.NOT_IN_QUEUE, () ->
                    session.outbox().abort(special(session, SpecialFolder.OUTBOX), later));
            assertThat(count(session, SpecialFolder.OUTBOX)).isEqualTo(1);
        }
    }

    // [MS-OXOMSG] 2.2.5.3: whose client is gone has nothing locked
    @Test
    void aSpoolersLockEndsWithItsSession() {
        ObjectId id;
        try (MailboxSession other = mailboxes().open(OWNER, OWNERS)) {
            try (MailboxSession spooler = mailboxes().open(OWNER, OWNERS)) {
                id = post(spooler, new Posting(Instant.EPOCH, true));
                spooler.outbox().lock(id, Outbox.SpoolerLock.LOCK);
                refused(ErrorCode.ACCESS_DENIED, () -> other.outbox().lock(id, Outbox.SpoolerLock.LOCK));
                refused(ErrorCode.ACCESS_DENIED, () -> other.outbox().lock(id, Outbox.SpoolerLock.FINISHED));
                refused(ErrorCode.UNABLE_TO_ABORT, () ->
                        other.outbox().abort(special(other, SpecialFolder.OUTBOX), id));
            }
            other.outbox().lock(id, Outbox.SpoolerLock.LOCK);
            other.outbox().lock(id, Outbox.SpoolerLock.FINISHED);
            assertThat(count(other, SpecialFolder.SENT_ITEMS)).isEqualTo(1);
        }
    }

    @Test
    void aFullMailboxTakesNoDeliveryAndForgetsThatItWasTried() {
        var message = MessageContents.of(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("News"))), List.of());
        var first = new UUID(6, 1);
        var second = new UUID(6, 2);
        assertThat(mailboxes().deliver(OWNER, message, Set.of(first), 1)).as("empty until then").isPresent();
        refused(ErrorCode.QUOTA_EXCEEDED, () -> mailboxes().deliver(OWNER, message, Set.of(second), 1));
        assertThat(mailboxes().arrived(OWNER.mailboxGuid(), Set.of(first, second))).containsExactly(first);
        assertThat(mailboxes().deliver(OWNER, message, Set.of(first), 1)).as("done before").isEmpty();
        assertThat(mailboxes().deliver(OWNER, message, Set.of(second), 1 << 20)).isPresent();
    }

    @Test
    void aDeliveryUnderAnIdIsDoneOnce() {
        var message = MessageContents.of(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("News"))), List.of());
        var first = new UUID(5, 1);
        var second = new UUID(5, 2);
        assertThat(mailboxes().deliver(OWNER, message, Set.of(first))).isPresent();
        assertThat(mailboxes().deliver(OWNER, message, Set.of(first))).isEmpty();
        assertThat(mailboxes().deliver(OWNER, message, Set.of(first, second))).isEmpty();
        assertThat(mailboxes().arrived(OWNER.mailboxGuid(), Set.of(first, second))).containsExactly(first);
        try (MailboxSession session = mailboxes().open(OWNER, OWNERS)) {
            assertThat(count(session, SpecialFolder.INBOX)).isEqualTo(1);
        }
        assertThat(mailboxes().bytes(OWNER.mailboxGuid())).isPositive();
        mailboxes().outgoing().forgetArrivals(Instant.now().plusSeconds(100_000));
        assertThat(mailboxes().arrived(OWNER.mailboxGuid(), Set.of(first))).isEmpty();
    }
}
