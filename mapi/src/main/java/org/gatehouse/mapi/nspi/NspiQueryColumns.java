package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiQueryColumns, opnum 16: all properties the server knows.
///
/// [MS-OXNSPI] 3.1.4.1.5.
///
/// ```
/// long NspiQueryColumns([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in] DWORD dwFlags,
///     [out] PropertyTagArray_r ** ppColumns);
/// ```
public final class NspiQueryColumns {
    private NspiQueryColumns() {}

    public record Request(ContextHandle handle, int flags) implements NspiRequest {}

    public record Response(@Nullable List<PropertyTag> tags, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            PropertyTagArrays.writeTagsPointer(out, tags);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        return new Request(handle, in.i32());
    }

    /// Flag: strings as PtypString rather than PtypString8 ([MS-OXNSPI] 2.2.1.13).
    public static final int UNICODE_TYPES = 0x8000_0000;
}
