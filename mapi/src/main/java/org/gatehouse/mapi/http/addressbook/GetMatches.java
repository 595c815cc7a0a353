package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiGetMatches;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// GetMatches: finds the objects that meet a condition ([MS-OXCMAPIHTTP] 2.2.5.5).
final class GetMatches {
    private GetMatches() {}

    /// `Reserved (4) | HasState (1) | State (36) | HasMinimalIds (1) | MinimalIdCount (4) | MinimalIds |
    /// InterfaceOptionFlags (4) | HasFilter (1) | Filter | HasPropertyName (1) | PropertyNameGuid (16) |
    /// PropertyNameId (4) | RowCount (4) | HasColumns (1) | Columns | auxiliary buffer` (2.2.5.5.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32(); // Reserved, which means nothing here (2.2.5.5.1), other than over RPC
        Stat stat = in.present("State", AddressBookReader::stat);
        in.optional(AddressBookReader::minimalIds); // pReserved of NspiGetMatches
        in.i32();
        Restriction filter = in.optional(AddressBookReader::restriction);
        Integer propertyNameId = in.optional(AddressBookReader::propertyNameId);
        int rows = in.i32();
        List<PropertyTag> columns = in.optional(AddressBookReader::tags);
        in.end();
        return new NspiGetMatches.Request(ContextHandle.NONE, 0, stat, filter, propertyNameId, rows, columns);
    }

    /// `StatusCode (4) | ErrorCode (4) | HasState (1) | State (36) | HasMinimalIds (1) | MinimalIdCount (4) |
    /// MinimalIds | HasColsAndRows (1) | Columns | RowCount (4) | RowData | auxiliary buffer` (2.2.5.5.2)
    static Bytes encode(NspiGetMatches.Response response, @Nullable List<PropertyTag> columns) {
        return new AddressBookWriter(response.status()).optional(response.stat(), AddressBookWriter::stat)
                .optional(response.minimalIds(), AddressBookWriter::minimalIds).rows(columns, response.rows()).end();
    }
}
