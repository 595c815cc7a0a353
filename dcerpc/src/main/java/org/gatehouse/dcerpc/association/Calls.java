package org.gatehouse.dcerpc.association;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.association.Step.Output;
import org.gatehouse.dcerpc.association.Step.Ticket;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.VerificationTrailer;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;

/// The whole requests of one connection: dispatched at once when calls are multiplexed, else one after the other
/// ([C706] 9.3.2).
final class Calls {
    private static final class Running {
        final Ticket ticket;
        final PartialRequest request;
        final RpcCall call;
        final CompletableFuture<Void> cancelled;
        int cancels;
        boolean silent;

        Running(Ticket ticket, PartialRequest request, RpcCall call, CompletableFuture<Void> cancelled) {
            this.ticket = ticket;
            this.request = request;
            this.call = call;
            this.cancelled = cancelled;
            this.silent = request.header.has(PduFlags.MAYBE); // [MS-RPCE] 2.2.2.2
        }
    }

    private final Negotiated negotiated;
    private final ProtocolSequence transport;
    private final InetSocketAddress client;
    private final InetSocketAddress server;
    private final ResponseWriter writer;
    private final Map<Ticket, Running> dispatched = new HashMap<>();
    private final ArrayDeque<Running> waiting = new ArrayDeque<>(1);
    private long nextTicket;

    Calls(Negotiated negotiated, ProtocolSequence transport, InetSocketAddress client, InetSocketAddress server) {
        this.negotiated = negotiated;
        this.transport = transport;
        this.client = client;
        this.server = server;
        this.writer = new ResponseWriter(negotiated);
    }

    boolean areNone() {
        return dispatched.isEmpty() && waiting.isEmpty();
    }

    /// Starts a request, or says why not.
    Optional<ProtocolFault> start(PartialRequest request, AssociationGroup group, Outbox out) {
        int call = request.header.callId();
        int context = request.head.contextId();
        RpcService service = request.context.service();
        Optional<Bytes> stub = withoutVerificationTrailer(request);
        if (stub.isEmpty()) {
            return Optional.of(ProtocolFault.closing(call, context, RpcStatus.ACCESS_DENIED));
        }
        if (find(call).isPresent()) {
            return Optional.of(ProtocolFault.closing(call, context, RpcStatus.PROTOCOL_ERROR));
        }
        if (request.head.operation() >= service.operationCount()) {
            return Optional.of(ProtocolFault.rejecting(call, context, RpcStatus.OPERATION_RANGE));
        }
        AuthLevel level = request.security == null ? AuthLevel.NONE : request.security.level();
        Optional<Identity> caller = request.security == null ? Optional.empty()
                : request.security.identity().filter(identity -> !identity.isAnonymous());
        AuthLevel floor = service.authLevelMin();
        if (!level.atLeast(floor) || floor != AuthLevel.NONE && caller.isEmpty()) {
            return Optional.of(ProtocolFault.rejecting(call, context, RpcStatus.ACCESS_DENIED));
        }
        if (dispatched.size() + waiting.size() >= negotiated.endpoint.limits().callsMax()) {
            return Optional.of(ProtocolFault.rejecting(call, context, RpcStatus.SERVER_TOO_BUSY));
        }
        var cancelled = new CompletableFuture<Void>();
        var rpcCall = new RpcCall(request.head.operation(), new NdrReader(stub.get(), request.header.bigEndian()),
                request.head.object(), caller, level, transport, client, server, group,
                cancelled);
        waiting.add(new Running(new Ticket(nextTicket++), request, rpcCall, cancelled));
        dispatch(out);
        return Optional.empty();
    }

    void answer(Ticket ticket, Bytes stub, Outbox out) {
        Running call = dispatched.remove(ticket);
        if (call != null && !call.silent) {
            // The context's low octet only: so does Windows, and Samba's tests demand it.
            var head = new Pdu.Response(stub.length(), call.request.head.contextId() & 0xff, call.cancels, Bytes.EMPTY);
            out.answer(writer.response(head, call.request.header.callId(), stub, call.request.security),
                    stub.length());
        }
        dispatch(out);
    }

    void fault(Ticket ticket, int status, boolean executed, Outbox out) {
        Running call = dispatched.remove(ticket);
        if (call != null && !call.silent) {
            out.add(new Output.Send(ResponseWriter.fault(call.request.header.callId(),
                    call.request.head.contextId(), call.cancels, status, !executed)));
        }
        dispatch(out);
    }

    /// `co_cancel`: the service may end the call early; it is answered either way ([C706] 9.3.2.2).
    void cancel(int callId, Outbox out) {
        find(callId).ifPresent(call -> {
            call.cancels = Math.min(call.cancels + 1, 0xff);
            out.add(new Output.Cancel(call.cancelled));
        });
    }

    /// `orphaned`: nobody waits for the answer any more ([C706] 12.6.4.8).
    void orphan(int callId, Outbox out) {
        find(callId).ifPresent(call -> {
            call.silent = true;
            out.add(new Output.Cancel(call.cancelled));
        });
    }

    void abandon(Outbox out) {
        dispatched.values().forEach(call -> out.add(new Output.Cancel(call.cancelled)));
        waiting.clear();
        dispatched.clear();
    }

    private void dispatch(Outbox out) {
        while (!waiting.isEmpty() && (negotiated.multiplexed || dispatched.isEmpty())) {
            Running next = waiting.remove();
            dispatched.put(next.ticket, next);
            out.add(new Output.Dispatch(next.ticket, next.request.context.service(), next.call));
        }
    }

    private Optional<Running> find(int callId) {
        for (Running call : dispatched.values()) {
            if (call.request.header.callId() == callId) {
                return Optional.of(call);
            }
        }
        return waiting.stream().filter(call -> call.request.header.callId() == callId).findFirst();
    }

    /// The stub with its verification trailer checked and cut off ([MS-RPCE] 2.2.2.13), or nothing when one of its
    /// commands contradicts the request.
    private Optional<Bytes> withoutVerificationTrailer(PartialRequest request) {
        Bytes stub = request.stub.toBytes();
        if (request.security == null) {
            return Optional.of(stub);
        }
        Optional<VerificationTrailer> trailer;
        try {
            trailer = VerificationTrailer.find(stub, request.header.bigEndian());
        } catch (MalformedException bad) {
            return Optional.empty();
        }
        if (trailer.isEmpty()) {
            return Optional.of(stub);
        }
        boolean holds = trailer.get().commands().stream().allMatch(command -> holds(command, request));
        return holds ? Optional.of(stub.slice(0, trailer.get().start())) : Optional.empty();
    }

    private boolean holds(VerificationTrailer.Command command, PartialRequest request) {
        return switch (command) {
            // The client supports header signing, so somebody who took the flag out of the bind is found out.
            case VerificationTrailer.Command.Bitmask(int bits) ->
                (bits & 1) == 0 || negotiated.headerSigning || !level(request).signsMessages();
            case VerificationTrailer.Command.Header(int type, int callId, int contextId, int operation) ->
                type == request.header.type().code() && callId == request.header.callId()
                        && contextId == request.head.contextId() && operation == request.head.operation();
            case VerificationTrailer.Command.Context(var abstractSyntax, var transferSyntax) ->
                abstractSyntax.equals(request.context.abstractSyntax())
                        && transferSyntax.equals(SyntaxId.NDR);
        };
    }

    private static AuthLevel level(PartialRequest request) {
        return request.security == null ? AuthLevel.NONE : request.security.level();
    }
}
