package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiModProps, opnum 11: changes properties of one object.
///
/// [MS-OXNSPI] 3.1.4.1.14.
///
/// ```
/// long NspiModProps([in] NSPI_HANDLE hRpc, [in] DWORD Reserved, [in] STAT * pStat,
///     [in, unique] PropertyTagArray_r * pPropTags, [in] PropertyRow_r * pRow);
/// ```
public final class NspiModProps {
    private NspiModProps() {}

    public record Request(ContextHandle handle, Stat stat, @Nullable List<PropertyTag> tags, PropertyRow row)
            implements NspiRequest {}

    public record Response(int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        in.i32(); // Reserved
        return new Request(handle, Stat.read(in), PropertyTagArrays.readTagsPointer(in), PropertyRow.read(in));
    }
}
