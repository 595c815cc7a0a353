package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Bind: opens a session context ([MS-OXCMAPIHTTP] 2.2.5.1).
final class Bind {
    /// A client that names no container means the Global Address List, in the server's own code page.
    private static final Stat ANY = new Stat(0, 0, 0, 0, 0, 0, 0, 0, 0);
    private static final int NO_GUID_BYTES = 16;

    private Bind() {}

    /// `Flags (4) | HasState (1) | State (36) | auxiliary buffer` (2.2.5.1.1)
    static NspiRequest decode(AddressBookReader in) {
        int flags = in.i32();
        Stat stat = in.optional(AddressBookReader::stat);
        in.end();
        return new NspiBind.Request(flags, stat == null ? ANY : stat, true);
    }

    /// `StatusCode (4) | ErrorCode (4) | ServerGuid (16) | auxiliary buffer` (2.2.5.1.2)
    static Bytes encode(NspiBind.Response response) {
        var guid = new ByteWriter(NO_GUID_BYTES);
        if (response.serverGuid() == null) {
            guid.zeros(NO_GUID_BYTES);
        } else {
            guid.guid(response.serverGuid());
        }
        return new AddressBookWriter(response.status()).bytes(guid.toBytes()).end();
    }
}
