package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// UpdateStat: moves the position in a table ([MS-OXCMAPIHTTP] 2.2.5.17).
final class UpdateStat {
    private UpdateStat() {}

    /// `Reserved (4) | HasState (1) | State (36) | DeltaRequested (1) | auxiliary buffer` (2.2.5.17.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        var request = new NspiUpdateStat.Request(ContextHandle.NONE, stat, in.bool());
        in.end();
        return request;
    }

    /// `StatusCode (4) | ErrorCode (4) | HasState (1) | State (36) | HasDelta (1) | Delta (4) | auxiliary buffer`
    /// (2.2.5.17.2)
    static Bytes encode(NspiUpdateStat.Response response) {
        return new AddressBookWriter(response.status()).optional(response.stat(), AddressBookWriter::stat)
                .optional(response.delta(), AddressBookWriter::i32).end();
    }
}
