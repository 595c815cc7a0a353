package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// NspiUnbind, opnum 1: ends a session.
///
/// [MS-OXNSPI] 3.1.4.1.2.
///
/// ```
/// DWORD NspiUnbind([in, out] NSPI_HANDLE * contextHandle, [in] DWORD Reserved);
/// ```
public final class NspiUnbind {
    private NspiUnbind() {}

    public record Request(ContextHandle handle) implements NspiRequest {}

    /// @param status UNBIND_SUCCESS or UNBIND_FAILURE; the handle goes back as null either way
    public record Response(int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            out.contextHandle(ContextHandle.NONE).i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        return new Request(handle);
    }
}
