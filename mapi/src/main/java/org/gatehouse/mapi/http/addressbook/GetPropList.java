package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiGetPropList;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// GetPropList: lists the properties of an object ([MS-OXCMAPIHTTP] 2.2.5.6).
final class GetPropList {
    private GetPropList() {}

    /// `Flags (4) | MinimalId (4) | CodePage (4) | auxiliary buffer` (2.2.5.6.1)
    static NspiRequest decode(AddressBookReader in) {
        var request = new NspiGetPropList.Request(ContextHandle.NONE, in.i32(), in.i32(), in.i32());
        in.end();
        return request;
    }

    /// `StatusCode (4) | ErrorCode (4) | HasPropertyTags (1) | PropertyTags | auxiliary buffer` (2.2.5.6.2)
    static Bytes encode(NspiGetPropList.Response response) {
        return new AddressBookWriter(response.status()).optional(response.tags(), AddressBookWriter::tags).end();
    }
}
