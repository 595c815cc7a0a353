package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiGetProps, opnum 9: properties of one object.
///
/// [MS-OXNSPI] 3.1.4.1.7.
///
/// ```
/// long NspiGetProps([in] NSPI_HANDLE hRpc, [in] DWORD dwFlags, [in] STAT * pStat,
///     [in, unique] PropertyTagArray_r * pPropTags, [out] PropertyRow_r ** ppRows);
/// ```
public final class NspiGetProps {
    private NspiGetProps() {}

    /// @param flags of [RetrieveFlags]
    /// @param tags null asks for all the object has
    public record Request(ContextHandle handle, int flags, Stat stat, @Nullable List<PropertyTag> tags)
            implements NspiRequest {}

    /// @param row null unless the status is success or ERRORS_RETURNED
    public record Response(@Nullable PropertyRow row, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            PropertyRow.writePointer(out, row);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        return new Request(in.contextHandle(), in.i32(), Stat.read(in), PropertyTagArrays.readTagsPointer(in));
    }
}
