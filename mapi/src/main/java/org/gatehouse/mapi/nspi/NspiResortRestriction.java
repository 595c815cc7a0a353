package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiResortRestriction, opnum 6: sorts an explicit table.
///
/// [MS-OXNSPI] 3.1.4.1.11.
///
/// ```
/// long NspiResortRestriction([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in, out] STAT * pStat,
///     [in] PropertyTagArray_r * pInMIds, [in, out] PropertyTagArray_r ** ppOutMIds);
/// ```
public final class NspiResortRestriction {
    private NspiResortRestriction() {}

    public record Request(ContextHandle handle, Stat stat, List<Integer> minimalIds) implements NspiRequest {}

    /// @param minimalIds null unless the status is success
    public record Response(Stat stat, @Nullable List<Integer> minimalIds, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            stat.write(out);
            PropertyTagArrays.writeNumbersPointer(out, minimalIds);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        Stat stat = Stat.read(in);
        List<Integer> minimalIds = PropertyTagArrays.readNumbers(in);
        PropertyTagArrays.readNumbersPointer(in); // ppOutMIds, ignored on input
        return new Request(handle, stat, minimalIds);
    }
}
