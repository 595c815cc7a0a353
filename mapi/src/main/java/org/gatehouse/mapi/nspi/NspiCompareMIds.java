package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// NspiCompareMIds, opnum 10: which of two objects stands first in a table.
///
/// [MS-OXNSPI] 3.1.4.1.12.
///
/// ```
/// long NspiCompareMIds([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in] STAT * pStat, [in] DWORD MId1,
///     [in] DWORD MId2, [out] long * plResult);
/// ```
public final class NspiCompareMIds {
    private NspiCompareMIds() {}

    public record Request(ContextHandle handle, Stat stat, int left, int right) implements NspiRequest {}

    /// @param result negative, zero or positive
    public record Response(int result, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            out.i32(result).i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        return new Request(handle, Stat.read(in), in.i32(), in.i32());
    }
}
