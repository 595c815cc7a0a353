package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrWriter;

/// What the server answers: one record per operation of [MS-OXNSPI] 3.1.4.1.
public sealed interface NspiResponse permits
        NspiBind.Response, NspiUnbind.Response, NspiUpdateStat.Response, NspiQueryRows.Response,
        NspiSeekEntries.Response, NspiGetMatches.Response, NspiResortRestriction.Response, NspiDNToMId.Response,
        NspiGetPropList.Response, NspiGetProps.Response, NspiCompareMIds.Response, NspiModProps.Response,
        NspiGetSpecialTable.Response, NspiGetTemplateInfo.Response, NspiModLinkAtt.Response,
        NspiQueryColumns.Response, NspiResolveNames.Response, NspiResolveNamesW.Response {
    /// The method's return value, one of [NspiStatus].
    int status();

    void write(NdrWriter out);

    /// The stub of the response.
    default Bytes encode() {
        var out = new NdrWriter();
        write(out);
        return out.toBytes();
    }
}
