package org.gatehouse.mapi.rop;

import java.util.Optional;
import java.util.function.IntPredicate;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// Reads the requests of a buffer ([MS-OXCROPS] 2.2.1) one at a time, as a dispatcher executes them.
///
/// One at a time, since two ROPs have a layout that depends on the logon they name, and an earlier ROP of the same
/// buffer may be that logon. Not thread-safe.
public final class RopRequests {
    private final Bytes rops;
    private final ByteReader in;
    private final IntPredicate publicLogon;

    /// @param publicLogon whether a logon id is a logon to public folders at this moment
    public RopRequests(Bytes rops, IntPredicate publicLogon) {
        this.rops = rops;
        this.in = rops.reader();
        this.publicLogon = publicLogon;
    }

    /// What comes next in the buffer.
    public sealed interface Next {
        /// @param offset where the request starts
        record Decoded(RopRequest request, int offset) implements Next {}

        /// A ROP that has no codec here: nothing behind it can be found, so the buffer ends.
        ///
        /// @param id its entry of the table, none for reserved ids
        record Unavailable(int code, Optional<RopId> id, int offset) implements Next {
            /// The ROP's name for the log: `RopFastTransferSourceCopyTo` or `reserved RopId 0x65`.
            public String name() {
                return id.map(RopId::specName).orElseGet(() -> "reserved RopId 0x" + Integer.toHexString(code));
            }
        }
    }

    public boolean hasNext() {
        return in.hasRemaining();
    }

    /// Decodes the next request.
    ///
    /// @throws org.gatehouse.wire.MalformedException when its bytes do not fit its layout
    public Next next() {
        int offset = in.position();
        int code = in.u8();
        Optional<RopId> id = RopId.of(code);
        if (id.isEmpty() || !id.get().isRequestAvailable()) {
            in.skip(in.remaining());
            return new Next.Unavailable(code, id, offset);
        }
        return new Next.Decoded(id.get().decodeRequest(in, publicLogon), offset);
    }

    /// The requests from `offset` on, as RopBufferTooSmall gives them back.
    public Bytes from(int offset) {
        return rops.slice(offset, rops.length());
    }
}
