package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiDNToMId;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// DnToMinId: maps distinguished names to Minimal Entry IDs ([MS-OXCMAPIHTTP] 2.2.5.4).
final class DnToMinId {
    private DnToMinId() {}

    /// `Reserved (4) | HasNames (1) | NameCount (4) | NameValues, ASCII | auxiliary buffer` (2.2.5.4.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        List<Bytes> names = in.optional(AddressBookReader::narrowStrings);
        in.end();
        return new NspiDNToMId.Request(ContextHandle.NONE, names == null ? List.of() : names);
    }

    /// `StatusCode (4) | ErrorCode (4) | HasMinimalIds (1) | MinimalIdCount (4) | MinimalIds | auxiliary buffer`
    /// (2.2.5.4.2)
    static Bytes encode(NspiDNToMId.Response response) {
        return new AddressBookWriter(response.status())
                .optional(response.minimalIds(), AddressBookWriter::minimalIds).end();
    }
}
