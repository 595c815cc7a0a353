package org.gatehouse.mapi.nspi;

import java.util.UUID;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiBind, opnum 0: begins a session.
///
/// [MS-OXNSPI] 3.1.4.1.1.
///
/// ```
/// long NspiBind([in] handle_t hRpc, [in] DWORD dwFlags, [in] STAT * pStat,
///     [in, out, unique] FlatUID_r * pServerGuid, [out, ref] NSPI_HANDLE * contextHandle);
/// ```
public final class NspiBind {
    private NspiBind() {}

    /// @param wantsServerGuid whether the client passed a place for the server's GUID; what it held is ignored
    public record Request(int flags, Stat stat, boolean wantsServerGuid) implements NspiRequest {}

    /// @param serverGuid null unless the client asked for it
    /// @param handle NONE unless the status is success
    public record Response(@Nullable UUID serverGuid, ContextHandle handle, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            out.pointer(serverGuid != null);
            if (serverGuid != null) {
                out.blob(new ByteWriter(16).guid(serverGuid).toBytes());
            }
            out.contextHandle(handle).i32(status);
        }
    }

    static Request decode(NdrReader in) {
        int flags = in.i32();
        Stat stat = Stat.read(in);
        boolean wantsServerGuid = in.pointer();
        if (wantsServerGuid) {
            in.blob(16);
        }
        return new Request(flags, stat, wantsServerGuid);
    }
}
