package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// NspiModLinkAtt, opnum 14: changes a property that refers to other objects.
///
/// [MS-OXNSPI] 3.1.4.1.15.
///
/// ```
/// long NspiModLinkAtt([in] NSPI_HANDLE hRpc, [in] DWORD dwFlags, [in] DWORD ulPropTag, [in] DWORD dwMId,
///     [in] BinaryArray_r * lpEntryIds);
/// ```
public final class NspiModLinkAtt {
    private NspiModLinkAtt() {}

    public record Request(ContextHandle handle, int flags, PropertyTag tag, int minimalId, List<Bytes> entryIds)
            implements NspiRequest {}

    public record Response(int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        int flags = in.i32();
        var tag = new PropertyTag(in.i32());
        int minimalId = in.i32();
        return new Request(handle, flags, tag, minimalId, PropertyValues.readBinaries(in));
    }

    /// Flag: remove the values instead of adding them ([MS-OXNSPI] 2.2.1.15).
    public static final int DELETE = 0x1;
}
