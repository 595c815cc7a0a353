package org.gatehouse.access.emsmdb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.access.emsmdb.AccessDirectory.Mailbox;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopAbortSubmit;
import org.gatehouse.mapi.rop.RopGetAddressTypes;
import org.gatehouse.mapi.rop.RopGetTransportFolder;
import org.gatehouse.mapi.rop.RopOptionsData;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetSpooler;
import org.gatehouse.mapi.rop.RopSpoolerLockMessage;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopTransportNewMail;
import org.gatehouse.mapi.rop.RopTransportSend;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.Outbox.SpoolerLock;
import org.gatehouse.store.Posting;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.wire.Bytes;

/// Sending ([MS-OXOMSG] 3.3.5): the message is saved and put into the outgoing queue in one write, and the response
/// says that this is on disk. What is due is then sent at once, the rest by itself when its time comes.
final class SubmitRops {
    private static final int VALUE_BYTES_MAX = 4096;
    /// SubmitFlags ([MS-OXOMSG] 2.2.4.1.1) and PidTagSubmitFlags (2.2.3.9).
    private static final int PRE_PROCESS = 0x01;
    private static final int NEEDS_SPOOLER = 0x02;
    private static final int SUBMIT_FLAG_PRE_PROCESS = 0x02;
    private static final int NO_SPAM = -1;
    private static final PropertyTag DEFERRED_SEND_NUMBER = PropertyTag.of(0x3feb, PropertyType.INTEGER32);
    private static final PropertyTag DEFERRED_SEND_UNITS = PropertyTag.of(0x3fec, PropertyType.INTEGER32);
    private static final PropertyTag DEFERRED_SEND_TIME = PropertyTag.of(0x3fef, PropertyType.TIME);
    private static final PropertyTag PROVIDER_SUBMIT_TIME = PropertyTag.of(0x0048, PropertyType.TIME);
    /// The largest PidTagDeferredSendNumber ([MS-OXOMSG] 2.2.3.3).
    private static final int DEFERRED_NUMBER_MAX = 999;
    /// PidTagDeferredSendUnits by its values ([MS-OXOMSG] 2.2.3.4).
    private static final List<Duration> UNITS = List.of(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1),
            Duration.ofDays(7));
    /// What RopTransportSend tells of the message that was sent ([MS-OXOMSG] 2.2.5.4).
    private static final Set<PropertyTag> RETURNED = Set.of(Tags.SENDER_NAME, Tags.SENDER_ENTRY_ID,
            Tags.SENDER_SEARCH_KEY, Tags.SENT_REPRESENTING_NAME, Tags.SENT_REPRESENTING_ENTRY_ID,
            Tags.SENT_REPRESENTING_SEARCH_KEY);

    private final AccessNode node;
    private final SenderNames names;

    SubmitRops(AccessNode node) {
        this.node = node;
        this.names = new SenderNames(node.directory());
    }

    RopResponse submit(RopSubmitMessage.Request request, RopContext context) {
        List<PropertyValue> _ = post(context.message(request), context, request.submitFlags(), false);
        return new RopSubmitMessage.Response(request.inputHandleIndex());
    }

    /// Sent now, past any spooler.
    RopResponse send(RopTransportSend.Request request, RopContext context) {
        var told = new ArrayList<PropertyValue>();
        for (PropertyValue value : post(context.message(request), context, 0, true)) {
            if (RETURNED.contains(value.tag())) {
                told.add(value);
            }
        }
        told.add(new PropertyValue(PROVIDER_SUBMIT_TIME, Value.Time.of(node.clock().instant())));
        return new RopTransportSend.Response(request.inputHandleIndex(), false, told);
    }

    /// @param atOnce whatever time the message says
    /// @return what was set of the sender
    private List<PropertyValue> post(MessageObject message, RopContext context, int submitFlags, boolean atOnce) {
        Logon logon = message.logon();
        MessageDraft draft = message.draft();
        if (!logon.isPrivate() || message.isEmbedded() || draft.isAssociated() || draft.folderId().isEmpty()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "submission of such a message");
        }
        Mailbox home = logon.owner().mailbox().orElseThrow(() ->
                new MailboxException(ErrorCode.NOT_SUPPORTED, "no mailbox to send from"));
        long bytes = number(draft, Tags.MESSAGE_SIZE).orElse(0);
        int error = node.submission().admit(logon.owner().legacyDn(), draft.recipients().size(), bytes);
        if (error != ErrorCode.SUCCESS) {
            throw new MailboxException(error, "submission refused");
        }
        Instant now = node.clock().instant();
        List<PropertyValue> sender = names.of(draft, context.session().user(), logon.owner(), now);
        var _ = draft.set(sender);
        var _ = draft.set(List.of(new PropertyValue(Tags.CONTENT_FILTER_SPAM_CONFIDENCE_LEVEL,
                new Value.Int32(NO_SPAM)), new PropertyValue(Tags.MESSAGE_LOCALE_ID,
                new Value.Int32(context.session().locale().strings()))));
        if ((submitFlags & PRE_PROCESS) != 0) {
            var _ = draft.set(List.of(new PropertyValue(Tags.SUBMIT_FLAGS, new Value.Int32(SUBMIT_FLAG_PRE_PROCESS))));
        }
        Instant due = atOnce ? now : due(draft, now);
        MessageDraft.Saved saved = draft.post(new Posting(due, (submitFlags & NEEDS_SPOOLER) != 0));
        node.submission().queued(home.database(), logon.mailbox().mailboxGuid(), saved.id());
        return sender;
    }

    /// When a message may be sent: PidTagDeferredSendTime, which number and units make anew from now when they are
    /// there ([MS-OXOMSG] 2.2.3.2 to 2.2.3.5), and not before PidTagDeferredDeliveryTime (2.2.3.6).
    private static Instant due(MessageDraft draft, Instant now) {
        Optional<Integer> number = number(draft, DEFERRED_SEND_NUMBER);
        Optional<Integer> units = number(draft, DEFERRED_SEND_UNITS);
        Instant due = time(draft, DEFERRED_SEND_TIME).orElse(now);
        if (number.isPresent() && units.isPresent()) {
            if (number.get() < 0 || number.get() > DEFERRED_NUMBER_MAX || units.get() < 0
                    || units.get() >= UNITS.size()) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER, "deferred by " + number.get() + " of unit "
                        + units.get());
            }
            due = now.plus(UNITS.get(units.get()).multipliedBy(number.get()));
            var _ = draft.set(List.of(new PropertyValue(DEFERRED_SEND_TIME, Value.Time.of(due))));
        }
        Instant delivery = time(draft, Tags.DEFERRED_DELIVERY_TIME).orElse(now);
        Instant later = delivery.isAfter(due) ? delivery : due;
        return later.isBefore(now) ? now : later;
    }

    private static Optional<Integer> number(PropertyObject object, PropertyTag tag) {
        return cell(object, tag) instanceof Cell.Present(Value.Int32(int number)) ? Optional.of(number)
                : Optional.empty();
    }

    private static Optional<Instant> time(PropertyObject object, PropertyTag tag) {
        return cell(object, tag) instanceof Cell.Present(Value.Time time) ? Optional.of(time.instant())
                : Optional.empty();
    }

    private static Cell cell(PropertyObject object, PropertyTag tag) {
        return object.get(List.of(tag), VALUE_BYTES_MAX).getFirst();
    }

    /// Of a mailbox; public folders send nothing.
    private static Logon mailbox(Logon logon) {
        if (!logon.isPrivate()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not of public folders");
        }
        return logon;
    }

    RopResponse abort(RopAbortSubmit.Request request, RopContext context) {
        mailbox(context.logon(request)).mailbox().outbox().abort(request.folderId(), request.messageId());
        return new RopAbortSubmit.Response(request.inputHandleIndex());
    }

    /// The same for whatever object, and for none: [MS-OXOMSG] 2.2.4.3 ignores it.
    static RopResponse addressTypes(RopGetAddressTypes.Request request) {
        return new RopGetAddressTypes.Response(request.inputHandleIndex(), List.of("EX", "SMTP"));
    }

    RopResponse transportFolder(RopGetTransportFolder.Request request, RopContext context) {
        ObjectId outbox = context.logon(request).mailbox().specialFolders().get(SpecialFolder.OUTBOX);
        if (outbox == null) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "no outbox");
        }
        return new RopGetTransportFolder.Response(request.inputHandleIndex(), outbox);
    }

    /// No address type has options of its own.
    RopResponse options(RopOptionsData.Request request, RopContext context) {
        Logon _ = context.logon(request);
        return new RopOptionsData.Response(request.inputHandleIndex(), 1, Bytes.EMPTY, Bytes.EMPTY, "");
    }

    /// The client will look after what is submitted with NeedsSpooler; nothing else depends on its saying so.
    RopResponse spooler(RopSetSpooler.Request request, RopContext context) {
        Logon _ = mailbox(context.logon(request));
        return new RopSetSpooler.Response(request.inputHandleIndex());
    }

    RopResponse lock(RopSpoolerLockMessage.Request request, RopContext context) {
        Logon logon = mailbox(context.logon(request));
        if (request.lockState() >= SpoolerLock.values().length) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "lock state " + request.lockState());
        }
        logon.mailbox().outbox().lock(request.messageId(), SpoolerLock.values()[request.lockState()]);
        return new RopSpoolerLockMessage.Response(request.inputHandleIndex());
    }

    /// A client's transport put a message into the mailbox: those who registered for new mail hear of it.
    RopResponse newMail(RopTransportNewMail.Request request, RopContext context) {
        mailbox(context.logon(request)).mailbox().outbox().announce(request.folderId(), request.messageId());
        return new RopTransportNewMail.Response(request.inputHandleIndex());
    }
}
