package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiGetProps;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// GetProps: reads properties of an object ([MS-OXCMAPIHTTP] 2.2.5.7).
final class GetProps {
    private GetProps() {}

    /// `Flags (4) | HasState (1) | State (36) | HasPropertyTags (1) | PropertyTags | auxiliary buffer` (2.2.5.7.1)
    static NspiRequest decode(AddressBookReader in) {
        int flags = in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        List<PropertyTag> tags = in.optional(AddressBookReader::tags);
        in.end();
        return new NspiGetProps.Request(ContextHandle.NONE, flags, stat, tags);
    }

    /// `StatusCode (4) | ErrorCode (4) | CodePage (4) | HasPropertyValues (1) | PropertyValues | auxiliary buffer`
    /// (2.2.5.7.2)
    static Bytes encode(NspiGetProps.Response response, int codePage) {
        return new AddressBookWriter(response.status()).i32(codePage)
                .optional(response.row(), AddressBookWriter::values).end();
    }
}
