package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiDNToMId, opnum 7: maps distinguished names to Minimal Entry IDs.
///
/// [MS-OXNSPI] 3.1.4.1.13.
///
/// ```
/// long NspiDNToMId([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in] StringsArray_r * pNames,
///     [out] PropertyTagArray_r ** ppMIds);
/// ```
public final class NspiDNToMId {
    private NspiDNToMId() {}

    public record Request(ContextHandle handle, List<Bytes> names) implements NspiRequest {}

    /// @param minimalIds one for each name, 0 where there is none
    public record Response(@Nullable List<Integer> minimalIds, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            PropertyTagArrays.writeNumbersPointer(out, minimalIds);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        return new Request(handle, StringArrays.readBytes(in));
    }
}
