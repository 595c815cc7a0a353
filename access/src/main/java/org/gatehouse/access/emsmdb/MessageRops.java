package org.gatehouse.access.emsmdb;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.access.emsmdb.ServerObject.AttachmentObject;
import org.gatehouse.access.emsmdb.ServerObject.FolderObject;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
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
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.ReadFlags;
import org.gatehouse.wire.Bytes;

/// Messages and their recipients ([MS-OXCMSG] 3.2.5).
final class MessageRops {
    private static final int OPEN_READ_WRITE = 0x01;
    private static final int OPEN_BEST_ACCESS = 0x03;
    private static final int OPEN_SOFT_DELETED = 0x04;
    private static final int KEEP_OPEN_READ_ONLY = 0x01;
    private static final int KEEP_OPEN_READ_WRITE = 0x02;
    private static final int FORCE_SAVE = 0x04;
    /// The code page is the logon's ([MS-OXCROPS] 2.2.6.1.1).
    private static final int CP_OF_LOGON = 0x0fff;
    /// Of PidTagMessageStatus, msInConflict is the server's ([MS-OXCMSG] 2.2.1.8).
    private static final int STATUS_IN_CONFLICT = 0x0800;
    private static final List<PropertyTag> HEADER_TAGS = List.of(Tags.SUBJECT_PREFIX, Tags.NORMALIZED_SUBJECT,
            PropertyTag.of(0x664a, PropertyType.BOOLEAN)); // PidTagHasNamedProperties
    private static final int CP_UNICODE = 1200;
    /// RopId, handle index, return value, reserved byte and message id of an embedded one, counts.
    private static final int HEADER_BYTES = 32;
    /// Type, code page, reserved, size ([MS-OXCROPS] 2.2.6.1.2.1); with a row id for reading.
    private static final int ROW_HEAD_BYTES = 11;
    private static final int TEXT_BYTES_MAX = 4096;
    /// RowCount of RopReadRecipients is less than 0xFF ([MS-OXCMSG] 2.2.3.6.2).
    private static final int READ_ROWS_MAX = 0xfe;

    /// OpenSoftDeleted gives access to every message, softly deleted or not ([MS-OXCMSG] 3.2.5.1).
    RopResponse open(RopOpenMessage.Request request, RopContext context) {
        Logon logon = context.storeOfFolder(request);
        Optional<Charset> codePage = codePage(request.codePageId());
        MessageDraft draft = open(logon, request);
        codePage.ifPresent(draft::useCodePage);
        context.assign(request.outputHandleIndex(), new MessageObject(logon, draft, false));
        return new RopOpenMessage.Response(request.outputHandleIndex(), header(draft, context.room()));
    }

    /// What 8-bit text of one message is in, when it is not the session's ([MS-OXCPRPT] 3.2.5.1).
    private static Optional<Charset> codePage(int number) {
        if (number == CP_OF_LOGON || number == 0 || number == CP_UNICODE) { // the last two name none for 8-bit text
            return Optional.empty();
        }
        return Optional.of(CodePages.charset(number).orElseThrow(() ->
                new MailboxException(ErrorCode.UNKNOWN_CODE_PAGE, "code page " + number)));
    }

    private static MessageDraft open(Logon logon, RopOpenMessage.Request request) {
        ObjectId folder = request.folderId();
        ObjectId id = request.messageId();
        int mode = request.openModeFlags();
        boolean writable = (mode & OPEN_READ_WRITE) != 0;
        boolean deleted = (mode & OPEN_SOFT_DELETED) != 0;
        try {
            return logon.mailbox().openMessage(folder, id, writable, deleted);
        } catch (MailboxException refused) {
            if (refused.error() != ErrorCode.ACCESS_DENIED || (mode & OPEN_BEST_ACCESS) != OPEN_BEST_ACCESS) {
                throw refused;
            }
            return logon.mailbox().openMessage(folder, id, false, deleted);
        }
    }

    RopResponse create(RopCreateMessage.Request request, RopContext context) {
        Logon logon = context.storeOfFolder(request);
        Optional<Charset> codePage = codePage(request.codePageId());
        MessageDraft draft = logon.mailbox().createMessage(request.folderId(), request.associated());
        codePage.ifPresent(draft::useCodePage);
        // [MS-OXCMSG] 3.2.5.2
        var locale = new Value.Int32(logon.locale().strings());
        draft.set(List.of(new PropertyValue(Tags.MESSAGE_LOCALE_ID, locale),
                new PropertyValue(Tags.LOCALE_ID, locale)));
        context.assign(request.outputHandleIndex(), new MessageObject(logon, draft, false));
        return new RopCreateMessage.Response(request.outputHandleIndex(), null);
    }

    RopResponse save(RopSaveChangesMessage.Request request, RopContext context) {
        MessageObject message = context.message(request);
        MessageDraft.Saved saved = message.draft().save(mode(request.saveFlags()));
        return new RopSaveChangesMessage.Response(request.responseHandleIndex(), request.inputHandleIndex(),
                saved.id());
    }

    /// [MS-OXCMSG] 2.2.3.3.1; other bits are ignored. KeepOpenReadOnly does what the text says. 2010 ignores it
    /// (product note 13), by which a client has more than it asked for and nothing that it could rely on.
    private static MessageDraft.SaveMode mode(int flags) {
        if ((flags & FORCE_SAVE) != 0) {
            return MessageDraft.SaveMode.FORCE;
        }
        return (flags & (KEEP_OPEN_READ_ONLY | KEEP_OPEN_READ_WRITE)) == KEEP_OPEN_READ_ONLY
                ? MessageDraft.SaveMode.THEN_READ_ONLY : MessageDraft.SaveMode.NORMAL;
    }

    RopResponse openEmbedded(RopOpenEmbeddedMessage.Request request, RopContext context) {
        AttachmentObject attachment = context.only(AttachmentObject.class, request);
        boolean create = (request.openModeFlags() & 0x02) != 0;
        Optional<Charset> codePage = codePage(request.codePageId());
        MessageDraft draft = attachment.draft().embeddedMessage(create);
        codePage.ifPresent(draft::useCodePage);
        context.assign(request.outputHandleIndex(), new MessageObject(attachment.logon(), draft, true));
        return new RopOpenEmbeddedMessage.Response(request.outputHandleIndex(), 0,
                draft.id().orElse(new ObjectId(0, 0)), header(draft, context.room()));
    }

    RopResponse modifyRecipients(RopModifyRecipients.Request request, RopContext context) {
        MessageDraft draft = context.only(MessageObject.class, request).draft();
        draft.modifyRecipients(request.rows().stream().map(row -> RecipientRows.recipient(row.rowId(),
                row.recipientType(), row.recipient(), request.columns(), context.session().codePage(),
                context.session().user().legacyDn())).toList());
        return new RopModifyRecipients.Response(request.inputHandleIndex());
    }

    RopResponse removeRecipients(RopRemoveAllRecipients.Request request, RopContext context) {
        context.only(MessageObject.class, request).draft().removeAllRecipients();
        return new RopRemoveAllRecipients.Response(request.inputHandleIndex());
    }

    /// From the recipient whose row id is given on: a row that is not there has none behind it, 0 is the first whatever
    /// its id (MS-OXCMSG_R1054, R1055, R1495).
    RopResponse readRecipients(RopReadRecipients.Request request, RopContext context) {
        List<MessageDraft.Recipient> recipients = context.only(MessageObject.class, request).draft().recipients();
        if (request.rowId() != 0 && recipients.stream().noneMatch(each -> each.rowId() == request.rowId())) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no recipient " + request.rowId());
        }
        int left = context.room() - HEADER_BYTES - RecipientRows.COLUMNS.size() * Integer.BYTES;
        var rows = new ArrayList<ReadRecipientRow>();
        boolean any = false;
        for (MessageDraft.Recipient recipient : recipients) {
            if (Integer.compareUnsigned(recipient.rowId(), request.rowId()) < 0) {
                continue;
            }
            any = true;
            RecipientRow row = RecipientRows.row(recipient);
            left -= RecipientRows.size(row) + ROW_HEAD_BYTES;
            if (left < 0 || rows.size() == READ_ROWS_MAX) {
                break;
            }
            rows.add(new ReadRecipientRow(recipient.rowId(), RecipientRows.onWire(recipient.type()), CP_UNICODE, row));
        }
        if (rows.isEmpty()) {
            throw new MailboxException(any ? ErrorCode.BUFFER_TOO_SMALL : ErrorCode.NOT_FOUND, "recipients from there");
        }
        return new RopReadRecipients.Response(request.inputHandleIndex(), RecipientRows.COLUMNS, rows);
    }

    RopResponse reload(RopReloadCachedInformation.Request request, RopContext context) {
        MessageDraft draft = context.only(MessageObject.class, request).draft();
        return new RopReloadCachedInformation.Response(request.inputHandleIndex(), header(draft, context.room()));
    }

    /// What an opened message tells: as many recipients as fit; the others are read with RopReadRecipients.
    private static MessageHeader header(MessageDraft draft, int room) {
        List<Cell> subjects = draft.get(HEADER_TAGS, TEXT_BYTES_MAX);
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
            rows.add(new OpenRecipientRow(RecipientRows.onWire(recipient.type()), CP_UNICODE, row));
        }
        return new MessageHeader(subjects.get(2).equals(new Cell.Present(new Value.Bool(true))), prefix, subject,
                Math.min(recipients.size(), 0xffff), RecipientRows.COLUMNS, rows);
    }

    private static TypedString typed(Cell cell) {
        return cell instanceof Cell.Present(Value.Text(String text)) ? TypedString.of(text) : new TypedString.None();
    }

    RopResponse status(RopGetMessageStatus.Request request, RopContext context) {
        int status = context.only(FolderObject.class, request).folder().messageStatus(request.messageId());
        return new RopSetMessageStatus.Response(request.inputHandleIndex(), status);
    }

    RopResponse setStatus(RopSetMessageStatus.Request request, RopContext context) {
        int before = context.only(FolderObject.class, request).folder().setMessageStatus(request.messageId(),
                request.messageStatusFlags(), request.messageStatusMask() & ~STATUS_IN_CONFLICT);
        return new RopSetMessageStatus.Response(request.inputHandleIndex(), before);
    }

    /// Whole, unless the client said at logon that it understands progress ([MS-OXCMSG] 3.2.5.10, MS-OXCMSG_R1510).
    RopResponse setReadFlags(RopSetReadFlags.Request request, RopContext context) {
        Folder folder = context.only(FolderObject.class, request).folder();
        boolean byAndBy = request.wantAsynchronous() && context.logon(request).isMarkedByAndBy();
        var flags = new ReadFlags(request.readFlags());
        return FolderRops.begin(request, byAndBy, context, new LongWork(request.messageIds(),
                request::failure, ids -> folder.setReadFlags(ids, flags), partial -> new RopSetReadFlags.Response(
                        request.inputHandleIndex(), ErrorCode.SUCCESS, partial)));
    }

    /// Whether a read status changed is told only of public folders' messages ([MS-OXCROPS] 2.2.6.11.2).
    RopResponse setReadFlag(RopSetMessageReadFlag.Request request, RopContext context) {
        MessageObject message = context.only(MessageObject.class, request);
        boolean changed = message.draft().setRead(new ReadFlags(request.readFlags()));
        boolean told = changed && !message.logon().isPrivate();
        return new RopSetMessageReadFlag.Response(request.responseHandleIndex(), request.logonId(),
                told ? request.clientData() : Bytes.EMPTY, told);
    }
}
