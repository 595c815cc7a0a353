package org.gatehouse.access.nspi;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.nspi.*;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Address Book service: the NSPI interface over RPC ([MS-OXNSPI]).
///
/// Sessions are context handles, run down when the client goes away. What a client sees does not depend on who it is:
/// every signed-in user may read the address list ([MS-OXNSPI] 5.1).
public final class NspiService implements RpcService {
    public static final SyntaxId INTERFACE = SyntaxId.of("f5cc5a18-4264-101a-8c59-08002b2f8426", 56, 0);
    private static final Logger LOG = LoggerFactory.getLogger(NspiService.class);

    private final MinimalIds minimalIds;
    private final AuthLevel authLevelMin;
    private final NspiSessions sessions;
    private final TableOperations tables;
    private final ObjectOperations objects;

    /// @param serverGuid this server's own GUID, kept as long as it can be; no two servers share one
    /// @param authLevelMin PRIVACY where clients have to encrypt, else CONNECT
    public NspiService(AddressBook addressBook, UUID serverGuid, AuthLevel authLevelMin, AddressBookLimits limits) {
        this.minimalIds = new MinimalIds(serverGuid);
        this.authLevelMin = authLevelMin;
        var properties = new AddressBookProperties(minimalIds);
        this.sessions = new NspiSessions(limits.sessionsMax(), limits.userSessionsMax());
        this.tables = new TableOperations(addressBook, minimalIds, properties, limits);
        this.objects = new ObjectOperations(addressBook, minimalIds, properties, limits);
    }

    @Override
    public SyntaxId id() {
        return INTERFACE;
    }

    @Override
    public String name() {
        return "MS NT Directory NSP Interface";
    }

    @Override
    public int operationCount() {
        return NspiOperation.COUNT;
    }

    @Override
    public AuthLevel authLevelMin() {
        return authLevelMin;
    }

    /// Sessions that are open now.
    public int openSessions() {
        return sessions.openCount();
    }

    @Override
    public Bytes call(RpcCall call) {
        NspiOperation operation = NspiOperation.of(call.operation()).orElseThrow(
                () -> new RpcFault(RpcStatus.OPERATION_RANGE,
                        "NSPI operation " + call.operation() + " is not on the wire"));
        return answer(call, operation.decode(call.stub())).encode();
    }

    private NspiResponse answer(RpcCall call, NspiRequest request) {
        return switch (request) {
            case NspiBind.Request r -> bind(call, r);
            case NspiUnbind.Request r -> unbind(call, r);
            case NspiUpdateStat.Request r -> in(call, r.handle(), () -> tables.updateStat(r));
            case NspiQueryRows.Request r -> in(call, r.handle(), () -> tables.queryRows(r));
            case NspiSeekEntries.Request r -> in(call, r.handle(), () -> tables.seekEntries(r));
            case NspiGetMatches.Request r -> in(call, r.handle(), () -> tables.getMatches(r));
            case NspiResortRestriction.Request r -> in(call, r.handle(), () -> tables.resortRestriction(r));
            case NspiCompareMIds.Request r -> in(call, r.handle(), () -> tables.compareMIds(r));
            case NspiDNToMId.Request r -> in(call, r.handle(), () -> objects.dnToMId(r));
            case NspiGetPropList.Request r -> in(call, r.handle(), () -> objects.getPropList(r));
            case NspiGetProps.Request r -> in(call, r.handle(), () -> objects.getProps(r));
            case NspiModProps.Request r -> in(call, r.handle(), () -> objects.modProps(r));
            case NspiGetSpecialTable.Request r -> in(call, r.handle(), () -> objects.getSpecialTable(r));
            case NspiGetTemplateInfo.Request r -> in(call, r.handle(), () -> objects.getTemplateInfo(r));
            case NspiModLinkAtt.Request r -> in(call, r.handle(), () -> objects.modLinkAtt(r));
            case NspiQueryColumns.Request r -> in(call, r.handle(), () -> objects.queryColumns(r));
            case NspiResolveNames.Request r -> in(call, r.handle(), () -> objects.resolveNames(r));
            case NspiResolveNamesW.Request r -> in(call, r.handle(), () -> objects.resolveNamesW(r));
        };
    }

    /// Does an operation inside its session; a handle without one is a fault, as the interface's strict handles ask.
    private static NspiResponse in(RpcCall call, ContextHandle handle, java.util.function.Supplier<NspiResponse> deed) {
        if (call.handles().find(NspiSession.class, handle).isEmpty()) {
            throw new RpcFault(RpcStatus.CONTEXT_MISMATCH, "no Address Book session has this context handle");
        }
        return deed.get();
    }

    /// [MS-OXNSPI] 3.1.4.1.1. A request for anonymous access is ignored.
    private NspiBind.Response bind(RpcCall call, NspiBind.Request request) {
        UUID serverGuid = request.wantsServerGuid() ? minimalIds.server() : null;
        if (CodePages.charset(request.stat().codePage()).isEmpty()) {
            return new NspiBind.Response(serverGuid, ContextHandle.NONE, NspiStatus.INVALID_CODEPAGE);
        }
        Optional<Identity> caller = call.caller();
        if (caller.isEmpty()) {
            return new NspiBind.Response(serverGuid, ContextHandle.NONE, NspiStatus.LOGON_FAILED);
        }
        String user = AddressBookEntry.fold(caller.get().qualified());
        Optional<NspiSession> session = sessions.open(user);
        if (session.isEmpty()) {
            LOG.warn("{} at {} has too many Address Book sessions", caller.get().qualified(), call.client());
            return new NspiBind.Response(serverGuid, ContextHandle.NONE, NspiStatus.LOGON_FAILED);
        }
        try {
            ContextHandle handle = call.handles().open(NspiSession.class, session.get());
            return new NspiBind.Response(serverGuid, handle, NspiStatus.SUCCESS);
        } catch (RpcFault tooMany) {
            session.get().close();
            throw tooMany;
        }
    }

    /// [MS-OXNSPI] 3.1.4.1.2.
    private static NspiUnbind.Response unbind(RpcCall call, NspiUnbind.Request request) {
        Optional<NspiSession> session = call.handles().release(NspiSession.class, request.handle());
        session.ifPresent(NspiSession::close);
        return new NspiUnbind.Response(session.isPresent() ? NspiStatus.UNBIND_SUCCESS : NspiStatus.UNBIND_FAILURE);
    }
}
