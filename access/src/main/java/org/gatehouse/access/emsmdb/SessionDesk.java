package org.gatehouse.access.emsmdb;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the sessions of one server and runs their calls, whatever transport they come by ([MS-OXCRPC] 3.1.4,
/// [MS-OXCMAPIHTTP] 2.2.4). Thread-safe.
public final class SessionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDesk.class);
    /// How often a client without notifications asks, how often it retries, and how long it waits between (4.1).
    public static final int POLL_MILLIS = 60_000;
    public static final int RETRIES = 6;
    public static final int RETRY_DELAY_MILLIS = 10_000;
    /// Product note 19: from 14.2 on, a larger request fails with ecRpcFailed.
    private static final int REQUEST_MAX = 0x8007;
    private static final int BUFFER_TOO_SMALL = 0x47d;

    private final AccessNode node;
    private final ConnectRules rules;
    private final Sessions sessions = new Sessions();
    private final RopEngine engine;

    public SessionDesk(AccessNode node) {
        this(node, new RopProcessor(node));
    }

    SessionDesk(AccessNode node, RopEngine engine) {
        this.node = node;
        this.rules = new ConnectRules(node.directory());
        this.engine = engine;
    }

    /// What a client asks for when it connects.
    ///
    /// @param auxiliary one extended buffer or nothing ([MS-OXCRPC] 3.1.4.1.1)
    public record Connect(String userDn, int flags, int codePage, int stringLocale, int sortLocale,
            ProtocolVersion version, Bytes auxiliary) {}

    /// Who asks, and over what.
    ///
    /// @param encrypted whether nobody between can read along
    /// @param protocol the log's protocol sequence: `ncacn_ip_tcp`, `ncacn_http`, `MAPI/HTTP`
    public record Peer(Optional<Identity> caller, boolean encrypted, InetSocketAddress client, InetSocketAddress server,
            String protocol) {}

    /// What became of a connect.
    public sealed interface Connected {
        /// @param displayName of the user
        /// @param auxiliary for the client, an extended buffer
        record Open(Session session, String displayName, Bytes auxiliary) implements Connected {}

        /// @param error a return value of EcDoConnectEx
        record Refused(int error) implements Connected {}

        /// As many sessions as the server may have: said as RPC_S_SERVER_TOO_BUSY (3.2.4.4).
        record Busy() implements Connected {}
    }

    /// What became of a call.
    ///
    /// @param payload the extended buffers of the answer; empty with an error
    /// @param ended whether the session is over
    public record Executed(Bytes payload, int error, boolean ended) {
        static Executed failure(int error) {
            return new Executed(Bytes.EMPTY, error, false);
        }
    }

    /// Sessions open now.
    public int sessionCount() {
        return sessions.size();
    }

    /// The server goes away: sessions open now, and any still to come, wait for no event.
    public void exit() {
        sessions.exit();
    }

    /// Sends clients elsewhere: their waits for events end with Exiting ([MS-OXCRPC] 3.3.4.1), and whatever they ask
    /// is served until they go. Who is led here all the same is let in and not sent away again: it would come back.
    public void drain() {
        sessions.leave();
    }

    long now() {
        return node.clock().millis();
    }

    /// Opens a session, or tells in the log why not.
    public Connected connect(Connect request, Peer peer) {
        long start = now();
        List<AuxiliaryBlock> blocks;
        try {
            if (!request.auxiliary().isEmpty() && request.auxiliary().length() < ExtendedBuffer.HEADER_SIZE) {
                return refuse(peer, request, EmsmdbError.RPC_FAILED, "auxiliary buffer shorter than its header", start);
            }
            blocks = auxiliary(request.auxiliary());
        } catch (MalformedException malformed) {
            return refuse(peer, request, EmsmdbError.RPC_FORMAT, "auxiliary buffer: " + malformed.getMessage(), start);
        }
        var facts = ClientFacts.of(request.version(), blocks);
        ConnectRules.Verdict verdict = rules.decide(request, peer, facts, node.settings().get());
        return switch (verdict) {
            case ConnectRules.Verdict.Refused(int error, String why) -> refuse(peer, request, error, why, start);
            case ConnectRules.Verdict.Accepted accepted -> open(peer, request, facts, accepted, start);
        };
    }

    private Connected open(Peer peer, Connect request, ClientFacts facts, ConnectRules.Verdict.Accepted accepted,
            long start) {
        Optional<Charset> codePage = CodePages.charset(request.codePage());
        if (codePage.isEmpty()) {
            return refuse(peer, request, EmsmdbError.INVALID_PARAMETER, "code page " + request.codePage(), start);
        }
        String userDn = accepted.user().legacyDn();
        var client = client(peer, userDn, facts);
        int perUserMax = accepted.administrator() ? -1 : node.limits().sessionsPerUserMax();
        Sessions.Opened opened = sessions.open(userDn, perUserMax, node.settings().get().connectionsMax(),
                index -> new Session(new Session.Opening(index, accepted.user(), peer.caller().orElseThrow(),
                        accepted.administrator(), new SessionLocale(codePage.get(), request.codePage(),
                        request.stringLocale(), request.sortLocale()), facts, client),
                        node.limits(), node.clock(), node.log(), () -> sessions.closed(userDn, index)));
        return switch (opened) {
            case Sessions.Opened.Open(Session session) -> {
                session.log("Connect", 0, Optional.of(now() - start), "CP=" + request.codePage() + " LCID="
                        + request.stringLocale() + (session.isAdministrator() ? " Admin" : ""), "");
                yield new Connected.Open(session, accepted.user().displayName(),
                        auxiliaryOut(session.clientVersion()));
            }
            case Sessions.Opened.UserFull() ->
                refuse(peer, request, EmsmdbError.MAX_CONNECTIONS, "too many sessions of this user", start);
            case Sessions.Opened.ServerFull() -> {
                Connected _ = refuse(peer, request, RpcStatus.SERVER_TOO_BUSY,
                        "as many sessions as the server may have", start);
                yield new Connected.Busy();
            }
        };
    }

    private Connected refuse(Peer peer, Connect request, int error, String why, long start) {
        node.log().write(new ClientAccessLog.Entry(node.clock().instant(), 0, 0,
                client(peer, request.userDn(), ClientFacts.of(request.version(), List.of())), "Connect", error,
                Optional.of(now() - start), "", why));
        return new Connected.Refused(error);
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

    private static List<AuxiliaryBlock> auxiliary(Bytes buffer) {
        return buffer.isEmpty() ? List.of() : AuxiliaryBuffer.read(ExtendedBuffer.readOne(buffer));
    }

    private ClientAccessLog.Client client(Peer peer, String userDn, ClientFacts facts) {
        return new ClientAccessLog.Client(userDn, node.server().organization(), facts.software(),
                facts.version().toString(), facts.mode(), address(peer.client()), address(peer.server()),
                peer.protocol());
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    }

    /// Parks until the session has events, for as long as its limits say ([MS-OXCRPC] 3.3.4.1).
    public AsyncHandle.Outcome await(Session session, CompletionStage<?> cancelled) {
        return new AsyncHandle(session).await(cancelled);
    }

    /// Runs the remote operations of one call; takes the session's turn.
    ///
    /// @param flags of EcDoRpcExt2
    /// @param payload one extended buffer
    /// @param payloadMax room for the answer's extended buffers
    /// @return nothing when the session had ended
    public Optional<Executed> execute(Session session, int flags, Bytes payload, int payloadMax, Bytes auxiliary) {
        session.turn().lock();
        try {
            if (session.isClosed()) {
                return Optional.empty();
            }
            session.backlog().touch();
            return Optional.of(run(session, flags, payload, payloadMax, auxiliary));
        } catch (MalformedException malformed) {
            session.log("Execute", EmsmdbError.RPC_FORMAT, Optional.empty(), "",
                    String.valueOf(malformed.getMessage()));
            return Optional.of(Executed.failure(EmsmdbError.RPC_FORMAT));
        } catch (RuntimeException bug) {
            LOG.error("bug while serving a session of {}; the session ends", session.user().legacyDn(), bug);
        } finally {
            session.turn().unlock();
        }
        session.log("Execute", EmsmdbError.RPC_FAILED, Optional.empty(), "", "internal error, session ended");
        session.close();
        return Optional.of(new Executed(Bytes.EMPTY, EmsmdbError.RPC_FAILED, true));
    }

    private Executed run(Session session, int flags, Bytes payload, int payloadMax, Bytes auxiliary) {
        if (payload.length() > REQUEST_MAX || payload.length() < ExtendedBuffer.HEADER_SIZE
                || payloadMax < ExtendedBuffer.HEADER_SIZE
                || !auxiliary.isEmpty() && auxiliary.length() < ExtendedBuffer.HEADER_SIZE) {
            session.log("Execute", EmsmdbError.RPC_FAILED, Optional.empty(), "", "buffer too small or too large");
            return Executed.failure(EmsmdbError.RPC_FAILED);
        }
        List<AuxiliaryBlock> _ = auxiliary(auxiliary); // performance data: checked, then dropped
        Bytes input = ExtendedBuffer.readOne(payload);
        var room = new RopEngine.Room(payloadMax, (flags & EcDoRpcExt2.FLAG_CHAIN) != 0);
        return switch (engine.run(session, input, room)) {
            case RopEngine.Output.Failed(int error) -> Executed.failure(error);
            case RopEngine.Output.Payloads(List<Bytes> payloads) -> {
                Bytes out = ExtendedBuffer.write(payloads, (flags & EcDoRpcExt2.FLAG_NO_COMPRESSION) == 0,
                        (flags & EcDoRpcExt2.FLAG_NO_XOR_MAGIC) == 0);
                yield out.length() > payloadMax ? Executed.failure(BUFFER_TOO_SMALL)
                        : new Executed(out, EmsmdbError.NONE, false);
            }
        };
    }
}
