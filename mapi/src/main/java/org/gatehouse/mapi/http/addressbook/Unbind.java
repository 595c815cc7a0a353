package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiUnbind;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// Unbind: ends a session context ([MS-OXCMAPIHTTP] 2.2.5.2).
final class Unbind {
    private Unbind() {}

    /// `Reserved (4) | auxiliary buffer` (2.2.5.2.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        in.end();
        return new NspiUnbind.Request(ContextHandle.NONE);
    }

    /// `StatusCode (4) | ErrorCode (4) | auxiliary buffer` (2.2.5.2.2)
    static Bytes encode(NspiUnbind.Response response) {
        return new AddressBookWriter(response.status()).end();
    }
}
