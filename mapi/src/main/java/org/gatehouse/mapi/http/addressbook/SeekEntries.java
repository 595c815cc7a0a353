package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// SeekEntries: finds the first row at or after a value ([MS-OXCMAPIHTTP] 2.2.5.16).
final class SeekEntries {
    private SeekEntries() {}

    /// `Reserved (4) | HasState (1) | State (36) | HasTarget (1) | Target | HasExplicitTable (1) |
    /// ExplicitTableCount (4) | ExplicitTable | HasColumns (1) | Columns | auxiliary buffer` (2.2.5.16.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32(); // Reserved, which means nothing here (2.2.5.16.1), other than over RPC
        Stat stat = in.present("State", AddressBookReader::stat);
        PropertyValue target = in.present("Target", AddressBookReader::value);
        List<Integer> table = in.optional(AddressBookReader::minimalIds);
        List<PropertyTag> columns = in.optional(AddressBookReader::tags);
        in.end();
        return new NspiSeekEntries.Request(ContextHandle.NONE, 0, stat, target, table, columns);
    }

    /// `StatusCode (4) | ErrorCode (4) | HasState (1) | State (36) | HasColsAndRows (1) | Columns | RowCount (4) |
    /// RowData | auxiliary buffer` (2.2.5.16.2)
    static Bytes encode(NspiSeekEntries.Response response, @Nullable List<PropertyTag> columns) {
        return new AddressBookWriter(response.status()).optional(response.stat(), AddressBookWriter::stat)
                .rows(columns, response.rows()).end();
    }
}
