package org.gatehouse.access.emsmdb;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.gatehouse.access.Throttled;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Lane;
import org.gatehouse.security.throttling.Refusal;
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
    private final Sessions sessions = new Sessions();
    private final ConnectDesk connects;
    private final RopEngine engine;

    public SessionDesk(AccessNode node) {
        this(node, new RopProcessor(node));
    }

    SessionDesk(AccessNode node, RopEngine engine) {
        this.node = node;
        this.connects = new ConnectDesk(node, sessions);
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
        /// @param auxiliary what there is to say about it: an extended buffer or nothing
        record Refused(int error, Bytes auxiliary) implements Connected {}

        /// As many sessions as the server may have, or a user who has used up a share of the minute: said as
        /// RPC_S_SERVER_TOO_BUSY (3.2.4.4).
        ///
        /// @param auxiliary what there is to say about it, on transports that can
        record Busy(String why, Bytes auxiliary) implements Connected {}
    }

    /// What became of a call.
    public sealed interface Execution {
        /// @param payload the extended buffers of the answer; empty with an error
        /// @param ended whether the session is over
        record Done(Bytes payload, int error, boolean ended) implements Execution {}

        /// Its user has used up a share of the minute: said as RPC_S_SERVER_TOO_BUSY ([MS-OXCROPS] 3.2.4.2). Nothing of
        /// the call was done, and it may come again.
        ///
        /// @param auxiliary what there is to say about it, on transports that can
        record Busy(String why, Bytes auxiliary) implements Execution {}

        /// The session had ended.
        record Gone() implements Execution {}
    }

    /// Sessions open now.
    public int sessionCount() {
        return sessions.size();
    }

    /// The logons of all sessions now.
    public List<OpenLogon> openLogons() {
        return sessions.all().stream().flatMap(session -> session.openLogons().stream()).toList();
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
        return connects.connect(request, peer);
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
    public Execution execute(Session session, int flags, Bytes payload, int payloadMax, Bytes auxiliary) {
        Turn turn;
        try (Lane lane = session.purse().lane()) {
            turn = inTurn(session, lane, flags, payload, payloadMax, auxiliary);
        }
        // Not in the turn: its user may end the session meanwhile.
        turn.refusal().ifPresent(node.budgets()::pause);
        return turn.execution();
    }

    /// @param refusal why something was put off, if anything was
    private record Turn(Execution execution, Optional<Refusal> refusal) {
        Turn(Execution execution) {
            this(execution, Optional.empty());
        }
    }

    private Turn inTurn(Session session, Lane lane, int flags, Bytes payload, int payloadMax, Bytes auxiliary) {
        session.turn().lock();
        try {
            if (session.isClosed()) {
                return new Turn(new Execution.Gone());
            }
            session.backlog().touch();
            Turn turn = allotted(session, lane, flags, payload, payloadMax, auxiliary);
            if (!session.isLost()) {
                return turn;
            }
        } catch (MalformedException malformed) {
            session.log("Execute", EmsmdbError.RPC_FORMAT, Optional.empty(), "",
                    String.valueOf(malformed.getMessage()));
            return new Turn(failure(EmsmdbError.RPC_FORMAT));
        } catch (RuntimeException bug) {
            LOG.error("bug while serving a session of {}; the session ends", session.user().legacyDn(), bug);
        } finally {
            session.turn().unlock();
        }
        session.log("Execute", EmsmdbError.RPC_FAILED, Optional.empty(), "", session.isLost()
                ? session.whyLost() + ", session ended" : "internal error, session ended");
        session.close();
        return new Turn(new Execution.Done(Bytes.EMPTY, EmsmdbError.RPC_FAILED, true));
    }

    /// A client that does not know RopBackoff sends the whole call again, so that none of it may have been done.
    private Turn allotted(Session session, Lane lane, int flags, Bytes payload, int payloadMax, Bytes auxiliary) {
        try (Allotment allotment = Allotment.begin(session.purse(), lane, session.knowsBackoff())) {
            if (allotment.refusal().isPresent() && !session.knowsBackoff()) {
                Refusal why = allotment.refusal().get();
                logThrottled(session, RpcStatus.SERVICE_TOO_BUSY, why);
                return new Turn(new Execution.Busy(why.text(), Throttled.auxiliary(why)), allotment.refusal());
            }
            Execution done = allotment.during(() -> run(session, flags, payload, payloadMax, auxiliary, allotment));
            allotment.refusal().ifPresent(why -> logThrottled(session, 0, why));
            return new Turn(done, allotment.refusal());
        }
    }

    /// Once for each wait that is told, not for each request that does not wait.
    private static void logThrottled(Session session, int status, Refusal why) {
        if (why.pause().isZero()) {
            session.log("Execute", status, Optional.empty(), "", why.text());
        }
    }

    private static Execution failure(int error) {
        return new Execution.Done(Bytes.EMPTY, error, false);
    }

    private Execution run(Session session, int flags, Bytes payload, int payloadMax, Bytes auxiliary,
            Allotment allotment) {
        if (payload.length() > REQUEST_MAX || payload.length() < ExtendedBuffer.HEADER_SIZE
                || payloadMax < ExtendedBuffer.HEADER_SIZE
                || !auxiliary.isEmpty() && auxiliary.length() < ExtendedBuffer.HEADER_SIZE) {
            session.log("Execute", EmsmdbError.RPC_FAILED, Optional.empty(), "", "buffer too small or too large");
            return failure(EmsmdbError.RPC_FAILED);
        }
        List<AuxiliaryBlock> _ = ConnectDesk.auxiliary(auxiliary); // performance data: checked, then dropped
        Bytes input = ExtendedBuffer.readOne(payload);
        var room = new RopEngine.Room(payloadMax, (flags & EcDoRpcExt2.FLAG_CHAIN) != 0);
        return switch (engine.run(session, input, room, allotment)) {
            case RopEngine.Output.Failed(int error) -> failure(error);
            case RopEngine.Output.Payloads(List<Bytes> payloads) -> {
                Bytes out = ExtendedBuffer.write(payloads, (flags & EcDoRpcExt2.FLAG_NO_COMPRESSION) == 0,
                        (flags & EcDoRpcExt2.FLAG_NO_XOR_MAGIC) == 0);
                yield out.length() > payloadMax ? failure(BUFFER_TOO_SMALL)
                        : new Execution.Done(out, EmsmdbError.NONE, false);
            }
        };
    }
}
