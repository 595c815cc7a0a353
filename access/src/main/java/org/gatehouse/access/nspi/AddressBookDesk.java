package org.gatehouse.access.nspi;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.access.Throttled;
import org.gatehouse.mapi.nspi.*;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Paid;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.Work;
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
    private final Budgets budgets;
    private final NspiSessions sessions;
    private final TableOperations tables;
    private final ObjectOperations objects;

    /// @param serverGuid this server's own GUID, kept as long as it can be; no two servers share one
    /// @param budgets to which users are held
    public AddressBookDesk(AddressBook addressBook, UUID serverGuid, AddressBookLimits limits, Budgets budgets) {
        this.minimalIds = new MinimalIds(serverGuid);
        this.budgets = budgets;
        var properties = new AddressBookProperties(minimalIds);
        this.sessions = new NspiSessions(limits.sessionsMax(), limits.userSessionsMax());
        AddressBook charged = () -> Work.inDirectory(addressBook::snapshot);
        this.tables = new TableOperations(charged, minimalIds, properties, limits);
        this.objects = new ObjectOperations(charged, minimalIds, properties, limits);
    }

    /// What became of a bind.
    public sealed interface Bound {
        /// @param response without a context handle, which is the transport's to give
        record Open(NspiSession session, NspiBind.Response response) implements Bound {}

        record Refused(NspiBind.Response response) implements Bound {}

        /// The user has used up a share of the minute: said as RPC_S_SERVER_TOO_BUSY.
        record Busy(Refusal why) implements Bound {}
    }

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
        Purse purse = budgets.of(caller, Component.RCA, client);
        return switch (purse.pay(() -> bind(request, caller, client, purse))) {
            case Paid.Done<Bound>(Bound bound) -> bound;
            case Paid.Refused<Bound>(Refusal why) -> new Bound.Busy(why);
        };
    }

    private Bound bind(NspiBind.Request request, Optional<Identity> caller, InetSocketAddress client, Purse purse) {
        UUID serverGuid = request.wantsServerGuid() ? minimalIds.server() : null;
        if (CodePages.charset(request.stat().codePage()).isEmpty()) {
            return refused(serverGuid, NspiStatus.INVALID_CODEPAGE);
        }
        if (caller.isEmpty()) {
            return refused(serverGuid, NspiStatus.LOGON_FAILED);
        }
        return switch (purse.open(Line.ADDRESS_BOOK)) {
            case Entry.Refused<Place>(Refusal why) -> {
                // 3.1.4.1: lack of a resource other than memory. The sessions that are there go on.
                Throttled.audit(why, client);
                yield refused(serverGuid, NspiStatus.OUT_OF_RESOURCES);
            }
            case Entry.Granted<Place>(Place place) -> open(serverGuid, caller.get(), client, purse, place);
        };
    }

    private Bound open(@Nullable UUID serverGuid, Identity caller, InetSocketAddress client, Purse purse,
            Place place) {
        Optional<NspiSession> session = sessions.open(AddressBookEntry.fold(caller.qualified()), purse, place);
        if (session.isEmpty()) {
            place.close();
            LOG.warn("{} at {} has too many Address Book sessions", caller.qualified(), client);
            return refused(serverGuid, NspiStatus.LOGON_FAILED);
        }
        return new Bound.Open(session.get(), new NspiBind.Response(serverGuid, ContextHandle.NONE,
                NspiStatus.SUCCESS));
    }

    private static Bound refused(@Nullable UUID serverGuid, int status) {
        return new Bound.Refused(new NspiBind.Response(serverGuid, ContextHandle.NONE, status));
    }

    /// Answers a request of an open session, at the cost of who bound it.
    ///
    /// @throws IllegalArgumentException for those that begin and end sessions
    public Paid<NspiResponse> answer(NspiSession session, NspiRequest request) {
        return session.purse().pay(() -> answer(request));
    }

    private NspiResponse answer(NspiRequest request) {
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
