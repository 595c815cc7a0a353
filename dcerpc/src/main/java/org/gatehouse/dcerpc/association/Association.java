package org.gatehouse.dcerpc.association;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.association.Step.Input;
import org.gatehouse.dcerpc.association.Step.Output;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.PresentationContext.Result;
import org.gatehouse.dcerpc.pdu.SecurityTrailer;
import org.gatehouse.security.SignIns;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// The server's side of one connection ([C706] 9.3.1 and 9.3.2, [MS-RPCE] 3.3.1.5): bind, sign-in, calls.
///
/// A state machine without threads: [#step(Input)] takes what happened and gives what to do, in order. Whoever owns
/// the connection calls it from one thread at a time and writes the PDUs in the order given, because signatures count.
/// A long answer comes in parts, each sealed when the one before is handed over: see [Output.More].
/// A [MalformedException] from a step means to close the connection; [Input.Gone] is due all the same.
public final class Association {
    /// auth_length of an auth3 leaves at least its header and 4 octets of padding ([MS-RPCE] 2.2.2.10).
    private static final int AUTH3_BODY_END = PduHeader.SIZE + 4;
    private static final int BIND_BODY_END = PduHeader.SIZE + 8;

    /// What a sign-in attempt in a bind or alter_context came to.
    private sealed interface SignIn {
        record Answer(@Nullable SecurityTrailer trailer) implements SignIn {}

        /// @param reason for a bind_nak
        /// @param status for a fault
        record Refused(int reason, int status) implements SignIn {}
    }

    private final Endpoint endpoint;
    private final InetSocketAddress client;
    private final InetSocketAddress server;
    private final Negotiated negotiated;
    private final RequestIntake intake;
    private final Calls calls;
    private final Outbox outbox = new Outbox();
    private boolean closed;

    /// @param transport what carries the connection
    /// @param client the client's address, as a balancer tells it
    /// @param server the address the client reached
    public Association(Endpoint endpoint, ProtocolSequence transport, InetSocketAddress client,
            InetSocketAddress server) {
        this.endpoint = endpoint;
        this.client = client;
        this.server = server;
        this.negotiated = new Negotiated(endpoint);
        this.intake = new RequestIntake(negotiated);
        this.calls = new Calls(negotiated, transport, client, server);
    }

    /// About how many bytes of answers wait for [Input.Continue].
    public long waitingBytes() {
        return outbox.waitingBytes();
    }

    /// @throws MalformedException when the peer's bytes end the connection
    public List<Output> step(Input input) {
        outbox.begin(input instanceof Input.Continue);
        if (input instanceof Input.Received) {
            endpoint.statistics().packetReceived();
        }
        apply(input, outbox);
        List<Output> outputs = outbox.end();
        for (Output output : outputs) {
            if (output instanceof Output.Send) {
                endpoint.statistics().packetSent();
            } else if (output instanceof Output.Dispatch) {
                endpoint.statistics().callDispatched();
            }
        }
        return outputs;
    }

    private void apply(Input input, Outbox out) {
        switch (input) {
            case Input.Received(byte[] pdu) when !closed -> receive(pdu, out);
            case Input.Answered(var ticket, Bytes stub) when !closed -> calls.answer(ticket, stub, out);
            case Input.Faulted(var ticket, int status, boolean executed) when !closed ->
                calls.fault(ticket, status, executed, out);
            case Input.Stopping() when !closed -> stop(out);
            case Input.Draining(boolean withHandles) when !closed -> {
                AssociationGroup group = negotiated.group;
                if (group != null && calls.areNone() && (withHandles || !group.holdsHandles())) {
                    stop(out);
                }
            }
            case Input.Received _, Input.Answered _, Input.Faulted _, Input.Stopping _, Input.Draining _,
                    Input.Continue _ -> { }
            case Input.Gone() -> gone(out);
        }
    }

    /// `shutdown` asks the client to close ([C706] 12.6.4.11); it never belongs to a call, so its call_id is 0.
    private void stop(Outbox out) {
        if (negotiated.group != null) {
            out.add(new Output.Send(PduCodec.encode(PduHeader.of(PduType.SHUTDOWN, PduFlags.WHOLE, 0),
                    new Pdu.Shutdown(), null)));
        }
        close("stopping", out);
    }

    private void receive(byte[] raw, Outbox out) {
        PduHeader header = PduHeader.read(raw);
        if (header.length() != raw.length) {
            throw new MalformedException("a PDU of " + header.length() + " bytes in " + raw.length);
        }
        if (negotiated.group == null && header.type() != PduType.BIND) {
            throw new MalformedException(header.type() + " before a bind");
        }
        switch (header.type()) {
            case BIND -> bind(header, raw, out);
            case ALTER_CONTEXT -> alterContext(header, raw, out);
            case AUTH3 -> auth3(header, raw, out);
            case REQUEST -> request(header, raw, out);
            case CO_CANCEL -> calls.cancel(header.callId(), out);
            case ORPHANED -> calls.orphan(header.callId(), out);
            case RESPONSE, FAULT, BIND_ACK, BIND_NAK, ALTER_CONTEXT_RESPONSE, SHUTDOWN ->
                throw new MalformedException(header.type() + " from a client");
        }
    }

    private void bind(PduHeader header, byte[] raw, Outbox out) {
        if (header.version() != PduHeader.VERSION || header.minorVersion() > 1) {
            refuseBind(header, Pdu.BindNak.PROTOCOL_VERSION_NOT_SUPPORTED, out);
            return;
        }
        Pdu.Bind bind;
        SecurityTrailer trailer;
        try {
            bind = (Pdu.Bind) PduCodec.decode(header, raw);
            trailer = trailer(header, raw, BIND_BODY_END);
        } catch (MalformedException bad) {
            refuseBind(header, Pdu.BindNak.PROTOCOL_VERSION_NOT_SUPPORTED, out); // what Windows answers
            return;
        }
        Optional<List<Result>> results = negotiated.group == null ? negotiated.contexts.negotiate(bind.contexts())
                : Optional.empty(); // only one bind is possible
        Optional<AssociationGroup> group = results.isEmpty() ? Optional.empty()
                : bind.groupId() == 0 ? endpoint.groups().create() : endpoint.groups().join(bind.groupId());
        if (results.isEmpty() || group.isEmpty()) {
            refuseBind(header, Pdu.BindNak.NOT_SPECIFIED, out);
            return;
        }
        negotiated.group = group.get();
        switch (signIn(trailer, true, out)) {
            case SignIn.Refused(int reason, int _) -> refuseBind(header, reason, out);
            case SignIn.Answer(var answer) -> {
                negotiated.fragmentMax = endpoint.limits().negotiate(bind.sendMax(), bind.receiveMax());
                negotiated.multiplexed = header.has(PduFlags.CONCURRENT_MULTIPLEXING);
                negotiated.headerSigning = header.has(PduFlags.SUPPORT_HEADER_SIGN);
                int flags = PduFlags.WHOLE | header.flags()
                        & (PduFlags.CONCURRENT_MULTIPLEXING | PduFlags.SUPPORT_HEADER_SIGN);
                var ack = new Pdu.BindAck(negotiated.fragmentMax, negotiated.fragmentMax, group.get().id(),
                        Integer.toString(server.getPort()), results.get());
                out.add(new Output.Send(PduCodec.encode(
                        PduHeader.of(PduType.BIND_ACK, flags, header.callId()), ack, answer)));
            }
        }
    }

    private void alterContext(PduHeader header, byte[] raw, Outbox out) {
        Pdu.AlterContext alter;
        SecurityTrailer trailer;
        try {
            alter = (Pdu.AlterContext) PduCodec.decode(header, raw);
            trailer = trailer(header, raw, BIND_BODY_END);
        } catch (MalformedException bad) {
            fault(ProtocolFault.refusing(header.callId(), RpcStatus.PROTOCOL_ERROR), out);
            return;
        }
        if (trailer != null && trailer.service() == SecurityTrailer.SERVICE_NONE) {
            fault(ProtocolFault.refusing(header.callId(), RpcStatus.ACCESS_DENIED), out);
            return;
        }
        Optional<List<Result>> results = negotiated.contexts.negotiate(alter.contexts());
        AssociationGroup group = negotiated.group;
        if (results.isEmpty() || group == null) {
            fault(ProtocolFault.refusing(header.callId(), RpcStatus.PROTOCOL_ERROR), out);
            return;
        }
        negotiated.headerSigning |= header.has(PduFlags.SUPPORT_HEADER_SIGN);
        switch (signIn(trailer, false, out)) {
            case SignIn.Refused(int _, int status) ->
                fault(ProtocolFault.refusing(header.callId(), status), out);
            case SignIn.Answer(var answer) -> {
                // Sizes and group of the request are ignored: the bind settled them ([C706] 12.6.4.1).
                var response = new Pdu.AlterContextResponse(negotiated.fragmentMax, negotiated.fragmentMax,
                        group.id(), results.get());
                int flags = PduFlags.WHOLE | header.flags() & PduFlags.SUPPORT_HEADER_SIGN;
                out.add(new Output.Send(PduCodec.encode(
                        PduHeader.of(PduType.ALTER_CONTEXT_RESPONSE, flags, header.callId()), response, answer)));
            }
        }
    }

    /// `rpc_auth_3` ends a sign-in without an answer ([MS-RPCE] 3.3.1.5.2.2); a failure shows at the next request.
    private void auth3(PduHeader header, byte[] raw, Outbox out) {
        SecurityTrailer trailer;
        try {
            trailer = trailer(header, raw, AUTH3_BODY_END);
        } catch (MalformedException bad) {
            fault(ProtocolFault.refusing(header.callId(), RpcStatus.REMOTE_NO_MEMORY), out); // what Windows answers
            return;
        }
        SecurityContext security = trailer == null ? null : negotiated.security.get(trailer.contextId());
        if (trailer == null || security == null || security.finished() || !security.matches(trailer)) {
            fault(ProtocolFault.refusing(header.callId(), RpcStatus.PROTOCOL_ERROR), out);
            return;
        }
        security.accept(trailer.token(), true);
        established(security, out);
    }

    private void request(PduHeader header, byte[] raw, Outbox out) {
        RequestIntake.Taken taken;
        try {
            taken = intake.take(header, raw);
        } catch (MalformedException bad) {
            fault(ProtocolFault.closing(header.callId(), 0, RpcStatus.PROTOCOL_ERROR), out);
            return;
        }
        AssociationGroup group = negotiated.group;
        switch (taken) {
            case RequestIntake.Taken.Refused(ProtocolFault fault) -> fault(fault, out);
            case RequestIntake.Taken.More() -> { }
            case RequestIntake.Taken.Whole(PartialRequest whole) -> {
                if (group != null) {
                    calls.start(whole, group, out).ifPresent(fault -> fault(fault, out));
                }
            }
        }
    }

    private SignIn signIn(@Nullable SecurityTrailer trailer, boolean binding, Outbox out) {
        if (trailer == null) {
            return new SignIn.Answer(null);
        }
        SecurityContext known = negotiated.security.get(trailer.contextId());
        if (known == null) {
            return openSignIn(trailer, binding, out);
        }
        if (known.service() != trailer.service()) {
            return new SignIn.Refused(Pdu.BindNak.NOT_SPECIFIED, RpcStatus.SECURITY_PACKAGE_ERROR);
        }
        if (known.level().code() != trailer.level() || known.finished()) {
            return new SignIn.Refused(Pdu.BindNak.NOT_SPECIFIED, RpcStatus.ACCESS_DENIED);
        }
        return advance(known, trailer, out);
    }

    private SignIn openSignIn(SecurityTrailer trailer, boolean binding, Outbox out) {
        Optional<AuthLevel> level = AuthLevel.of(trailer.level()).filter(asked -> asked != AuthLevel.NONE);
        if (level.isEmpty()) {
            return new SignIn.Refused(Pdu.BindNak.NOT_SPECIFIED, RpcStatus.ACCESS_DENIED);
        }
        SignIns signIns = endpoint.signIns().orElse(null);
        SignIns.Mechanism mechanism = switch (trailer.service()) {
            case SecurityTrailer.SERVICE_NEGOTIATE -> SignIns.Mechanism.NEGOTIATE;
            case SecurityTrailer.SERVICE_NTLM -> SignIns.Mechanism.NTLM;
            case SecurityTrailer.SERVICE_KERBEROS -> SignIns.Mechanism.KERBEROS;
            default -> null;
        };
        if (mechanism == null || signIns == null || !signIns.offers(mechanism)) {
            return new SignIn.Refused(Pdu.BindNak.AUTHENTICATION_TYPE_NOT_RECOGNIZED,
                    RpcStatus.SECURITY_PACKAGE_ERROR);
        }
        if (level.get() == AuthLevel.CALL) { // of connectionless RPC only ([MS-RPCE] 2.2.1.1.8)
            return new SignIn.Refused(Pdu.BindNak.INVALID_CHECKSUM, RpcStatus.SECURITY_PACKAGE_ERROR);
        }
        if (negotiated.security.size() >= endpoint.limits().securityContextsMax()) {
            return new SignIn.Refused(Pdu.BindNak.LOCAL_LIMIT_EXCEEDED, RpcStatus.PROTOCOL_ERROR);
        }
        var security = new SecurityContext(trailer, level.get(), signIns.open(mechanism, client.getAddress(), null));
        negotiated.security.put(trailer.contextId(), security);
        if (binding) {
            negotiated.defaultSecurity = security;
        }
        return advance(security, trailer, out);
    }

    private SignIn advance(SecurityContext security, SecurityTrailer trailer, Outbox out) {
        Optional<Bytes> token = security.accept(trailer.token(), false);
        if (token.isEmpty()) {
            return new SignIn.Refused(Pdu.BindNak.INVALID_CHECKSUM, RpcStatus.SECURITY_PACKAGE_ERROR);
        }
        established(security, out);
        return new SignIn.Answer(new SecurityTrailer(trailer.service(), trailer.level(), 0, trailer.contextId(),
                token.get()));
    }

    private void established(SecurityContext security, Outbox out) {
        if (!security.established()) {
            return;
        }
        if (negotiated.defaultSecurity == null && security.level() == AuthLevel.CONNECT) {
            negotiated.defaultSecurity = security;
        }
        security.identity().filter(identity -> !identity.isAnonymous())
                .ifPresent(identity -> out.add(new Output.SignedIn(identity.qualified())));
    }

    private static @Nullable SecurityTrailer trailer(PduHeader header, byte[] raw, int bodyEndMin) {
        return header.tokenLength() == 0 ? null : SecurityTrailer.read(header, raw, bodyEndMin);
    }

    private void refuseBind(PduHeader header, int reason, Outbox out) {
        out.add(new Output.Send(PduCodec.encode(PduHeader.of(PduType.BIND_NAK, PduFlags.WHOLE, header.callId()),
                new Pdu.BindNak(reason), null)));
        close("bind refused with reason " + reason, out);
    }

    private void fault(ProtocolFault fault, Outbox out) {
        out.add(new Output.Send(ResponseWriter.fault(fault.callId(), fault.contextId(), 0, fault.status(),
                fault.didNotExecute())));
        if (fault.closes()) {
            close("protocol fault 0x" + Integer.toHexString(fault.status()), out);
        }
    }

    private void close(String reason, Outbox out) {
        closed = true;
        calls.abandon(out);
        out.add(new Output.Close(reason));
    }

    private void gone(Outbox out) {
        closed = true;
        outbox.clear();
        calls.abandon(out);
        AssociationGroup group = negotiated.group;
        negotiated.group = null;
        if (group != null) {
            List<AutoCloseable> states = endpoint.groups().leave(group);
            if (!states.isEmpty()) {
                out.add(new Output.RunDown(states));
            }
        }
    }
}
