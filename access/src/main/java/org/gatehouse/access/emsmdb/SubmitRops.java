package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.LongTermId;
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
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Sending ([MS-OXOMSG] 3.2.5): delivered when the response says so, then the sender's copy goes where it belongs.
final class SubmitRops {
    private static final int BYTES_MAX = 4096;
    private static final int FLAG_READ = 0x01;
    private static final PropertyTag SENT_MAIL_ENTRY_ID = PropertyTag.of(0x0e0a, PropertyType.BINARY);

    private final AccessNode node;

    SubmitRops(AccessNode node) {
        this.node = node;
    }

    RopResponse submit(RopSubmitMessage.Request request, RopContext context) {
        send(context.message(request));
        return new RopSubmitMessage.Response(request.inputHandleIndex());
    }

    RopResponse send(RopTransportSend.Request request, RopContext context) {
        send(context.message(request));
        return new RopTransportSend.Response(request.inputHandleIndex(), true, List.of());
    }

    private void send(MessageObject message) {
        Logon logon = message.logon();
        MessageDraft draft = message.draft();
        if (!logon.isPrivate() || message.isEmbedded() || draft.isAssociated()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "submission of such a message");
        }
        if (draft.recipients().isEmpty()) {
            throw new MailboxException(ErrorCode.NO_RECIPIENTS, "no recipients");
        }
        User sender = logon.owner();
        requireOwnName(draft, sender);
        draft.set(senderProperties(sender));
        MessageDraft.Saved saved = draft.save(MessageDraft.SaveMode.NORMAL);
        ObjectId folder = draft.folderId().orElseThrow(
                () -> new MailboxException(ErrorCode.NOT_SUPPORTED, "submission of a message without a folder"));
        int error = node.submission().submit(sender, draft.contents());
        if (error != ErrorCode.SUCCESS) {
            throw new MailboxException(error, "submission refused");
        }
        keepCopy(logon, draft, folder, saved.id());
    }

    /// A message may not claim to be from somebody else: delegates come with folder permissions.
    private static void requireOwnName(MessageDraft draft, User sender) {
        List<Cell> cells = draft.get(List.of(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, Tags.SENT_REPRESENTING_ENTRY_ID),
                BYTES_MAX);
        boolean own = true;
        if (cells.get(0) instanceof Cell.Present(Value.Text(String address)) && !address.isEmpty()) {
            own = address.equalsIgnoreCase(sender.legacyDn()) || address.equalsIgnoreCase(sender.smtpAddress());
        } else if (cells.get(1) instanceof Cell.Present(Value.Binary(Bytes entryId))) {
            own = dn(entryId).map(sender.legacyDn()::equalsIgnoreCase).orElse(false);
        }
        if (!own) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, "sending on behalf of somebody else");
        }
    }

    private static Optional<String> dn(Bytes entryId) {
        try {
            return Optional.of(AddressBookEntryId.of(entryId).x500Dn());
        } catch (MalformedException another) { // some other kind of entry id
            return Optional.empty();
        }
    }

    /// PidTagSender* and PidTagSentRepresenting* say who sends, whatever the client wrote ([MS-OXOMSG] 3.2.5.1).
    private List<PropertyValue> senderProperties(User sender) {
        var entryId = new Value.Binary(AddressBookEntryId.ofUser(sender.legacyDn()).encode());
        var searchKey = new Value.Binary(RecipientRows.searchKey("EX", sender.legacyDn()));
        var name = new Value.Text(sender.displayName());
        var type = new Value.Text("EX");
        var address = new Value.Text(sender.legacyDn());
        var smtp = new Value.Text(sender.smtpAddress());
        return List.of(new PropertyValue(Tags.SENDER_NAME, name), new PropertyValue(Tags.SENDER_ADDRESS_TYPE, type),
                new PropertyValue(Tags.SENDER_EMAIL_ADDRESS, address),
                new PropertyValue(Tags.SENDER_SMTP_ADDRESS, smtp), new PropertyValue(Tags.SENDER_ENTRY_ID, entryId),
                new PropertyValue(Tags.SENDER_SEARCH_KEY, searchKey),
                new PropertyValue(Tags.SENT_REPRESENTING_NAME, name),
                new PropertyValue(Tags.SENT_REPRESENTING_ADDRESS_TYPE, type),
                new PropertyValue(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, address),
                new PropertyValue(Tags.SENT_REPRESENTING_SMTP_ADDRESS, smtp),
                new PropertyValue(Tags.SENT_REPRESENTING_ENTRY_ID, entryId),
                new PropertyValue(Tags.SENT_REPRESENTING_SEARCH_KEY, searchKey),
                new PropertyValue(Tags.CLIENT_SUBMIT_TIME, Value.Time.of(node.clock().instant())));
    }

    /// Deleted with PidTagDeleteAfterSubmit, moved to the folder of PidTagSentMailSvrEID or PidTagSentMailEntryId, else
    /// left where it is; the message's own properties count before the store's ([MS-OXOMSG] 2.2.3.9, 2.2.3.10;
    /// [MS-OXCSTOR] 2.2.2.1.2).
    private void keepCopy(Logon logon, MessageDraft draft, ObjectId folderId, ObjectId message) {
        Folder folder = logon.mailbox().openFolder(folderId);
        Optional<ObjectId> target = sentMail(draft).or(() -> sentMailEntry(draft, logon))
                .or(() -> sentMail(logon.mailbox().store()));
        if (deleteAfterSubmit(draft) || target.isEmpty() && deleteAfterSubmit(logon.mailbox().store())) {
            folder.deleteMessages(List.of(message));
        } else if (target.isPresent() && !target.get().equals(folderId)) {
            moveSent(draft, folder, message, logon.mailbox().openFolder(target.get()));
        }
    }

    /// The copy is a new message, since only those may begin as sent and read; the original goes once it is on disk.
    ///
    /// It carries a delivery time like any mail: clients sort every folder by it.
    private void moveSent(MessageDraft draft, Folder folder, ObjectId message, Folder target) {
        MessageDraft copy = target.createMessage(false);
        copy.fill(draft.contents());
        copy.set(List.of(new PropertyValue(Tags.MESSAGE_FLAGS, new Value.Int32(FLAG_READ)),
                new PropertyValue(Tags.MESSAGE_DELIVERY_TIME, Value.Time.of(node.clock().instant()))));
        copy.delete(List.of(Tags.SENT_MAIL_SVR_EID, SENT_MAIL_ENTRY_ID));
        copy.save(MessageDraft.SaveMode.NORMAL);
        folder.deleteMessages(List.of(message));
    }

    private static boolean deleteAfterSubmit(PropertyObject object) {
        return cell(object, Tags.DELETE_AFTER_SUBMIT) instanceof Cell.Present(Value.Bool(boolean delete)) && delete;
    }

    /// A folder's server id: ours (1), folder id, message id, instance ([MS-OXCDATA] 2.11.1.4).
    private static Optional<ObjectId> sentMail(PropertyObject object) {
        if (cell(object, Tags.SENT_MAIL_SVR_EID) instanceof Cell.Present(Value.ServerId(Bytes encoded))
                && encoded.length() >= 9 && encoded.at(0) == 1) {
            var in = encoded.reader();
            in.skip(1);
            return Optional.of(ObjectId.ofWire(in.i64()));
        }
        return Optional.empty();
    }

    /// The same folder as MAPI's own programs name it, when it is one of this mailbox.
    private static Optional<ObjectId> sentMailEntry(MessageDraft draft, Logon logon) {
        if (cell(draft, SENT_MAIL_ENTRY_ID) instanceof Cell.Present(Value.Binary(Bytes encoded))) {
            try {
                LongTermId folder = FolderEntryId.of(encoded).folder();
                return folder.replica().equals(logon.mailbox().replicaGuid())
                        ? Optional.of(new ObjectId(logon.mailbox().replicaId(), folder.counter())) : Optional.empty();
            } catch (MalformedException another) { // some other kind of entry id
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Cell cell(PropertyObject object, PropertyTag tag) {
        return object.get(List.of(tag), BYTES_MAX).getFirst();
    }

    /// Delivery is done when the submission's response is sent: nothing can be called back ([MS-OXOMSG] 3.2.5.2).
    RopResponse abort(RopAbortSubmit.Request request, RopContext context) {
        Logon _ = context.logon(request);
        throw new MailboxException(ErrorCode.UNABLE_TO_ABORT, "sent already");
    }

    RopResponse addressTypes(RopGetAddressTypes.Request request, RopContext context) {
        Logon _ = context.logon(request);
        return new RopGetAddressTypes.Response(request.inputHandleIndex(), List.of("EX", "SMTP"));
    }

    RopResponse transportFolder(RopGetTransportFolder.Request request, RopContext context) {
        ObjectId outbox = context.logon(request).mailbox().specialFolders().get(SpecialFolder.OUTBOX);
        if (outbox == null) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "no outbox");
        }
        return new RopGetTransportFolder.Response(request.inputHandleIndex(), outbox);
    }

    RopResponse options(RopOptionsData.Request request, RopContext context) {
        Logon _ = context.logon(request);
        return new RopOptionsData.Response(request.inputHandleIndex(), 1, Bytes.EMPTY, Bytes.EMPTY, "");
    }

    RopResponse spooler(RopSetSpooler.Request request, RopContext context) {
        Logon _ = context.logon(request);
        return new RopSetSpooler.Response(request.inputHandleIndex());
    }

    /// The server sends by itself; no client's spooler competes for a message.
    RopResponse lock(RopSpoolerLockMessage.Request request, RopContext context) {
        Logon _ = context.logon(request);
        return new RopSpoolerLockMessage.Response(request.inputHandleIndex());
    }

    RopResponse newMail(RopTransportNewMail.Request request, RopContext context) {
        Logon _ = context.logon(request);
        return new RopTransportNewMail.Response(request.inputHandleIndex());
    }
}
