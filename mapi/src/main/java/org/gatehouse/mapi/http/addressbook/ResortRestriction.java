package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResortRestriction;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// ResortRestriction: sorts an explicit table ([MS-OXCMAPIHTTP] 2.2.5.15).
final class ResortRestriction {
    private ResortRestriction() {}

    /// `Reserved (4) | HasState (1) | State (36) | HasMinimalIds (1) | MinimalIdCount (4) | MinimalIds |
    /// auxiliary buffer` (2.2.5.15.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        List<Integer> ids = in.optional(AddressBookReader::minimalIds);
        in.end();
        return new NspiResortRestriction.Request(ContextHandle.NONE, stat, ids == null ? List.of() : ids);
    }

    /// `StatusCode (4) | ErrorCode (4) | HasState (1) | State (36) | HasMinimalIds (1) | MinimalIdCount (4) |
    /// MinimalIds | auxiliary buffer` (2.2.5.15.2)
    static Bytes encode(NspiResortRestriction.Response response) {
        return new AddressBookWriter(response.status()).optional(response.stat(), AddressBookWriter::stat)
                .optional(response.minimalIds(), AddressBookWriter::minimalIds).end();
    }
}
