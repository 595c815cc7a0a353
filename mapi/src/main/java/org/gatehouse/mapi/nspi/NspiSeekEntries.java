package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiSeekEntries, opnum 4: finds the first row at or after a value.
///
/// [MS-OXNSPI] 3.1.4.1.9.
///
/// ```
/// long NspiSeekEntries([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in, out] STAT * pStat,
///     [in] PropertyValue_r * pTarget, [in, unique] PropertyTagArray_r * lpETable,
///     [in, unique] PropertyTagArray_r * pPropTags, [out] PropertyRowSet_r ** ppRows);
/// ```
public final class NspiSeekEntries {
    private NspiSeekEntries() {}

    public record Request(ContextHandle handle, int reserved, Stat stat, PropertyValue target,
            @Nullable List<Integer> explicitTable, @Nullable List<PropertyTag> tags) implements NspiRequest {}

    /// @param rows null unless the client named columns and the status is success
    public record Response(Stat stat, @Nullable List<PropertyRow> rows, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            stat.write(out);
            PropertyRow.writeSetPointer(out, rows);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        return new Request(in.contextHandle(), in.i32(), Stat.read(in), PropertyValues.read(in),
                PropertyTagArrays.readNumbersPointer(in), PropertyTagArrays.readTagsPointer(in));
    }
}
