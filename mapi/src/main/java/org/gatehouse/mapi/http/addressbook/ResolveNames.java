package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResolveNamesW;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// ResolveNames: resolves names as people type them ([MS-OXCMAPIHTTP] 2.2.5.14).
final class ResolveNames {
    private ResolveNames() {}

    /// `Reserved (4) | HasState (1) | State (36) | HasPropertyTags (1) | PropertyTags | HasNames (1) | NameCount (4) |
    /// NameValues, UTF-16 | auxiliary buffer` (2.2.5.14.1)
    static NspiRequest decode(AddressBookReader in) {
        in.i32(); // Reserved, which means nothing here (2.2.5.14.1), other than over RPC
        Stat stat = in.present("State", AddressBookReader::stat);
        List<PropertyTag> tags = in.optional(AddressBookReader::tags);
        List<String> names = in.optional(AddressBookReader::wideStrings);
        in.end();
        return new NspiResolveNamesW.Request(ContextHandle.NONE, 0, stat, tags,
                names == null ? List.of() : names);
    }

    /// `StatusCode (4) | ErrorCode (4) | CodePage (4) | HasMinimalIds (1) | MinimalIdCount (4) | MinimalIds |
    /// HasRowsAndCols (1) | PropertyTags | RowCount (4) | RowData | auxiliary buffer` (2.2.5.14.2)
    static Bytes encode(NspiResolveNamesW.Response response, int codePage, @Nullable List<PropertyTag> columns) {
        return new AddressBookWriter(response.status()).i32(codePage)
                .optional(response.minimalIds(), AddressBookWriter::minimalIds).rows(columns, response.rows()).end();
    }
}
