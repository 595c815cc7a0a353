package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiQueryRows, opnum 3: rows of a table.
///
/// [MS-OXNSPI] 3.1.4.1.8.
///
/// ```
/// long NspiQueryRows([in] NSPI_HANDLE hRpc, [in] DWORD dwFlags, [in, out] STAT * pStat,
///     [in, range(0, 100000)] DWORD dwETableCount, [in, unique, size_is(dwETableCount)] DWORD * lpETable,
///     [in] DWORD Count, [in, unique] PropertyTagArray_r * pPropTags, [out] PropertyRowSet_r ** ppRows);
/// ```
public final class NspiQueryRows {
    private NspiQueryRows() {}

    /// @param flags of [RetrieveFlags]
    /// @param explicitTable Minimal Entry IDs to read instead of the table that `stat` names
    /// @param count rows asked for, an unsigned number
    /// @param tags null lets the server choose
    public record Request(ContextHandle handle, int flags, Stat stat, @Nullable List<Integer> explicitTable, int count,
            @Nullable List<PropertyTag> tags) implements NspiRequest {}

    /// @param rows null unless the status is success
    public record Response(Stat stat, @Nullable List<PropertyRow> rows, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            stat.write(out);
            PropertyRow.writeSetPointer(out, rows);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        int flags = in.i32();
        Stat stat = Stat.read(in);
        long tableCount = in.u32();
        require(tableCount <= NspiLimits.ELEMENTS_MAX, "dwETableCount");
        List<Integer> table = null;
        if (in.pointer()) {
            require(in.conformance(NspiLimits.ELEMENTS_MAX) == tableCount, "lpETable");
            table = in.list((int) tableCount, 4, NdrReader::i32);
        }
        return new Request(handle, flags, stat, table, in.i32(), PropertyTagArrays.readTagsPointer(in));
    }
}
