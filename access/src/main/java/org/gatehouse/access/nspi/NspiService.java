package org.gatehouse.access.nspi;

import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.nspi.*;
import org.gatehouse.security.throttling.Paid;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// The Address Book service: the NSPI interface over RPC ([MS-OXNSPI]).
///
/// Sessions are context handles, run down when the client goes away.
public final class NspiService implements RpcService {
    public static final SyntaxId INTERFACE = SyntaxId.of("f5cc5a18-4264-101a-8c59-08002b2f8426", 56, 0);

    private final AddressBookDesk desk;
    private final AuthLevel authLevelMin;

    /// @param desk shared with the server's other transports
    /// @param authLevelMin PRIVACY where clients have to encrypt, else CONNECT
    public NspiService(AddressBookDesk desk, AuthLevel authLevelMin) {
        this.desk = desk;
        this.authLevelMin = authLevelMin;
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
        return desk.openSessions();
    }

    @Override
    public Bytes call(RpcCall call) {
        NspiOperation operation = NspiOperation.of(call.operation()).orElseThrow(
                () -> new RpcFault(RpcStatus.OPERATION_RANGE,
                        "NSPI operation " + call.operation() + " is not on the wire"));
        return answer(call, operation.decode(call.stub())).encode();
    }

    private NspiResponse answer(RpcCall call, NspiRequest request) {
        if (request instanceof NspiBind.Request bind) {
            return bind(call, bind);
        }
        return request instanceof NspiUnbind.Request unbind ? unbind(call, unbind) : inSession(call, request);
    }

    /// Does an operation inside its session; a handle without one is a fault, as the interface's strict handles ask.
    private NspiResponse inSession(RpcCall call, NspiRequest request) {
        NspiSession session = call.handles().find(NspiSession.class, request.handle()).orElseThrow(() ->
                new RpcFault(RpcStatus.CONTEXT_MISMATCH, "no Address Book session has this context handle"));
        return switch (desk.answer(session, request)) {
            case Paid.Done<NspiResponse>(NspiResponse response) -> response;
            case Paid.Refused<NspiResponse>(Refusal why) -> throw busy(why);
        };
    }

    /// The interface has no word for it; RPC's own is what clients of EMSMDB know too ([MS-OXCRPC] 3.2.4.4).
    private static RpcFault busy(Refusal why) {
        return new RpcFault(RpcStatus.SERVICE_TOO_BUSY, why.text());
    }

    /// [MS-OXNSPI] 3.1.4.1.1.
    private NspiBind.Response bind(RpcCall call, NspiBind.Request request) {
        return switch (desk.bind(request, call.caller(), call.client())) {
            case AddressBookDesk.Bound.Open(NspiSession session, NspiBind.Response response) ->
                new NspiBind.Response(response.serverGuid(), handle(call, session), NspiStatus.SUCCESS);
            case AddressBookDesk.Bound.Refused(NspiBind.Response response) -> response;
            case AddressBookDesk.Bound.Busy(Refusal why) -> throw busy(why);
        };
    }

    private static ContextHandle handle(RpcCall call, NspiSession session) {
        try {
            return call.handles().open(NspiSession.class, session);
        } catch (RpcFault tooMany) {
            session.close();
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
