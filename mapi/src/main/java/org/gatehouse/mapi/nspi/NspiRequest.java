package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.ndr.ContextHandle;

/// What a client asks: one record per operation of [MS-OXNSPI] 3.1.4.1, so that a handler's `switch` has to place
/// each.
public sealed interface NspiRequest permits
        NspiBind.Request, NspiUnbind.Request, NspiUpdateStat.Request, NspiQueryRows.Request, NspiSeekEntries.Request,
        NspiGetMatches.Request, NspiResortRestriction.Request, NspiDNToMId.Request, NspiGetPropList.Request,
        NspiGetProps.Request, NspiCompareMIds.Request, NspiModProps.Request, NspiGetSpecialTable.Request,
        NspiGetTemplateInfo.Request, NspiModLinkAtt.Request, NspiQueryColumns.Request, NspiResolveNames.Request,
        NspiResolveNamesW.Request {
    /// The session, where the transport names it by a context handle; NspiBind has none yet.
    default ContextHandle handle() {
        return ContextHandle.NONE;
    }
}
