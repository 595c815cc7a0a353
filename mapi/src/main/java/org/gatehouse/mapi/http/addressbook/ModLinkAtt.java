package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiModLinkAtt;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// ModLinkAtt: changes a list of links of an object ([MS-OXCMAPIHTTP] 2.2.5.10).
final class ModLinkAtt {
    private ModLinkAtt() {}

    /// `Flags (4) | PropertyTag (4) | MinimalId (4) | HasEntryIds (1) | EntryIdCount (4) | EntryIds, each led by its
    /// size (4) | auxiliary buffer` (2.2.5.10.1)
    static NspiRequest decode(AddressBookReader in) {
        int flags = in.i32();
        var tag = new PropertyTag(in.i32());
        int minimalId = in.i32();
        List<Bytes> entryIds = in.optional(AddressBookReader::blobs);
        in.end();
        return new NspiModLinkAtt.Request(ContextHandle.NONE, flags, tag, minimalId,
                entryIds == null ? List.of() : entryIds);
    }

    /// `StatusCode (4) | ErrorCode (4) | auxiliary buffer` (2.2.5.10.2)
    static Bytes encode(NspiModLinkAtt.Response response) {
        return new AddressBookWriter(response.status()).end();
    }
}
