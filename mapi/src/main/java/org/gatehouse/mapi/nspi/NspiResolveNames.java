package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiResolveNames, opnum 19: resolves names as people type them, in the code page that pStat names.
///
/// [MS-OXNSPI] 3.1.4.1.16.
///
/// ```
/// long NspiResolveNames([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in] STAT * pStat,
///     [in, unique] PropertyTagArray_r * pPropTags, [in] StringsArray_r * paStr,
///     [out] PropertyTagArray_r ** ppMIds, [out] PropertyRowSet_r ** ppRows);
/// ```
public final class NspiResolveNames {
    private NspiResolveNames() {}

    public record Request(ContextHandle handle, int reserved, Stat stat, @Nullable List<PropertyTag> tags,
            List<Bytes> names) implements NspiRequest {}

    /// @param minimalIds MID_UNRESOLVED, MID_AMBIGUOUS or MID_RESOLVED for each name
    /// @param rows one for each resolved name, in order
    public record Response(@Nullable List<Integer> minimalIds, @Nullable List<PropertyRow> rows, int status)
            implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            PropertyTagArrays.writeNumbersPointer(out, minimalIds);
            PropertyRow.writeSetPointer(out, rows);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        return new Request(in.contextHandle(), in.i32(), Stat.read(in), PropertyTagArrays.readTagsPointer(in),
                StringArrays.readBytes(in));
    }
}
