package org.gatehouse.access.emsmdb;

import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.emsmdb.EcDoAsyncConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoDisconnect;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EcDummyRpc;
import org.gatehouse.mapi.emsmdb.EcRRegisterPushNotification;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.EmsmdbSyntax;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// The EMSMDB interface of one server ([MS-OXCRPC] 3.1): sessions as context handles. Thread-safe.
public final class EmsmdbService implements RpcService {
    private static final int OP_RANGE_ERROR = 0x1c01_0002;
    private static final int CONTEXT_MISMATCH = 0x1c00_001a;
    /// ulIcxrLink of a session that is to be linked with no other.
    private static final int NO_LINK = -1;

    private final SessionDesk desk;

    /// @param desk shared with the server's other transports
    public EmsmdbService(SessionDesk desk) {
        this.desk = desk;
    }

    @Override
    public SyntaxId id() {
        return new SyntaxId(EmsmdbSyntax.EMSMDB, EmsmdbSyntax.EMSMDB_MAJOR, EmsmdbSyntax.EMSMDB_MINOR);
    }

    @Override
    public String name() {
        return "EMSMDB";
    }

    @Override
    public int operationCount() {
        return EmsmdbSyntax.EMSMDB_OPERATIONS;
    }

    /// Any signed-in caller: whether sealing is needed is said by EcDoConnectEx itself.
    @Override
    public AuthLevel authLevelMin() {
        return AuthLevel.CONNECT;
    }

    /// Sessions open now, over all transports.
    public int sessionCount() {
        return desk.sessionCount();
    }

    /// The server goes away: waits for events end with Exiting (3.3.4.1), so that none holds up the end.
    public void exit() {
        desk.exit();
    }

    @Override
    public Bytes call(RpcCall call) {
        return switch (call.operation()) {
            case EcDoDisconnect.OPERATION -> disconnect(call);
            case EcRRegisterPushNotification.OPERATION -> registerPush(call);
            case EcDummyRpc.OPERATION -> new EcDummyRpc.Response(EmsmdbError.NONE).write();
            case EcDoConnectEx.OPERATION -> connect(call);
            case EcDoRpcExt2.OPERATION -> execute(call);
            case EcDoAsyncConnectEx.OPERATION -> connectAsync(call);
            default -> throw new RpcFault(OP_RANGE_ERROR, "operation " + call.operation() + " is not on the wire");
        };
    }

    private Bytes connect(RpcCall call) {
        long start = desk.now();
        var request = EcDoConnectEx.Request.read(call.stub());
        var peer = new SessionDesk.Peer(call.caller(), call.level().atLeast(AuthLevel.PRIVACY), call.client(),
                call.server(), call.transport().word());
        var asked = new SessionDesk.Connect(request.userDn(), request.flags(), request.codePage(),
                request.stringLocale(), request.sortLocale(), request.clientVersion().normalized(),
                request.auxiliary());
        return switch (desk.connect(asked, peer)) {
            case SessionDesk.Connected.Open open -> answer(call, request, open, start);
            case SessionDesk.Connected.Refused(int error, Bytes auxiliary) ->
                refusal(request, error, auxiliary).write();
            case SessionDesk.Connected.Busy(String why, _) -> throw new RpcFault(RpcStatus.SERVICE_TOO_BUSY, why);
        };
    }

    private static Bytes answer(RpcCall call, EcDoConnectEx.Request request, SessionDesk.Connected.Open open,
            long start) {
        Session session = open.session();
        ContextHandle handle;
        try {
            handle = call.handles().open(Session.class, session);
        } catch (RpcFault full) {
            session.close();
            throw full;
        }
        return new EcDoConnectEx.Response(handle, SessionDesk.POLL_MILLIS, SessionDesk.RETRIES,
                SessionDesk.RETRY_DELAY_MILLIS, session.index(), "",
                open.displayName(), ProtocolVersion.Words.of(Versions.SERVER), request.clientVersion(),
                timeStamp(request, start), fitting(open.auxiliary(), request), EmsmdbError.NONE)
                .write(session.codePage());
    }

    /// Product notes 8 and 11: a 14.x server links no sessions; who asks for a link gets back the time that it sent.
    private static int timeStamp(EcDoConnectEx.Request request, long start) {
        return request.linkedSession() == NO_LINK ? (int) (start / 1000) : request.timeStamp();
    }

    private static Bytes fitting(Bytes auxiliary, EcDoConnectEx.Request request) {
        return auxiliary.length() <= request.auxiliaryOutMax() ? auxiliary : Bytes.EMPTY;
    }

    private static EcDoConnectEx.Response refusal(EcDoConnectEx.Request request, int error, Bytes auxiliary) {
        var best = error == EmsmdbError.VERSION_MISMATCH ? ProtocolVersion.Words.of(Versions.CLIENT_MIN)
                : request.clientVersion();
        return EcDoConnectEx.Response.refusal(error, best, request.timeStamp(), fitting(auxiliary, request));
    }

    private Bytes execute(RpcCall call) {
        long start = desk.now();
        var request = EcDoRpcExt2.Request.read(call.stub());
        Session session = find(call, request.session());
        return switch (desk.execute(session, request.flags(), request.payload(), request.payloadOutMax(),
                request.auxiliary())) {
            case SessionDesk.Execution.Done done -> answer(call, request, done, start);
            case SessionDesk.Execution.Busy(String why, _) -> throw new RpcFault(RpcStatus.SERVICE_TOO_BUSY, why);
            case SessionDesk.Execution.Gone() -> throw new RpcFault(CONTEXT_MISMATCH, "the session ended");
        };
    }

    private Bytes answer(RpcCall call, EcDoRpcExt2.Request request, SessionDesk.Execution.Done done, long start) {
        ContextHandle handle = request.session();
        if (done.ended()) {
            call.handles().release(Session.class, handle);
            handle = ContextHandle.NONE;
        }
        // Product note 18: a 14.x server returns the flags it was given.
        return new EcDoRpcExt2.Response(handle, request.flags(), done.payload(), Bytes.EMPTY,
                Math.clamp(desk.now() - start, 0, Integer.MAX_VALUE), done.error()).write();
    }

    private static Bytes disconnect(RpcCall call) {
        var request = EcDoDisconnect.Request.read(call.stub());
        Session session = call.handles().release(Session.class, request.session())
                .orElseThrow(() -> new RpcFault(CONTEXT_MISMATCH, "no such session"));
        session.close();
        return new EcDoDisconnect.Response(ContextHandle.NONE, EmsmdbError.NONE).write();
    }

    /// Product note 27: not supported unless an administrator switches it on, which this server does not offer.
    private static Bytes registerPush(RpcCall call) {
        var request = EcRRegisterPushNotification.Request.read(call.stub());
        Session _ = find(call, request.session());
        return new EcRRegisterPushNotification.Response(request.session(), 0, EmsmdbError.NOT_SUPPORTED).write();
    }

    private static Bytes connectAsync(RpcCall call) {
        var request = EcDoAsyncConnectEx.Request.read(call.stub());
        Session session = find(call, request.session());
        ContextHandle handle = call.handles().open(AsyncHandle.class, new AsyncHandle(session));
        // No call of the protocol closes it, and the client's group may outlive many sessions.
        session.whenClosed(() -> {
            Optional<AsyncHandle> _ = call.handles().release(AsyncHandle.class, handle);
        });
        return new EcDoAsyncConnectEx.Response(handle, EmsmdbError.NONE).write();
    }

    private static Session find(RpcCall call, ContextHandle handle) {
        Session session = call.handles().find(Session.class, handle)
                .orElseThrow(() -> new RpcFault(CONTEXT_MISMATCH, "no such session"));
        if (!call.caller().map(session.caller()::equals).orElse(false)) {
            throw new RpcFault(CONTEXT_MISMATCH, "the session is another caller's");
        }
        return session;
    }
}
