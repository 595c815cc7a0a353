package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiGetPropList, opnum 8: the properties an object has.
///
/// [MS-OXNSPI] 3.1.4.1.6.
///
/// ```
/// long NspiGetPropList([in] NSPI_HANDLE hRpc, [in] DWORD dwFlags, [in] DWORD dwMId, [in] DWORD CodePage,
///     [out] PropertyTagArray_r ** ppPropTags);
/// ```
public final class NspiGetPropList {
    private NspiGetPropList() {}

    /// @param flags of [RetrieveFlags]
    public record Request(ContextHandle handle, int flags, int minimalId, int codePage) implements NspiRequest {}

    public record Response(@Nullable List<PropertyTag> tags, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            PropertyTagArrays.writeTagsPointer(out, tags);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        return new Request(in.contextHandle(), in.i32(), in.i32(), in.i32());
    }
}
