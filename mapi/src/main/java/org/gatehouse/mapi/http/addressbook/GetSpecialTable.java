package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiGetSpecialTable;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// GetSpecialTable: reads the hierarchy or the address creation table ([MS-OXCMAPIHTTP] 2.2.5.8).
final class GetSpecialTable {
    private GetSpecialTable() {}

    /// `Flags (4) | HasState (1) | State (36) | HasVersion (1) | Version (4) | auxiliary buffer` (2.2.5.8.1)
    static NspiRequest decode(AddressBookReader in) {
        int flags = in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        Integer version = in.optional(AddressBookReader::i32);
        in.end();
        return new NspiGetSpecialTable.Request(ContextHandle.NONE, flags, stat, version == null ? 0 : version);
    }

    /// `StatusCode (4) | ErrorCode (4) | CodePage (4) | HasVersion (1) | Version (4) | HasRows (1) | RowsCount (4) |
    /// Rows | auxiliary buffer` (2.2.5.8.2)
    static Bytes encode(NspiGetSpecialTable.Response response, int codePage) {
        return new AddressBookWriter(response.status()).i32(codePage)
                .optional(response.version(), AddressBookWriter::i32)
                .optional(response.rows(), AddressBookWriter::lists).end();
    }
}
