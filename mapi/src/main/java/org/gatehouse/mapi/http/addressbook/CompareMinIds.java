package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiCompareMIds;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// CompareMinIds: tells which of two objects comes first ([MS-OXCMAPIHTTP] 2.2.5.3).
final class CompareMinIds {
    private CompareMinIds() {}

    /// `Reserved (4) | HasState (1) | State (36) | MinimalId1 (4) | MinimalId2 (4) | auxiliary buffer` (2.2.5.3.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        var request = new NspiCompareMIds.Request(ContextHandle.NONE, stat, in.i32(), in.i32());
        in.end();
        return request;
    }

    /// `StatusCode (4) | ErrorCode (4) | Result (4) | auxiliary buffer` (2.2.5.3.2)
    static Bytes encode(NspiCompareMIds.Response response) {
        return new AddressBookWriter(response.status()).i32(response.result()).end();
    }
}
