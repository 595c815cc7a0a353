package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiModProps;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// ModProps: changes properties of an object ([MS-OXCMAPIHTTP] 2.2.5.11).
final class ModProps {
    private ModProps() {}

    /// `Reserved (4) | HasState (1) | State (36) | HasPropertyTags (1) | PropertyTags | HasPropertyValues (1) |
    /// PropertyValues | auxiliary buffer` (2.2.5.11.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32();
        Stat stat = in.present("State", AddressBookReader::stat);
        List<PropertyTag> tags = in.optional(AddressBookReader::tags);
        List<PropertyValue> values = in.optional(AddressBookReader::values);
        in.end();
        return new NspiModProps.Request(ContextHandle.NONE, stat, tags,
                new PropertyRow(values == null ? List.of() : values));
    }

    /// `StatusCode (4) | ErrorCode (4) | auxiliary buffer` (2.2.5.11.2)
    static Bytes encode(NspiModProps.Response response) {
        return new AddressBookWriter(response.status()).end();
    }
}
