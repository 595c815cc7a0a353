package org.gatehouse.transport;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft.Recipient;
import org.gatehouse.store.OutgoingQueue;
import org.gatehouse.store.SendingRates;
import org.gatehouse.store.StoreException;
import org.gatehouse.transport.Expansion.Reached;
import org.gatehouse.transport.Recipients.Found;
import org.gatehouse.transport.Undelivered.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what waits in the databases' outgoing queues to the organisation's mailboxes ([MS-OXOMSG] 3.3.5).
///
/// Every delivery is marked in the mailbox it goes to under the submission's id, in the same write: after a crash at
/// any point the message is sent again and reaches each mailbox once. A recipient that cannot be reached is never lost
/// in silence: the sender gets a report that names it. Thread-safe.
public final class Mailroom {
    private static final Logger LOG = LoggerFactory.getLogger(Mailroom.class);
    private static final int TYPE_MASK = 0x0f;
    private static final int TYPE_TO = 1;
    private static final int TYPE_CC = 2;
    private static final int TYPE_BCC = 3;
    /// Bits of PidTagAutoResponseSuppress, all of which are set in -1 ([MS-OXOMSG] 2.2.1.77).
    private static final int NO_DELIVERY_REPORT = 0x1;
    private static final int NO_NON_DELIVERY_REPORT = 0x2;
    private static final Set<PropertyTag> TO_ME =
            Set.of(Tags.MESSAGE_TO_ME, Tags.MESSAGE_CC_ME, Tags.MESSAGE_RECIPIENT_ME);
    private static final PropertyTag EXPANSION_PROHIBITED = PropertyTag.of(0x000b, PropertyType.BOOLEAN);
    /// What belongs to the sender's copy only: PidTagSentMailEntryId, PidTagDeleteAfterSubmit, PidTagSubmitFlags,
    /// PidTagSentMailSvrEID, PidTagTargetEntryId, PidTagMessageFlags, PidTagRead, PidTagMessageStatus, and when it was
    /// to be sent (PidTagDeferredSendTime, -Number, -Units).
    private static final Set<Integer> SENDER_ONLY =
            Set.of(0x0e0a, 0x0e01, 0x0e14, 0x6740, 0x3010, 0x0e07, 0x0e69, 0x0e17, 0x3fef, 0x3feb, 0x3fec);

    private final Recipients recipients;
    private final DatabaseHost databases;
    private final InstantSource clock;
    private final String domain;
    private final TransportLimits limits;
    private final Function<String, SendingRates> rates;

    /// @param domain the organisation's own, also of the Internet message ids made here
    /// @param rates how much the owner of a mailbox may send, by its legacyExchangeDN; asked for every message
    public Mailroom(Recipients recipients, DatabaseHost databases, InstantSource clock, String domain,
            TransportLimits limits, Function<String, SendingRates> rates) {
        this.recipients = recipients;
        this.databases = databases;
        this.clock = clock;
        this.domain = domain;
        this.limits = limits;
        this.rates = rates;
    }

    /// Whether a message may be submitted from a mailbox.
    ///
    /// @param owner the mailbox's legacyExchangeDN
    /// @param bytes of the message
    /// @return 0, or an [ErrorCode]: NO_RECIPIENTS, TOO_MANY_RECIPIENTS, MAX_SUBMISSION_EXCEEDED, QUOTA_EXCEEDED when
    /// the mailbox is over its ProhibitSendQuota ([MS-OXOMSG] 3.3.5.1)
    public int admit(String owner, int recipientCount, long bytes) {
        if (recipientCount == 0) {
            return ErrorCode.NO_RECIPIENTS;
        }
        if (!(recipients.byLegacyDn(owner) instanceof Found.Target target)) {
            return ErrorCode.SUCCESS;
        }
        if (recipientCount > target.limits().recipientsMax()) {
            return ErrorCode.TOO_MANY_RECIPIENTS;
        }
        if (bytes > target.limits().sendBytesMax()) {
            return ErrorCode.MAX_SUBMISSION_EXCEEDED;
        }
        boolean full = target.quota().sendBytesMax() != Long.MAX_VALUE
                && databases.mounted(target.database()).filter(database ->
                        database.bytes(target.mailbox().mailboxGuid()) >= target.quota().sendBytesMax()).isPresent();
        return full ? ErrorCode.QUOTA_EXCEEDED : ErrorCode.SUCCESS;
    }

    /// The largest message that [#admit] lets in from a mailbox, bytes; [Long#MAX_VALUE] for no limit.
    ///
    /// @param owner the mailbox's legacyExchangeDN
    public long messageBytesMax(String owner) {
        return recipients.byLegacyDn(owner) instanceof Found.Target target ? target.limits().sendBytesMax()
                : Long.MAX_VALUE;
    }

    /// Sends a message that was just put into its database's queue, unless it is to be sent later.
    public void queued(UUID databaseGuid, UUID mailbox, ObjectId message) {
        databases.mounted(databaseGuid).ifPresent(database -> database.outgoing().due(mailbox, message)
                .ifPresent(item -> send(database, item)));
    }

    /// Sends everything that is due: what was put off, what a crash cut off, receipts. Call it again and again.
    ///
    /// @return how many messages were tried
    public int run() {
        int tried = 0;
        for (MailboxDatabase database : databases.mounted()) {
            if (database.kind() != DatabaseHost.Kind.MAILBOX) {
                continue;
            }
            try {
                for (OutgoingQueue.Item item : database.outgoing().due(limits.batchMax())) {
                    send(database, item);
                    tried++;
                }
            } catch (MailboxException | StoreException | DatabaseException trouble) {
                LOG.warn("outgoing queue of database {}", database.name(), trouble);
            }
        }
        return tried;
    }

    /// Forgets deliveries that nothing in a queue can be about any more.
    public void sweep() {
        Instant before = clock.instant().minus(limits.expiry().multipliedBy(7));
        databases.mounted().stream().filter(database -> database.kind() == DatabaseHost.Kind.MAILBOX)
                .forEach(database -> database.outgoing().forgetArrivals(before));
    }

    /// Trouble is left in the queue: it is tried again.
    private void send(MailboxDatabase database, OutgoingQueue.Item item) {
        OutgoingQueue queue = database.outgoing();
        try {
            var taken = queue.take(item, rates.apply(item.ownerDn()));
            if (taken.isEmpty()) {
                return;
            }
            var round = new Round(database, item, taken.get().message());
            if (taken.get().refused() ? round.refuse() : round.deliver()) {
                queue.finish(item);
            } else {
                putBack(queue, item);
            }
        } catch (MailboxException | StoreException | DatabaseException trouble) {
            LOG.warn("message {} of {} stays in the outgoing queue", item.message(), item.ownerDn(), trouble);
            putBack(queue, item);
        }
    }

    private void putBack(OutgoingQueue queue, OutgoingQueue.Item item) {
        try {
            queue.putBack(item, clock.instant().plus(limits.retry()));
        } catch (MailboxException | StoreException | DatabaseException trouble) {
            LOG.warn("outgoing queue of {}: it is looked at again after a while", item.ownerDn(), trouble);
        }
    }

    /// What a mailbox answers that is moved, or has just been.
    private static final Set<Integer> MOVING = Set.of(ErrorCode.MAILBOX_IN_TRANSIT, ErrorCode.WRONG_SERVER);

    /// One try to send one message.
    private final class Round {
        private final OutgoingQueue.Item item;
        private final MessageContents message;
        private final MailboxDatabase origin;
        private final List<Undelivered> failures = new ArrayList<>();
        private final List<Recipient> delivered = new ArrayList<>();
        private boolean complete = true;

        Round(MailboxDatabase origin, OutgoingQueue.Item item, MessageContents message) {
            this.origin = origin;
            this.item = item;
            this.message = withId(message);
        }

        /// The message id is made from the submission's, so that every try gives the same.
        private MessageContents withId(MessageContents submitted) {
            var properties = new ArrayList<>(submitted.properties());
            addIfAbsent(properties, Tags.INTERNET_MESSAGE_ID, new Value.Text("<" + item.id() + "@" + domain + ">"));
            addIfAbsent(properties, Tags.CLIENT_SUBMIT_TIME, Value.Time.of(item.submitted()));
            return new MessageContents(properties, submitted.recipients(), submitted.attachments(), submitted.names());
        }

        /// False when some of it has to be tried again.
        boolean deliver() {
            var expansion = new Expansion(recipients, domain, limits.expandedMax(), !isTrue(EXPANSION_PROHIBITED));
            addressed().forEach(expansion::add);
            failures.addAll(expansion.failures());
            MessageContents copy = copy();
            boolean late = clock.instant().isAfter(item.submitted().plus(limits.expiry()));
            for (Reached reached : expansion.reached()) {
                reach(reached, copy, late);
            }
            boolean isReport = text(Tags.MESSAGE_CLASS).toUpperCase(Locale.ROOT).startsWith("REPORT.");
            if (!isReport) { // no report on a report: two that cannot be reached would write to each other for ever
                report();
            }
            return complete;
        }

        private Stream<Recipient> addressed() {
            int flags = number(Tags.MESSAGE_FLAGS);
            return message.recipients().stream().filter(recipient -> recipient.isAddressed(flags));
        }

        /// Nobody gets it, and its sender is told so, whatever kind of message it is: he wrote it himself.
        boolean refuse() {
            LOG.info("message {} of {} is refused: too many recipients within 24 hours", item.message(),
                    item.ownerDn());
            addressed().forEach(recipient -> failures.add(new Undelivered(recipient, Reason.TOO_MANY)));
            report();
            return complete;
        }

        private void reach(Reached reached, MessageContents copy, boolean late) {
            Found.Target target = reached.target();
            var database = databases.mounted(target.database());
            try {
                if (item.bytes() > target.limits().receiveBytesMax()) {
                    failures.add(new Undelivered(reached.recipient(), Reason.TOO_LARGE));
                } else if (database.isEmpty()) {
                    putOff(reached, late);
                } else {
                    var _ = database.get().deliver(target.mailbox(), addressed(copy, reached), Set.of(item.id()),
                            target.quota().receiveBytesMax());
                    delivered.add(reached.recipient());
                }
            } catch (MailboxException refused) {
                if (MOVING.contains(refused.error())) {
                    // It is on its way to another database, where the directory will say that it is.
                    putOff(reached, late);
                    return;
                }
                LOG.info("delivery to {} refused: {}", target.mailbox().legacyDn(), refused.getMessage());
                failures.add(new Undelivered(reached.recipient(),
                        refused.error() == ErrorCode.QUOTA_EXCEEDED ? Reason.FULL : Reason.REFUSED));
            } catch (StoreException | DatabaseException trouble) {
                LOG.warn("delivery to {} failed", target.mailbox().legacyDn(), trouble);
                putOff(reached, late);
            }
        }

        /// How the message names the mailbox's owner ([MS-OXOMSG] 2.2.1: PidTagMessageToMe, -CcMe, -RecipientMe),
        /// whatever its sender wrote there.
        private static MessageContents addressed(MessageContents copy, Reached reached) {
            var properties = new ArrayList<PropertyValue>(copy.properties());
            properties.removeIf(each -> TO_ME.contains(each.tag()));
            properties.add(new PropertyValue(Tags.MESSAGE_TO_ME, new Value.Bool(reached.named().contains(TYPE_TO))));
            properties.add(new PropertyValue(Tags.MESSAGE_CC_ME, new Value.Bool(reached.named().contains(TYPE_CC))));
            properties.add(new PropertyValue(Tags.MESSAGE_RECIPIENT_ME, new Value.Bool(!reached.named().isEmpty())));
            return new MessageContents(properties, copy.recipients(), copy.attachments(), copy.names());
        }

        private void putOff(Reached reached, boolean late) {
            if (late) {
                failures.add(new Undelivered(reached.recipient(), Reason.EXPIRED));
            } else {
                complete = false;
            }
        }

        /// The copy that recipients get: without blind recipients and what only the sender's copy carries.
        private MessageContents copy() {
            var properties = message.properties().stream().filter(each -> !SENDER_ONLY.contains(each.tag().id()))
                    .toList();
            List<Recipient> visible = message.recipients().stream()
                    .filter(recipient -> (recipient.type() & TYPE_MASK) != TYPE_BCC).toList();
            return new MessageContents(properties, visible, message.attachments(), message.names());
        }

        /// As far as the sender wants reports: those on failures unless he said no, the others when he asked.
        private void report() {
            Instant now = clock.instant();
            int unwanted = number(Tags.AUTO_RESPONSE_SUPPRESS);
            boolean refused = message.property(Tags.ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED)
                    .filter(new Value.Bool(false)::equals).isPresent();
            if (!refused && (unwanted & NO_NON_DELIVERY_REPORT) == 0) {
                var news = new LinkedHashMap<UUID, Undelivered>();
                failures.forEach(failure -> news.put(mark("ndr", failure.recipient()), failure));
                send(news.keySet(), marks -> Report.undelivered(message, of(news, marks), now));
            }
            if (isTrue(Tags.ORIGINATOR_DELIVERY_REPORT_REQUESTED) && (unwanted & NO_DELIVERY_REPORT) == 0) {
                var done = new LinkedHashMap<UUID, Recipient>();
                delivered.forEach(recipient -> done.put(mark("dr", recipient), recipient));
                send(done.keySet(), marks -> Report.delivered(message, of(done, marks), now));
            }
        }

        private static <T> List<T> of(Map<UUID, T> all, Set<UUID> marks) {
            return all.entrySet().stream().filter(entry -> marks.contains(entry.getKey())).map(Map.Entry::getValue)
                    .toList();
        }

        private UUID mark(String kind, Recipient recipient) {
            return UUID.nameUUIDFromBytes((item.id() + kind + recipient.rowId()).getBytes(StandardCharsets.UTF_8));
        }

        /// To the sender; to the owner of the mailbox it was submitted from when the sender has none.
        private void send(Set<UUID> marks, java.util.function.Function<Set<UUID>, MessageContents> report) {
            if (marks.isEmpty()) {
                return;
            }
            Found sender = recipients.byLegacyDn(text(Tags.SENDER_EMAIL_ADDRESS));
            if (!(sender instanceof Found.Target)) {
                sender = recipients.byLegacyDn(item.ownerDn());
            }
            if (!(sender instanceof Found.Target target)) {
                LOG.warn("no mailbox of {} for a report on {} recipients", item.ownerDn(), marks.size());
                return;
            }
            MailboxDatabase database = databases.mounted(target.database()).orElse(origin);
            if (!database.guid().equals(target.database())) {
                complete = false;
                return;
            }
            var told = database.arrived(target.mailbox().mailboxGuid(), marks);
            Set<UUID> fresh = marks.stream().filter(mark -> !told.contains(mark)).collect(Collectors.toSet());
            if (!fresh.isEmpty()) {
                var _ = database.deliver(target.mailbox(), report.apply(fresh), fresh);
            }
        }

        private boolean isTrue(PropertyTag tag) {
            return message.property(tag).filter(new Value.Bool(true)::equals).isPresent();
        }

        private int number(PropertyTag tag) {
            return message.property(tag).orElse(null) instanceof Value.Int32(int number) ? number : 0;
        }

        private String text(PropertyTag tag) {
            return message.property(tag).orElse(null) instanceof Value.Text(String text) ? text : "";
        }
    }

    private static void addIfAbsent(List<PropertyValue> properties, PropertyTag tag, Value value) {
        if (properties.stream().noneMatch(each -> each.tag().id() == tag.id())) {
            properties.add(new PropertyValue(tag, value));
        }
    }
}
