package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiGetTemplateInfo;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// GetTemplateInfo: reads a template of the address book ([MS-OXCMAPIHTTP] 2.2.5.9).
final class GetTemplateInfo {
    private GetTemplateInfo() {}

    /// `Flags (4) | DisplayType (4) | HasTemplateDn (1) | TemplateDn, ASCII | CodePage (4) | LocaleId (4) |
    /// auxiliary buffer` (2.2.5.9.1)
    static NspiRequest decode(AddressBookReader in) {
        int flags = in.i32();
        int displayType = in.i32();
        Bytes dn = in.optional(AddressBookReader::narrowString);
        var request = new NspiGetTemplateInfo.Request(ContextHandle.NONE, flags, displayType, dn, in.i32(), in.i32());
        in.end();
        return request;
    }

    /// `StatusCode (4) | ErrorCode (4) | CodePage (4) | HasRow (1) | Row | auxiliary buffer` (2.2.5.9.2)
    static Bytes encode(NspiGetTemplateInfo.Response response, int codePage) {
        return new AddressBookWriter(response.status()).i32(codePage)
                .optional(response.row(), AddressBookWriter::values).end();
    }
}
