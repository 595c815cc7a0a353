package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import java.util.Objects;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiCompareMIds;
import org.gatehouse.mapi.nspi.NspiDNToMId;
import org.gatehouse.mapi.nspi.NspiGetMatches;
import org.gatehouse.mapi.nspi.NspiGetPropList;
import org.gatehouse.mapi.nspi.NspiGetProps;
import org.gatehouse.mapi.nspi.NspiGetSpecialTable;
import org.gatehouse.mapi.nspi.NspiGetTemplateInfo;
import org.gatehouse.mapi.nspi.NspiModLinkAtt;
import org.gatehouse.mapi.nspi.NspiModProps;
import org.gatehouse.mapi.nspi.NspiQueryColumns;
import org.gatehouse.mapi.nspi.NspiQueryRows;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResolveNames;
import org.gatehouse.mapi.nspi.NspiResolveNamesW;
import org.gatehouse.mapi.nspi.NspiResortRestriction;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.NspiUnbind;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Lays answers of NSPI out as success bodies ([MS-OXCMAPIHTTP] 2.2.5).
public final class AddressBookResponses {
    private AddressBookResponses() {}

    /// @param defaultColumns what a request without columns gets, in the order of the rows' values
    public static Bytes encode(NspiRequest request, NspiResponse response, List<PropertyTag> defaultColumns) {
        return switch (response) {
            case NspiBind.Response r -> Bind.encode(r);
            case NspiUnbind.Response r -> Unbind.encode(r);
            case NspiCompareMIds.Response r -> CompareMinIds.encode(r);
            case NspiDNToMId.Response r -> DnToMinId.encode(r);
            case NspiGetMatches.Response r -> GetMatches.encode(r, columns(request, defaultColumns));
            case NspiGetPropList.Response r -> GetPropList.encode(r);
            case NspiGetProps.Response r -> GetProps.encode(r, codePage(request));
            case NspiGetSpecialTable.Response r -> GetSpecialTable.encode(r, codePage(request));
            case NspiGetTemplateInfo.Response r -> GetTemplateInfo.encode(r, codePage(request));
            case NspiModLinkAtt.Response r -> ModLinkAtt.encode(r);
            case NspiModProps.Response r -> ModProps.encode(r);
            case NspiQueryColumns.Response r -> QueryColumns.encode(r);
            case NspiQueryRows.Response r -> QueryRows.encode(r, columns(request, defaultColumns));
            case NspiResolveNamesW.Response r -> ResolveNames.encode(r, codePage(request),
                    columns(request, defaultColumns));
            case NspiResolveNames.Response _ -> throw new IllegalArgumentException("not of this transport");
            case NspiResortRestriction.Response r -> ResortRestriction.encode(r);
            case NspiSeekEntries.Response r -> SeekEntries.encode(r, columns(request, defaultColumns));
            case NspiUpdateStat.Response r -> UpdateStat.encode(r);
        };
    }

    /// The answer to GetMailboxUrl or GetAddressBookUrl.
    ///
    /// @param url empty with an error
    public static Bytes encodeUrl(int error, String url) {
        return GetUrl.encode(error, url);
    }

    private static @Nullable List<PropertyTag> columns(NspiRequest request, List<PropertyTag> defaults) {
        return switch (request) {
            case NspiGetMatches.Request r -> r.tags();
            case NspiQueryRows.Request r -> Objects.requireNonNullElse(r.tags(), defaults);
            case NspiResolveNamesW.Request r -> Objects.requireNonNullElse(r.tags(), defaults);
            case NspiSeekEntries.Request r -> r.tags();
            default -> null;
        };
    }

    private static int codePage(NspiRequest request) {
        return switch (request) {
            case NspiGetProps.Request r -> r.stat().codePage();
            case NspiGetSpecialTable.Request r -> r.stat().codePage();
            case NspiGetTemplateInfo.Request r -> r.codePage();
            case NspiResolveNamesW.Request r -> r.stat().codePage();
            default -> 0;
        };
    }
}
