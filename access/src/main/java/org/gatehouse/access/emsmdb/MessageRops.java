package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.access.emsmdb.ServerObject.AttachmentObject;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.TypedString;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.MessageHeader;
import org.gatehouse.mapi.rop.OpenRecipientRow;
import org.gatehouse.mapi.rop.ReadRecipientRow;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetMessageStatus;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.mapi.rop.RopReloadCachedInformation;
import org.gatehouse.mapi.rop.RopRemoveAllRecipients;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetMessageReadFlag;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.wire.Bytes;

/// Messages and their recipients ([MS-OXCMSG] 3.2.5).
final class MessageRops {
    private static final int OPEN_READ_WRITE = 0x01;
    private static final int OPEN_BEST_ACCESS = 0x03;
    private static final int SAVE_FORCE = 0x04;
    private static final int READ_SUPPRESS_RECEIPT = 0x01;
    private static final int READ_CLEAR = 0x04;
    /// Receipts only: the read state stays as it is ([MS-OXCMSG] 2.2.3.10.1).
    private static final int READ_RECEIPTS_ONLY = 0x10 | 0x20 | 0x40;
    private static final int CP_UNICODE = 1200;
    /// RopId, handle index, return value, reserved byte and message id of an embedded one, counts.
    private static final int HEADER_BYTES = 32;
    /// Type, code page, reserved, size ([MS-OXCROPS] 2.2.6.1.2.1); with a row id for reading.
    private static final int ROW_HEAD_BYTES = 11;
    private static final int TEXT_BYTES_MAX = 4096;

    /// OpenSoftDeleted gives access to every message, softly deleted or not ([MS-OXCMSG] 3.2.5.1): none such are kept.
    RopResponse open(RopOpenMessage.Request request, RopContext context) {
        Logon logon = context.logon(request);
        MessageDraft draft = open(logon, request.messageId(), request.openModeFlags());
        context.assign(request.outputHandleIndex(), new MessageObject(logon, draft, false));
        return new RopOpenMessage.Response(request.outputHandleIndex(), header(draft, context.room()));
    }

    private static MessageDraft open(Logon logon, ObjectId id, int mode) {
        boolean writable = (mode & OPEN_READ_WRITE) != 0;
        try {
            return logon.mailbox().openMessage(id, writable);
        } catch (MailboxException refused) {
            if (refused.error() != ErrorCode.ACCESS_DENIED || (mode & OPEN_BEST_ACCESS) != OPEN_BEST_ACCESS) {
                throw refused;
            }
            return logon.mailbox().openMessage(id, false);
        }
    }

    RopResponse create(RopCreateMessage.Request request, RopContext context) {
        Logon logon = context.logon(request);
        MessageDraft draft = logon.mailbox().createMessage(request.folderId(), request.associated());
        context.assign(request.outputHandleIndex(), new MessageObject(logon, draft, false));
        return new RopCreateMessage.Response(request.outputHandleIndex(), null);
    }

    RopResponse save(RopSaveChangesMessage.Request request, RopContext context) {
        MessageObject message = context.message(request);
        MessageDraft.Saved saved = message.draft().save((request.saveFlags() & SAVE_FORCE) != 0
                ? MessageDraft.SaveMode.FORCE : MessageDraft.SaveMode.NORMAL);
        return new RopSaveChangesMessage.Response(request.responseHandleIndex(), request.inputHandleIndex(),
                saved.id());
    }

    RopResponse openEmbedded(RopOpenEmbeddedMessage.Request request, RopContext context) {
        AttachmentObject attachment = context.attachment(request);
        boolean create = (request.openModeFlags() & 0x02) != 0;
        MessageDraft draft = attachment.draft().embeddedMessage(create);
        context.assign(request.outputHandleIndex(), new MessageObject(attachment.logon(), draft, true));
        return new RopOpenEmbeddedMessage.Response(request.outputHandleIndex(), 0,
                draft.id().orElse(new ObjectId(0, 0)), header(draft, context.room()));
    }

    RopResponse modifyRecipients(RopModifyRecipients.Request request, RopContext context) {
        MessageDraft draft = context.message(request).draft();
        draft.modifyRecipients(request.rows().stream().map(row -> RecipientRows.recipient(row.rowId(),
                row.recipientType(), row.recipient(), request.columns(), context.session().codePage())).toList());
        return new RopModifyRecipients.Response(request.inputHandleIndex());
    }

    RopResponse removeRecipients(RopRemoveAllRecipients.Request request, RopContext context) {
        context.message(request).draft().removeAllRecipients();
        return new RopRemoveAllRecipients.Response(request.inputHandleIndex());
    }

    RopResponse readRecipients(RopReadRecipients.Request request, RopContext context) {
        int left = context.room() - HEADER_BYTES - RecipientRows.COLUMNS.size() * Integer.BYTES;
        var rows = new ArrayList<ReadRecipientRow>();
        boolean any = false;
        for (MessageDraft.Recipient recipient : context.message(request).draft().recipients()) {
            if (Integer.compareUnsigned(recipient.rowId(), request.rowId()) < 0) {
                continue;
            }
            any = true;
            RecipientRow row = RecipientRows.row(recipient);
            left -= RecipientRows.size(row) + ROW_HEAD_BYTES;
            if (left < 0 || rows.size() == MessageHeader.RECIPIENTS_MAX) {
                break;
            }
            rows.add(new ReadRecipientRow(recipient.rowId(), recipient.type() & 0xff, CP_UNICODE, row));
        }
        if (rows.isEmpty()) {
            throw new MailboxException(any ? ErrorCode.BUFFER_TOO_SMALL : ErrorCode.NOT_FOUND, "recipients from there");
        }
        return new RopReadRecipients.Response(request.inputHandleIndex(), RecipientRows.COLUMNS, rows);
    }

    RopResponse reload(RopReloadCachedInformation.Request request, RopContext context) {
        MessageDraft draft = context.message(request).draft();
        return new RopReloadCachedInformation.Response(request.inputHandleIndex(), header(draft, context.room()));
    }

    /// What an opened message tells: as many recipients as fit; the others are read with RopReadRecipients.
    private static MessageHeader header(MessageDraft draft, int room) {
        List<Cell> subjects = draft.get(List.of(Tags.SUBJECT_PREFIX, Tags.NORMALIZED_SUBJECT), TEXT_BYTES_MAX);
        TypedString prefix = typed(subjects.get(0));
        TypedString subject = typed(subjects.get(1));
        int left = room - HEADER_BYTES - 2 * TEXT_BYTES_MAX - RecipientRows.COLUMNS.size() * Integer.BYTES;
        List<MessageDraft.Recipient> recipients = draft.recipients();
        var rows = new ArrayList<OpenRecipientRow>();
        for (MessageDraft.Recipient recipient : recipients) {
            RecipientRow row = RecipientRows.row(recipient);
            left -= RecipientRows.size(row) + ROW_HEAD_BYTES;
            if (left < 0 || rows.size() == MessageHeader.RECIPIENTS_MAX) {
                break;
            }
            rows.add(new OpenRecipientRow(recipient.type() & 0xff, CP_UNICODE, row));
        }
        return new MessageHeader(draft.tags().stream().anyMatch(PropertyTag::isNamed), prefix, subject,
                Math.min(recipients.size(), 0xffff), RecipientRows.COLUMNS, rows);
    }

    private static TypedString typed(Cell cell) {
        return cell instanceof Cell.Present(Value.Text(String text)) ? TypedString.of(text) : new TypedString.None();
    }

    RopResponse status(RopGetMessageStatus.Request request, RopContext context) {
        int status = context.folder(request).folder().messageStatus(request.messageId());
        return new RopSetMessageStatus.Response(request.inputHandleIndex(), status);
    }

    RopResponse setStatus(RopSetMessageStatus.Request request, RopContext context) {
        int before = context.folder(request).folder().setMessageStatus(request.messageId(),
                request.messageStatusFlags(), request.messageStatusMask());
        return new RopSetMessageStatus.Response(request.inputHandleIndex(), before);
    }

    RopResponse setReadFlags(RopSetReadFlags.Request request, RopContext context) {
        boolean partial = (request.readFlags() & READ_RECEIPTS_ONLY) == 0
                && context.folder(request).folder().setReadFlags(request.messageIds(),
                        (request.readFlags() & READ_CLEAR) == 0, (request.readFlags() & READ_SUPPRESS_RECEIPT) != 0);
        return new RopSetReadFlags.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, partial);
    }

    /// Whether a read status changed is told only of public folders' messages ([MS-OXCROPS] 2.2.6.11.2).
    RopResponse setReadFlag(RopSetMessageReadFlag.Request request, RopContext context) {
        MessageObject message = context.message(request);
        if ((request.readFlags() & READ_RECEIPTS_ONLY) == 0) {
            message.draft().setRead((request.readFlags() & READ_CLEAR) == 0,
                    (request.readFlags() & READ_SUPPRESS_RECEIPT) != 0);
        }
        return new RopSetMessageReadFlag.Response(request.responseHandleIndex(), request.logonId(), Bytes.EMPTY, false);
    }
}
