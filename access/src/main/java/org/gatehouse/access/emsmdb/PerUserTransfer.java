package org.gatehouse.access.emsmdb;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.store.MailboxException;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// One logon's read state on its way in or out, piece by piece ([MS-OXCSTOR] 3.2.5.12.1, 3.2.5.13.1). Used under the
/// session's turn.
final class PerUserTransfer {
    /// Both the default and the most of one response (product notes 47 and 48).
    static final int PIECE_BYTES_MAX = 4096;
    /// Some 300,000 messages read in one folder.
    static final int DATA_BYTES_MAX = 1 << 20;

    private @Nullable Outgoing outgoing;
    private @Nullable Incoming incoming;

    private record Outgoing(LongTermId folder, Bytes data) {}

    private record Incoming(LongTermId folder, Optional<UUID> source, ByteWriter data) {}

    /// A piece to send.
    record Piece(Bytes data, boolean last) {}

    /// What came, all of it.
    record Whole(Bytes data, Optional<UUID> source) {}

    interface Source {
        Bytes read();
    }

    /// The piece at an offset. What is begun is sent as it was then, whatever is read meanwhile.
    ///
    /// @param wanted bytes at most, 0 for the default
    /// @param room bytes that the response has room for
    /// @throws MailboxException RPC_FORMAT for a negative offset (product note 46), GENERAL_FAILURE for one beyond the
    /// data
    Piece next(LongTermId folder, int offset, int wanted, int room, Source source) {
        if (offset < 0) {
            throw new MailboxException(ErrorCode.RPC_FORMAT, "offset " + offset);
        }
        Outgoing begun = outgoing;
        if (offset == 0 || begun == null || !begun.folder.equals(folder)) {
            begun = new Outgoing(folder, source.read());
        }
        int left = begun.data.length() - offset;
        if (left < 0) {
            throw new MailboxException(ErrorCode.GENERAL_FAILURE, "offset " + offset + " of " + begun.data.length());
        }
        int count = wanted == 0 ? PIECE_BYTES_MAX : Math.min(wanted, PIECE_BYTES_MAX);
        count = Math.min(left, Math.min(count, Math.max(0, room)));
        boolean last = count == left;
        outgoing = last ? null : begun;
        return new Piece(begun.data.slice(offset, offset + count), last);
    }

    /// Takes a piece; everything when it was the last.
    ///
    /// @throws MailboxException GENERAL_FAILURE for a piece that does not continue what came before, TOO_BIG
    Optional<Whole> take(LongTermId folder, int offset, Bytes piece, boolean last, Optional<UUID> source) {
        Incoming begun = incoming;
        incoming = null;
        if (begun == null || !begun.folder.equals(folder) || begun.data.size() != offset) {
            if (offset != 0) {
                throw new MailboxException(ErrorCode.GENERAL_FAILURE, "data at " + offset + " without what is before");
            }
            begun = new Incoming(folder, source, new ByteWriter());
        }
        if (begun.data.size() + piece.length() > DATA_BYTES_MAX) {
            throw new MailboxException(ErrorCode.TOO_BIG, "more than " + DATA_BYTES_MAX + " bytes of read state");
        }
        begun.data.bytes(piece);
        if (last) {
            return Optional.of(new Whole(begun.data.toBytes(), begun.source));
        }
        incoming = begun;
        return Optional.empty();
    }
}
