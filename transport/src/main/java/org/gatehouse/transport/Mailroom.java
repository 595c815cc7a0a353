package org.gatehouse.transport;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.StoreException;
import org.gatehouse.transport.Recipients.Target;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Routes submitted messages to the organisation's mailboxes and delivers a copy into each ([MS-OXOMSG] 3.3.5).
///
/// A recipient that cannot be reached is never lost in silence: the sender gets a non-delivery report that names it
/// with the reason. Each delivery is on disk when [#submit] returns. Thread-safe.
public final class Mailroom {
    private static final Logger LOG = LoggerFactory.getLogger(Mailroom.class);
    private static final int RECIPIENTS_MAX = 5_000;
    private static final int TYPE_MASK = 0x0f;
    private static final int TYPE_BCC = 3;
    /// Recipients of a resent message that were reached before ([MS-OXCMSG] 2.2.3.1.2).
    private static final int TYPE_SUCCEEDED = 0x8000_0000;
    /// What belongs to the sender's copy only: PidTagSentMailEntryId, PidTagDeleteAfterSubmit, PidTagSubmitFlags,
    /// PidTagSentMailSvrEID, PidTagTargetEntryId, PidTagMessageFlags, PidTagRead, PidTagMessageStatus.
    private static final Set<Integer> SENDER_ONLY =
            Set.of(0x0e0a, 0x0e01, 0x0e14, 0x6740, 0x3010, 0x0e07, 0x0e69, 0x0e17);

    private final Recipients recipients;
    private final DatabaseHost databases;
    private final InstantSource clock;
    private final String domain;

    /// @param domain of the Internet message ids made here
    public Mailroom(Recipients recipients, DatabaseHost databases, InstantSource clock, String domain) {
        this.recipients = recipients;
        this.databases = databases;
        this.clock = clock;
        this.domain = domain;
    }

    /// Who a submitted message is from.
    public record Sender(String legacyDn, String displayName, String smtpAddress) {}

    /// Delivers a submitted message.
    ///
    /// @return 0, or an [ErrorCode]: NO_RECIPIENTS, TOO_MANY_RECIPIENTS ([MS-OXOMSG] 3.2.5.1), and SERVER_BUSY when
    /// nothing could be delivered, not even the report about it
    public int submit(Sender sender, MessageContents message) {
        List<MessageDraft.Recipient> addressed = message.recipients().stream()
                .filter(recipient -> (recipient.type() & TYPE_SUCCEEDED) == 0).toList();
        if (addressed.isEmpty()) {
            return ErrorCode.NO_RECIPIENTS;
        }
        if (addressed.size() > RECIPIENTS_MAX) {
            return ErrorCode.TOO_MANY_RECIPIENTS;
        }
        Map<UUID, Target> targets = new LinkedHashMap<>();
        List<Undelivered> failures = new ArrayList<>();
        for (MessageDraft.Recipient recipient : addressed) {
            Optional<Target> target = resolve(recipient);
            if (target.isPresent()) {
                targets.putIfAbsent(target.get().mailbox().mailboxGuid(), target.get());
            } else {
                failures.add(new Undelivered(shown(recipient), "there is no such address in this organisation"));
            }
        }
        MessageContents copy = copyFor(sender, message);
        int delivered = 0;
        for (Target target : targets.values()) {
            Optional<String> failure = deliver(target, copy);
            if (failure.isEmpty()) {
                delivered++;
            } else {
                failures.add(new Undelivered(target.mailbox().displayName(), failure.get()));
            }
        }
        if (!failures.isEmpty() && !report(sender, message, failures)) {
            return delivered == 0 ? ErrorCode.SERVER_BUSY : ErrorCode.SUCCESS;
        }
        return ErrorCode.SUCCESS;
    }

    /// A recipient that was not reached, for the report.
    record Undelivered(String recipient, String reason) {}

    private Optional<Target> resolve(MessageDraft.Recipient recipient) {
        String type = text(recipient, Tags.ADDRESS_TYPE);
        String address = text(recipient, Tags.EMAIL_ADDRESS);
        Optional<Target> found = Optional.empty();
        if (!address.isEmpty() && (type.equalsIgnoreCase("EX") || type.isEmpty() && address.startsWith("/"))) {
            found = recipients.byLegacyDn(address);
        } else if (!address.isEmpty() && (type.equalsIgnoreCase("SMTP") || type.isEmpty())) {
            found = recipients.bySmtp(address);
        }
        if (found.isEmpty()) {
            found = entryDn(recipient).flatMap(recipients::byLegacyDn);
        }
        String smtp = text(recipient, Tags.SMTP_ADDRESS);
        return found.isEmpty() && !smtp.isEmpty() ? recipients.bySmtp(smtp) : found;
    }

    private static Optional<String> entryDn(MessageDraft.Recipient recipient) {
        if (recipient.property(Tags.ENTRY_ID).orElse(null) instanceof Value.Binary(var encoded)) {
            try {
                return Optional.of(AddressBookEntryId.of(encoded).x500Dn());
            } catch (MalformedException another) { // a one-off address, or nothing that names a user
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// The copy that recipients get: without blind recipients and what only the sender's copy carries.
    private MessageContents copyFor(Sender sender, MessageContents message) {
        var properties = message.properties().stream().filter(each -> !SENDER_ONLY.contains(each.tag().id()))
                .collect(Collectors.toCollection(ArrayList::new));
        addIfAbsent(properties, Tags.SENDER_NAME, new Value.Text(sender.displayName()));
        addIfAbsent(properties, Tags.SENDER_ADDRESS_TYPE, new Value.Text("EX"));
        addIfAbsent(properties, Tags.SENDER_EMAIL_ADDRESS, new Value.Text(sender.legacyDn()));
        addIfAbsent(properties, Tags.CLIENT_SUBMIT_TIME, Value.Time.of(clock.instant()));
        addIfAbsent(properties, Tags.INTERNET_MESSAGE_ID, new Value.Text("<" + UUID.randomUUID() + "@" + domain + ">"));
        List<MessageDraft.Recipient> visible = message.recipients().stream()
                .filter(recipient -> (recipient.type() & TYPE_MASK) != TYPE_BCC).toList();
        return new MessageContents(properties, visible, message.attachments(), message.names());
    }

    private static void addIfAbsent(List<PropertyValue> properties, PropertyTag tag, Value value) {
        if (properties.stream().noneMatch(each -> each.tag().id() == tag.id())) {
            properties.add(new PropertyValue(tag, value));
        }
    }

    /// Empty when it is in the mailbox, on disk; else why not, in words for people.
    private Optional<String> deliver(Target target, MessageContents copy) {
        try {
            var database = databases.mounted(target.database());
            if (database.isEmpty()) {
                return Optional.of("the mailbox database is not mounted");
            }
            var _ = database.get().deliver(target.mailbox(), copy);
            return Optional.empty();
        } catch (MailboxException refused) {
            LOG.info("delivery to {} refused: {}", target.mailbox().legacyDn(), refused.getMessage());
            return Optional.of("the mailbox refused the message: " + ErrorCode.nameOf(refused.error()));
        } catch (StoreException | DatabaseException trouble) {
            LOG.warn("delivery to {} failed", target.mailbox().legacyDn(), trouble);
            return Optional.of("the mailbox database has trouble; try again later");
        }
    }

    private boolean report(Sender sender, MessageContents message, List<Undelivered> failures) {
        Optional<Target> target = recipients.byLegacyDn(sender.legacyDn());
        if (target.isEmpty()) {
            LOG.warn("no mailbox of {} for a report on {} recipients", sender.legacyDn(), failures.size());
            return false;
        }
        Optional<String> failure = deliver(target.get(),
                NonDelivery.report(message, failures, clock.instant(), target.get().mailbox()));
        failure.ifPresent(why -> LOG.warn("report on {} undelivered recipients to {}: {}", failures.size(),
                sender.legacyDn(), why));
        return failure.isEmpty();
    }

    private static String shown(MessageDraft.Recipient recipient) {
        String name = text(recipient, Tags.DISPLAY_NAME);
        String address = text(recipient, Tags.EMAIL_ADDRESS);
        return name.isEmpty() || name.equals(address) ? address : name + " (" + address + ")";
    }

    private static String text(MessageDraft.Recipient recipient, PropertyTag tag) {
        return recipient.property(tag).orElse(null) instanceof Value.Text(String text) ? text : "";
    }
}
