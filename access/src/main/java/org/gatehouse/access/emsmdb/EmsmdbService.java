package org.gatehouse.access.emsmdb;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.EcDoAsyncConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoDisconnect;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EcDummyRpc;
import org.gatehouse.mapi.emsmdb.EcRRegisterPushNotification;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.EmsmdbSyntax;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The EMSMDB interface of one server ([MS-OXCRPC] 3.1): opens and ends sessions, and runs their calls. Thread-safe.
public final class EmsmdbService implements RpcService {
    private static final Logger LOG = LoggerFactory.getLogger(EmsmdbService.class);
    private static final int OP_RANGE_ERROR = 0x1c01_0002;
    private static final int CONTEXT_MISMATCH = 0x1c00_001a;
    /// How often a client without notifications asks, how often it retries, and how long it waits between (4.1).
    private static final int POLL_MILLIS = 60_000;
    private static final int RETRIES = 6;
    private static final int RETRY_DELAY_MILLIS = 10_000;
    /// Product note 19: from 14.2 on, a larger request fails with ecRpcFailed.
    private static final int REQUEST_MAX = 0x8007;
    private static final int BUFFER_TOO_SMALL = 0x47d;
    /// ulIcxrLink of a session that is to be linked with no other.
    private static final int NO_LINK = -1;

    private final AccessNode node;
    private final ConnectRules rules;
    private final Sessions sessions = new Sessions();
    private final RopEngine engine;

    public EmsmdbService(AccessNode node) {
        this(node, new RopProcessor(node));
    }

    EmsmdbService(AccessNode node, RopEngine engine) {
        this.node = node;
        this.rules = new ConnectRules(node.directory());
        this.engine = engine;
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

    /// Sessions open now.
    public int sessionCount() {
        return sessions.size();
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
        long start = node.clock().millis();
        var request = EcDoConnectEx.Request.read(call.stub());
        ProtocolVersion version = request.clientVersion().normalized();
        List<AuxiliaryBlock> blocks;
        try {
            if (!request.auxiliary().isEmpty() && request.auxiliary().length() < ExtendedBuffer.HEADER_SIZE) {
                return refuse(call, request, EmsmdbError.RPC_FAILED, "auxiliary buffer shorter than its header", start);
            }
            blocks = auxiliary(request.auxiliary());
        } catch (MalformedException malformed) {
            return refuse(call, request, EmsmdbError.RPC_FORMAT, "auxiliary buffer: " + malformed.getMessage(), start);
        }
        var facts = ClientFacts.of(version, blocks);
        ConnectRules.Verdict verdict = rules.decide(request, call.caller(), call.level(), node.settings().get());
        return switch (verdict) {
            case ConnectRules.Verdict.Refused(int error, String why) -> refuse(call, request, error, why, start);
            case ConnectRules.Verdict.Accepted accepted -> open(call, request, facts, accepted, start);
        };
    }

    private Bytes open(RpcCall call, EcDoConnectEx.Request request, ClientFacts facts,
            ConnectRules.Verdict.Accepted accepted, long start) {
        Optional<Charset> codePage = CodePages.charset(request.codePage());
        if (codePage.isEmpty()) {
            return refuse(call, request, EmsmdbError.INVALID_PARAMETER, "code page " + request.codePage(), start);
        }
        String userDn = accepted.user().legacyDn();
        var client = client(call, userDn, facts);
        int perUserMax = accepted.administrator() ? -1 : node.limits().sessionsPerUserMax();
        Sessions.Opened opened = sessions.open(userDn, perUserMax, node.settings().get().connectionsMax(),
                index -> new Session(new Session.Opening(index, accepted.user(), call.caller().orElseThrow(),
                        accepted.administrator(), new SessionLocale(codePage.get(), request.codePage(),
                        request.stringLocale(), request.sortLocale()), facts, client),
                        node.limits(), node.clock(), node.log(), () -> sessions.closed(userDn, index)));
        return switch (opened) {
            case Sessions.Opened.Open(Session session) -> answer(call, request, session, start);
            case Sessions.Opened.UserFull() ->
                refuse(call, request, EmsmdbError.MAX_CONNECTIONS, "too many sessions of this user", start);
            case Sessions.Opened.ServerFull() -> {
                // What a client hears as RPC_S_SERVER_TOO_BUSY and tries again after (3.2.4.4).
                Bytes _ = refuse(call, request, RpcStatus.SERVER_TOO_BUSY, "as many sessions as the server may have",
                        start);
                throw new RpcFault(RpcStatus.SERVER_TOO_BUSY, "too many sessions");
            }
        };
    }

    private Bytes answer(RpcCall call, EcDoConnectEx.Request request, Session session, long start) {
        ContextHandle handle;
        try {
            handle = call.handles().open(Session.class, session);
        } catch (RpcFault full) {
            session.close();
            throw full;
        }
        session.log("Connect", 0, Optional.of(node.clock().millis() - start), "CP=" + request.codePage() + " LCID="
                + request.stringLocale() + (session.isAdministrator() ? " Admin" : ""), "");
        Bytes auxiliary = fitting(auxiliaryOut(session.clientVersion()), request.auxiliaryOutMax());
        return new EcDoConnectEx.Response(handle, POLL_MILLIS, RETRIES, RETRY_DELAY_MILLIS, session.index(), "",
                session.user().displayName(), ProtocolVersion.Words.of(Versions.SERVER), request.clientVersion(),
                timeStamp(request, start), auxiliary, EmsmdbError.NONE).write();
    }

    /// Product notes 8 and 11: a 14.x server links no sessions; who asks for a link gets back the time that it sent.
    private static int timeStamp(EcDoConnectEx.Request request, long start) {
        return request.linkedSession() == NO_LINK ? (int) (start / 1000) : request.timeStamp();
    }

    private Bytes refuse(RpcCall call, EcDoConnectEx.Request request, int error, String why, long start) {
        var version = request.clientVersion().normalized();
        node.log().write(new ClientAccessLog.Entry(node.clock().instant(), 0, 0,
                client(call, request.userDn(), ClientFacts.of(version, List.of())), "Connect", error,
                Optional.of(node.clock().millis() - start), "", why));
        var best = error == EmsmdbError.VERSION_MISMATCH ? ProtocolVersion.Words.of(Versions.CLIENT_MIN)
                : request.clientVersion();
        return EcDoConnectEx.Response.refusal(error, best, request.timeStamp()).write();
    }

    /// Product notes 2 and 16: a 14.x server sends neither endpoint capabilities nor the system's version.
    private Bytes auxiliaryOut(ProtocolVersion client) {
        var blocks = new ArrayList<AuxiliaryBlock>();
        blocks.add(new AuxiliaryBlock.ClientControl(AuxiliaryBlock.ClientControl.COMPRESSION, 0));
        if (client.atLeast(Versions.CLIENT_READS_ORGANISATION_INFO)) {
            blocks.add(new AuxiliaryBlock.OrganisationInfo(node.directory().hasPublicFolders()));
        }
        return ExtendedBuffer.write(List.of(AuxiliaryBuffer.write(blocks)), false, false);
    }

    private static Bytes fitting(Bytes auxiliary, int max) {
        return auxiliary.length() <= max ? auxiliary : Bytes.EMPTY;
    }

    private static List<AuxiliaryBlock> auxiliary(Bytes buffer) {
        return buffer.isEmpty() ? List.of() : AuxiliaryBuffer.read(ExtendedBuffer.readOne(buffer));
    }

    private ClientAccessLog.Client client(RpcCall call, String userDn, ClientFacts facts) {
        return new ClientAccessLog.Client(userDn, node.server().organization(), facts.software(),
                facts.version().toString(), facts.mode(), address(call.client()), address(call.server()),
                "ncacn_ip_tcp");
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    }

    private Bytes execute(RpcCall call) {
        long start = node.clock().millis();
        var request = EcDoRpcExt2.Request.read(call.stub());
        Session session = find(call, request.session());
        session.turn().lock();
        try {
            if (session.isClosed()) {
                throw new RpcFault(CONTEXT_MISMATCH, "the session ended");
            }
            session.backlog().touch();
            return execute(session, request, start).write();
        } catch (MalformedException malformed) {
            session.log("Execute", EmsmdbError.RPC_FORMAT, Optional.empty(), "",
                    String.valueOf(malformed.getMessage()));
            return failure(request, request.session(), EmsmdbError.RPC_FORMAT, start).write();
        } catch (RuntimeException bug) {
            if (bug instanceof RpcFault) {
                throw bug;
            }
            LOG.error("bug while serving a session of {}; the session ends", session.user().legacyDn(), bug);
        } finally {
            session.turn().unlock();
        }
        session.log("Execute", EmsmdbError.RPC_FAILED, Optional.empty(), "", "internal error, session ended");
        call.handles().release(Session.class, request.session());
        session.close();
        return failure(request, ContextHandle.NONE, EmsmdbError.RPC_FAILED, start).write();
    }

    private EcDoRpcExt2.Response execute(Session session, EcDoRpcExt2.Request request, long start) {
        if (request.payload().length() > REQUEST_MAX || request.payload().length() < ExtendedBuffer.HEADER_SIZE
                || request.payloadOutMax() < ExtendedBuffer.HEADER_SIZE
                || !request.auxiliary().isEmpty() && request.auxiliary().length() < ExtendedBuffer.HEADER_SIZE) {
            return failure(request, request.session(), EmsmdbError.RPC_FAILED, start);
        }
        List<AuxiliaryBlock> _ = auxiliary(request.auxiliary()); // performance data: checked, then dropped
        Bytes input = ExtendedBuffer.readOne(request.payload());
        var room = new RopEngine.Room(request.payloadOutMax(), (request.flags() & EcDoRpcExt2.FLAG_CHAIN) != 0);
        return switch (engine.run(session, input, room)) {
            case RopEngine.Output.Failed(int error) -> failure(request, request.session(), error, start);
            case RopEngine.Output.Payloads(List<Bytes> payloads) -> {
                Bytes out = ExtendedBuffer.write(payloads, (request.flags() & EcDoRpcExt2.FLAG_NO_COMPRESSION) == 0,
                        (request.flags() & EcDoRpcExt2.FLAG_NO_XOR_MAGIC) == 0);
                // Product note 18: a 14.x server returns the flags it was given.
                yield out.length() > request.payloadOutMax()
                        ? failure(request, request.session(), BUFFER_TOO_SMALL, start)
                        : new EcDoRpcExt2.Response(request.session(), request.flags(), out, Bytes.EMPTY, elapsed(start),
                                EmsmdbError.NONE);
            }
        };
    }

    private EcDoRpcExt2.Response failure(EcDoRpcExt2.Request request, ContextHandle handle, int error, long start) {
        return new EcDoRpcExt2.Response(handle, request.flags(), Bytes.EMPTY, Bytes.EMPTY, elapsed(start), error);
    }

    private int elapsed(long start) {
        return Math.clamp(node.clock().millis() - start, 0, Integer.MAX_VALUE);
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
