package org.gatehouse.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.PresentationContext;
import org.gatehouse.dcerpc.pdu.PresentationContext.Result;
import org.gatehouse.dcerpc.pdu.SecurityTrailer;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// One RPC connection with one bound interface and one call at a time ([C706] 12, [MS-RPCE] 3.3.2). Not thread-safe.
public final class RpcConnection implements AutoCloseable {
    private static final SyntaxId NDR = SyntaxId.of("8a885d04-1ceb-11c9-9fe8-08002b104860", 2, 0);
    private static final int FRAGMENT_MAX = 5840;
    private static final int REPLY_BYTES_MAX = 4 << 20;
    private static final int CONTEXT = 0;
    private static final int PAD_UNIT = 16;

    private final PduCarrier carrier;
    private final AuthLevel level;
    private @Nullable MessageProtection protection;
    private boolean signsHeaders;
    private int fragmentMax = FRAGMENT_MAX;
    private int groupId;
    private int lastCall;

    private RpcConnection(PduCarrier carrier, AuthLevel level) {
        this.carrier = carrier;
        this.level = level;
    }

    /// What to bind.
    ///
    /// @param account empty for an unauthenticated binding
    /// @param groupId an association group to join, 0 for a new one
    public record Target(InetSocketAddress address, SyntaxId service, Optional<Account> account, AuthLevel level,
            int groupId) {
        public static Target anonymous(InetSocketAddress address, SyntaxId service) {
            return new Target(address, service, Optional.empty(), AuthLevel.NONE, 0);
        }

        public static Target sealed(InetSocketAddress address, SyntaxId service, Account account) {
            return new Target(address, service, Optional.of(account), AuthLevel.PRIVACY, 0);
        }
    }

    /// Connects and binds; `timeout` bounds the connection and every read after it.
    ///
    /// @throws RpcException when the server refuses the interface or the sign-in
    public static RpcConnection open(Target target, Duration timeout) throws IOException {
        return bound(TcpCarrier.open(target.address(), timeout), target);
    }

    /// The same through Outlook Anywhere, signed in with NTLM behind the proxy too.
    ///
    /// @throws RpcException when the proxy refuses the connection, or the server the interface or the sign-in
    public static RpcConnection open(ProxiedServer server, SyntaxId service, Account account, AuthLevel level,
            Duration timeout) throws IOException {
        PduCarrier carrier = TunnelCarrier.open(server, account, timeout);
        return bound(carrier, new Target(carrier.peer(), service, Optional.of(account), level, 0));
    }

    private static RpcConnection bound(PduCarrier carrier, Target target) throws IOException {
        try {
            var connection = new RpcConnection(carrier, target.level());
            return Answers.of(() -> {
                connection.bind(target);
                return connection;
            });
        } catch (IOException | RuntimeException failed) {
            carrier.close();
            throw failed;
        }
    }

    /// One to another interface of the same server, in the same association group, sealed.
    RpcConnection another(SyntaxId service, Account account, Duration timeout) throws IOException {
        PduCarrier second = carrier.another(timeout);
        return bound(second, new Target(second.peer(), service, Optional.of(account), AuthLevel.PRIVACY, groupId));
    }

    /// The association group this connection belongs to.
    public int groupId() {
        return groupId;
    }

    public InetSocketAddress peer() {
        return carrier.peer();
    }

    /// Whether the connection has ended, as far as is known: what carries it may look after it between calls.
    public boolean isOver() {
        return carrier.isOver();
    }

    /// Changes how long reads may take.
    public void timeout(Duration timeout) throws IOException {
        carrier.timeout(timeout);
    }

    /// Calls an operation and returns the reply's stub.
    ///
    /// @throws RpcException with the status of a fault
    public Bytes call(int operation, Bytes stub) throws IOException {
        int callId = ++lastCall;
        send(callId, operation, stub);
        return Answers.of(() -> receive(callId));
    }

    @Override
    public void close() throws IOException {
        carrier.close();
    }

    private void bind(Target target) throws IOException {
        NtlmInitiator initiator = target.account().map(RpcConnection::initiator).orElse(null);
        var context = new PresentationContext(CONTEXT, target.service(), List.of(NDR));
        var bind = new Pdu.Bind(FRAGMENT_MAX, FRAGMENT_MAX, target.groupId(), List.of(context));
        int flags = PduFlags.WHOLE | (initiator == null ? 0 : PduFlags.SUPPORT_HEADER_SIGN);
        int callId = ++lastCall;
        carrier.write(PduCodec.encode(PduHeader.of(PduType.BIND, flags, callId), bind,
                initiator == null ? null : trailer(0, initiator.negotiate())));
        byte[] raw = carrier.read();
        PduHeader header = PduHeader.read(raw);
        switch (PduCodec.decode(header, raw)) {
            case Pdu.BindAck ack -> accept(ack, target.service());
            case Pdu.BindNak(int reason) -> throw new RpcException("bind refused", reason);
            case Pdu.Fault fault -> throw new RpcException("bind answered by a fault", fault.status());
            case Pdu other -> throw new IOException("bind answered by " + other.type());
        }
        if (initiator != null) {
            signsHeaders = header.has(PduFlags.SUPPORT_HEADER_SIGN);
            var answer = initiator.authenticate(SecurityTrailer.read(header, raw, PduHeader.SIZE).token());
            carrier.write(PduCodec.encode(PduHeader.of(PduType.AUTH3, PduFlags.WHOLE, callId), new Pdu.Auth3(),
                    trailer(0, answer.token())));
            protection = answer.protection();
        }
    }

    static NtlmInitiator initiator(Account account) {
        var caller = new NtlmInitiator.Account(account.domain(), account.user(), NtlmKeys.ntHash(account.password()),
                "");
        return new NtlmInitiator(caller, NtlmInitiator.FULL_PROTECTION, null, InstantSource.system(),
                new SecureRandom());
    }

    private void accept(Pdu.BindAck ack, SyntaxId service) throws IOException {
        Result result = ack.results().isEmpty() ? Result.rejected(0) : ack.results().getFirst();
        if (result.code() != Result.ACCEPTANCE) {
            throw new RpcException("interface " + service + " refused", result.reason());
        }
        fragmentMax = Math.min(FRAGMENT_MAX, ack.receiveMax());
        groupId = ack.groupId();
    }

    private SecurityTrailer trailer(int padding, Bytes token) {
        return new SecurityTrailer(SecurityTrailer.SERVICE_NTLM, level.code(), padding, 0, token);
    }

    private void send(int callId, int operation, Bytes stub) throws IOException {
        int overhead = Pdu.Request.HEAD_SIZE + PAD_UNIT
                + (protection == null ? 0 : SecurityTrailer.SIZE + protection.signatureLength());
        int pieceMax = fragmentMax - overhead & ~(PAD_UNIT - 1);
        int at = 0;
        do {
            int end = Math.min(stub.length(), at + pieceMax);
            int flags = (at == 0 ? PduFlags.FIRST : 0) | (end == stub.length() ? PduFlags.LAST : 0);
            carrier.write(request(flags, callId, operation, stub.length() - at, stub.slice(at, end)));
            at = end;
        } while (at < stub.length());
    }

    private byte[] request(int flags, int callId, int operation, int hint, Bytes piece) {
        PduHeader header = PduHeader.of(PduType.REQUEST, flags, callId);
        MessageProtection active = protection;
        if (active == null || !level.atLeast(AuthLevel.CALL)) {
            return PduCodec.encode(header, new Pdu.Request(hint, CONTEXT, operation, Optional.empty(), piece), null);
        }
        int padding = -piece.length() & PAD_UNIT - 1;
        Bytes padded = new ByteWriter(piece.length() + padding).bytes(piece).zeros(padding).toBytes();
        byte[] raw = PduCodec.encode(header, new Pdu.Request(hint, CONTEXT, operation, Optional.empty(), padded),
                trailer(padding, Bytes.wrap(new byte[active.signatureLength()])));
        int tokenAt = raw.length - active.signatureLength();
        int stubEnd = tokenAt - SecurityTrailer.SIZE;
        int signFrom = signsHeaders ? 0 : Pdu.Request.HEAD_SIZE;
        int signTo = signsHeaders ? tokenAt : stubEnd;
        Bytes signature = level == AuthLevel.PRIVACY
                ? active.seal(raw, signFrom, signTo, Pdu.Request.HEAD_SIZE, stubEnd)
                : active.sign(raw, signFrom, signTo);
        System.arraycopy(signature.toArray(), 0, raw, tokenAt, signature.length());
        return raw;
    }

    private Bytes receive(int callId) throws IOException {
        @Nullable ByteWriter stub = null;
        while (true) {
            byte[] raw = carrier.read();
            PduHeader header = PduHeader.read(raw);
            int padding = header.type() == PduType.RESPONSE ? reveal(header, raw) : 0;
            switch (PduCodec.decode(header, raw)) {
                case Pdu.Response response when header.callId() == callId -> {
                    if (stub == null) {
                        stub = new ByteWriter((int) Math.min(response.allocationHint(), REPLY_BYTES_MAX));
                    }
                    stub.bytes(response.stub(), 0, response.stub().length() - padding);
                }
                case Pdu.Fault fault when header.callId() == callId ->
                    throw new RpcException("call answered by a fault", fault.status());
                case Pdu other -> throw new IOException("call " + callId + " answered by " + other.type()
                        + " for call " + header.callId());
            }
            if (stub != null && stub.size() > REPLY_BYTES_MAX) {
                throw new IOException("reply of more than " + REPLY_BYTES_MAX + " bytes");
            }
            if (stub != null && header.has(PduFlags.LAST)) {
                return stub.takeBytes();
            }
        }
    }

    /// Checks and decrypts a response in place; returns the length of its padding.
    private int reveal(PduHeader header, byte[] raw) throws IOException {
        MessageProtection active = protection;
        if (active == null || !level.atLeast(AuthLevel.CALL)) {
            return 0;
        }
        SecurityTrailer trailer = SecurityTrailer.read(header, raw, Pdu.Response.HEAD_SIZE);
        int stubEnd = SecurityTrailer.start(header);
        int signFrom = signsHeaders ? 0 : Pdu.Response.HEAD_SIZE;
        int signTo = signsHeaders ? stubEnd + SecurityTrailer.SIZE : stubEnd;
        boolean holds = level == AuthLevel.PRIVACY
                ? active.unseal(raw, signFrom, signTo, Pdu.Response.HEAD_SIZE, stubEnd, trailer.token())
                : active.verify(raw, signFrom, signTo, trailer.token());
        if (!holds) {
            throw new IOException("the reply's signature does not hold");
        }
        return trailer.padLength();
    }
}
