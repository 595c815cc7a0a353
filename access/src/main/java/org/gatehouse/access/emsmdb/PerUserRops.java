package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopGetPerUserGuid;
import org.gatehouse.mapi.rop.RopGetPerUserLongTermIds;
import org.gatehouse.mapi.rop.RopReadPerUserInformation;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopWritePerUserInformation;
import org.gatehouse.store.MailboxException;

/// What a user has read in public folders: kept there, and copied by clients to and from his mailbox when they are sent
/// to another server ([MS-OXCSTOR] 3.1.4.3, 3.2.5.10 to 3.2.5.13).
final class PerUserRops {
    private static final int IDS_HEAD_BYTES = 8;
    private static final int READ_HEAD_BYTES = 9;
    private static final UUID NOWHERE = new UUID(0, 0);

    /// As many as the response has room for: the list has no order and may be empty (3.2.5.10).
    RopResponse folders(RopGetPerUserLongTermIds.Request request, RopContext context) {
        List<LongTermId> all = mailbox(context.logon(request)).mailbox().perUser().folders(request.databaseGuid());
        int room = Math.max(0, context.room() - IDS_HEAD_BYTES) / LongTermId.SIZE;
        return new RopGetPerUserLongTermIds.Response(request.inputHandleIndex(),
                all.subList(0, Math.min(all.size(), room)));
    }

    RopResponse source(RopGetPerUserGuid.Request request, RopContext context) {
        UUID source = mailbox(context.logon(request)).mailbox().perUser().source(request.longTermId())
                .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "no data of " + request.longTermId()));
        return new RopGetPerUserGuid.Response(request.inputHandleIndex(), source);
    }

    private static Logon mailbox(Logon logon) {
        if (!logon.isPrivate()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not of public folders");
        }
        return logon;
    }

    RopResponse read(RopReadPerUserInformation.Request request, RopContext context) {
        Logon logon = context.logon(request);
        PerUserTransfer.Piece piece = logon.perUser().next(request.folderId(), request.dataOffset(),
                request.maxDataSize(), context.room() - READ_HEAD_BYTES,
                () -> logon.mailbox().perUser().read(request.folderId()));
        return new RopReadPerUserInformation.Response(request.inputHandleIndex(), piece.last(), piece.data());
    }

    RopResponse write(RopWritePerUserInformation.Request request, RopContext context) {
        Logon logon = context.logon(request);
        logon.perUser().take(request.folderId(), request.dataOffset(), request.data(), request.hasFinished(),
                Optional.ofNullable(request.replGuid())).ifPresent(whole -> logon.mailbox().perUser()
                        .write(request.folderId(), whole.data(), whole.source().orElse(NOWHERE)));
        return new RopWritePerUserInformation.Response(request.inputHandleIndex());
    }
}
