package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiGetSpecialTable, opnum 12: the hierarchy of containers, or the templates for new addresses.
///
/// [MS-OXNSPI] 3.1.4.1.3.
///
/// ```
/// long NspiGetSpecialTable([in] NSPI_HANDLE hRpc, [in] DWORD dwFlags, [in] STAT * pStat,
///     [in, out] DWORD * lpVersion, [out] PropertyRowSet_r ** ppRows);
/// ```
public final class NspiGetSpecialTable {
    private NspiGetSpecialTable() {}

    /// @param version of the hierarchy the client holds
    public record Request(ContextHandle handle, int flags, Stat stat, int version) implements NspiRequest {}

    /// @param rows null unless the status is success
    public record Response(int version, @Nullable List<PropertyRow> rows, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            out.i32(version);
            PropertyRow.writeSetPointer(out, rows);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        return new Request(in.contextHandle(), in.i32(), Stat.read(in), in.i32());
    }

    /// Flags ([MS-OXNSPI] 2.2.1.12).
    public static final int ADDRESS_CREATION_TEMPLATES = 0x2;
    public static final int UNICODE_STRINGS = 0x4;
}
