package org.gatehouse.access.nspi;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.nspi.*;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The address book of one server, whatever transport its sessions come by ([MS-OXNSPI] 3.1.4, [MS-OXCMAPIHTTP] 2.2.5).
/// Thread-safe.
///
/// What a client sees does not depend on who it is: every signed-in user may read the address list
/// ([MS-OXNSPI] 5.1).
public final class AddressBookDesk {
    private static final Logger LOG = LoggerFactory.getLogger(AddressBookDesk.class);

    private final MinimalIds minimalIds;
    private final NspiSessions sessions;
    private final TableOperations tables;
    private final ObjectOperations objects;

    /// @param serverGuid this server's own GUID, kept as long as it can be; no two servers share one
    public AddressBookDesk(AddressBook addressBook, UUID serverGuid, AddressBookLimits limits) {
        this.minimalIds = new MinimalIds(serverGuid);
        var properties = new AddressBookProperties(minimalIds);
        this.sessions = new NspiSessions(limits.sessionsMax(), limits.userSessionsMax());
        this.tables = new TableOperations(addressBook, minimalIds, properties, limits);
        this.objects = new ObjectOperations(addressBook, minimalIds, properties, limits);
    }

    /// What became of a bind.
    ///
    /// @param session none unless the response is a success
    /// @param response without a context handle, which is the transport's to give
    public record Bound(Optional<NspiSession> session, NspiBind.Response response) {}

    /// Sessions that are open now.
    public int openSessions() {
        return sessions.openCount();
    }

    /// The columns of a request that names none.
    public List<PropertyTag> defaultColumns() {
        return RowBuilder.DEFAULT_COLUMNS;
    }

    /// [MS-OXNSPI] 3.1.4.1.1. A request for anonymous access is ignored.
    public Bound bind(NspiBind.Request request, Optional<Identity> caller, InetSocketAddress client) {
        UUID serverGuid = request.wantsServerGuid() ? minimalIds.server() : null;
        if (CodePages.charset(request.stat().codePage()).isEmpty()) {
            return refused(serverGuid, NspiStatus.INVALID_CODEPAGE);
        }
        if (caller.isEmpty()) {
            return refused(serverGuid, NspiStatus.LOGON_FAILED);
        }
        Optional<NspiSession> session = sessions.open(AddressBookEntry.fold(caller.get().qualified()));
        if (session.isEmpty()) {
            LOG.warn("{} at {} has too many Address Book sessions", caller.get().qualified(), client);
            return refused(serverGuid, NspiStatus.LOGON_FAILED);
        }
        return new Bound(session, new NspiBind.Response(serverGuid, ContextHandle.NONE, NspiStatus.SUCCESS));
    }

    private static Bound refused(@Nullable UUID serverGuid, int status) {
        return new Bound(Optional.empty(), new NspiBind.Response(serverGuid, ContextHandle.NONE, status));
    }

    /// Answers a request of an open session.
    ///
    /// @throws IllegalArgumentException for those that begin and end sessions
    public NspiResponse answer(NspiRequest request) {
        return switch (request) {
            case NspiBind.Request _, NspiUnbind.Request _ ->
                throw new IllegalArgumentException("sessions are the transport's");
            case NspiUpdateStat.Request r -> tables.updateStat(r);
            case NspiQueryRows.Request r -> tables.queryRows(r);
            case NspiSeekEntries.Request r -> tables.seekEntries(r);
            case NspiGetMatches.Request r -> tables.getMatches(r);
            case NspiResortRestriction.Request r -> tables.resortRestriction(r);
            case NspiCompareMIds.Request r -> tables.compareMIds(r);
            case NspiDNToMId.Request r -> objects.dnToMId(r);
            case NspiGetPropList.Request r -> objects.getPropList(r);
            case NspiGetProps.Request r -> objects.getProps(r);
            case NspiModProps.Request r -> objects.modProps(r);
            case NspiGetSpecialTable.Request r -> objects.getSpecialTable(r);
            case NspiGetTemplateInfo.Request r -> objects.getTemplateInfo(r);
            case NspiModLinkAtt.Request r -> objects.modLinkAtt(r);
            case NspiQueryColumns.Request r -> objects.queryColumns(r);
            case NspiResolveNames.Request r -> objects.resolveNames(r);
            case NspiResolveNamesW.Request r -> objects.resolveNamesW(r);
        };
    }
}
