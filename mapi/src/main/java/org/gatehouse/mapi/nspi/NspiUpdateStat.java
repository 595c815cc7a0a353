package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiUpdateStat, opnum 2: moves in a table.
///
/// [MS-OXNSPI] 3.1.4.1.4.
///
/// ```
/// long NspiUpdateStat([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in, out] STAT * pStat,
///     [in, out, unique] long * plDelta);
/// ```
public final class NspiUpdateStat {
    private NspiUpdateStat() {}

    public record Request(ContextHandle handle, Stat stat, boolean wantsDelta) implements NspiRequest {}

    /// @param delta rows actually moved, null unless the client asked
    public record Response(Stat stat, @Nullable Integer delta, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            stat.write(out);
            out.pointer(delta != null);
            if (delta != null) {
                out.i32(delta);
            }
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        Stat stat = Stat.read(in);
        boolean wantsDelta = in.pointer();
        if (wantsDelta) {
            in.i32(); // ignored
        }
        return new Request(handle, stat, wantsDelta);
    }
}
