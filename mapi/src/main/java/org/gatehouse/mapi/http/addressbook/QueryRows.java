package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiQueryRows;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// QueryRows: reads rows of a table ([MS-OXCMAPIHTTP] 2.2.5.12).
final class QueryRows {
    private QueryRows() {}

    /// `Flags (4) | HasState (1) | State (36) | ExplicitTableCount (4) | ExplicitTable | RowCount (4) |
    /// HasColumns (1) | Columns | auxiliary buffer` (2.2.5.12.1)
    ///
    /// The explicit table is always there; an empty one stands for the null of NspiQueryRows.
    static NspiRequest decode(AddressBookReader in) {
        int flags = in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        List<Integer> table = in.minimalIds();
        int rows = in.i32();
        List<PropertyTag> columns = in.optional(AddressBookReader::tags);
        in.end();
        return new NspiQueryRows.Request(ContextHandle.NONE, flags, stat, table.isEmpty() ? null : table, rows,
                columns);
    }

    /// `StatusCode (4) | ErrorCode (4) | HasState (1) | State (36) | HasColsAndRows (1) | Columns | RowCount (4) |
    /// RowData | auxiliary buffer` (2.2.5.12.2)
    static Bytes encode(NspiQueryRows.Response response, @Nullable List<PropertyTag> columns) {
        return new AddressBookWriter(response.status()).optional(response.stat(), AddressBookWriter::stat)
                .rows(columns, response.rows()).end();
    }
}
