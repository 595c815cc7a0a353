package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiQueryColumns;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// QueryColumns: lists the properties that objects may have ([MS-OXCMAPIHTTP] 2.2.5.13).
final class QueryColumns {
    private QueryColumns() {}

    /// `Reserved (4) | MapiFlags (4) | auxiliary buffer` (2.2.5.13.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        var request = new NspiQueryColumns.Request(ContextHandle.NONE, in.i32());
        in.end();
        return request;
    }

    /// `StatusCode (4) | ErrorCode (4) | HasColumns (1) | Columns | auxiliary buffer` (2.2.5.13.2)
    static Bytes encode(NspiQueryColumns.Response response) {
        return new AddressBookWriter(response.status()).optional(response.tags(), AddressBookWriter::tags).end();
    }
}
