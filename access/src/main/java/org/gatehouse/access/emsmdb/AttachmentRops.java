package org.gatehouse.access.emsmdb;

import org.gatehouse.access.emsmdb.ServerObject.AttachmentObject;
import org.gatehouse.access.emsmdb.ServerObject.MessageObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopDeleteAttachment;
import org.gatehouse.mapi.rop.RopGetAttachmentTable;
import org.gatehouse.mapi.rop.RopGetValidAttachments;
import org.gatehouse.mapi.rop.RopOpenAttachment;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageDraft.AttachmentDraft;

/// Attachments of an open message ([MS-OXCMSG] 3.2.5.11 to 3.2.5.16).
final class AttachmentRops {
    /// KeepOpenReadOnly, KeepOpenReadWrite, ForceSave ([MS-OXCMSG] 2.2.3.3.1).
    private static final int SAVE_FLAGS = 0x01 | 0x02 | 0x04;
    private static final int READ_WRITE = 0x01;
    private static final int BEST_ACCESS = 0x03;

    RopResponse open(RopOpenAttachment.Request request, RopContext context) {
        MessageObject message = context.only(MessageObject.class, request);
        AttachmentDraft draft = message.draft().openAttachment(request.attachmentId(),
                writable(request.openAttachmentFlags(), message));
        context.assign(request.outputHandleIndex(), new AttachmentObject(message.logon(), draft, message));
        return new RopOpenAttachment.Response(request.outputHandleIndex());
    }

    /// [MS-OXCMSG] 2.2.3.12.1: other bits than these two are ignored.
    private static boolean writable(int flags, MessageObject message) {
        boolean wanted = (flags & READ_WRITE) != 0;
        if (wanted && (flags & BEST_ACCESS) != BEST_ACCESS && !message.draft().isWritable()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, "the message is opened for reading only");
        }
        return wanted;
    }

    RopResponse create(RopCreateAttachment.Request request, RopContext context) {
        MessageObject message = context.only(MessageObject.class, request);
        AttachmentDraft draft = message.draft().createAttachment();
        context.assign(request.outputHandleIndex(), new AttachmentObject(message.logon(), draft, message));
        return new RopCreateAttachment.Response(request.outputHandleIndex(), draft.number());
    }

    RopResponse delete(RopDeleteAttachment.Request request, RopContext context) {
        context.only(MessageObject.class, request).draft().deleteAttachment(request.attachmentId());
        return new RopDeleteAttachment.Response(request.inputHandleIndex());
    }

    RopResponse save(RopSaveChangesAttachment.Request request, RopContext context) {
        // Any two of the three say different things ([MS-OXCMSG] 3.2.5.14).
        if (Integer.bitCount(request.saveFlags() & SAVE_FLAGS) > 1) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "save flags " + request.saveFlags());
        }
        context.attachment(request).draft().save();
        return new RopSaveChangesAttachment.Response(request.responseHandleIndex());
    }

    RopResponse table(RopGetAttachmentTable.Request request, RopContext context) {
        MessageObject message = context.only(MessageObject.class, request);
        var table = new TableObject(message.logon(), message.draft().attachmentTable(), TableObject.Kind.ATTACHMENTS);
        context.assign(request.outputHandleIndex(), table);
        return new RopGetAttachmentTable.Response(request.outputHandleIndex());
    }

    RopResponse numbers(RopGetValidAttachments.Request request, RopContext context) {
        return new RopGetValidAttachments.Response(request.inputHandleIndex(),
                context.only(MessageObject.class, request).draft().attachments());
    }
}
