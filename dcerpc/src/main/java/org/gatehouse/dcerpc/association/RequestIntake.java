package org.gatehouse.dcerpc.association;

import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.SecurityTrailer;
import org.jspecify.annotations.Nullable;

/// Takes request fragments, verifies and decrypts them, and gives whole requests ([C706] 12.6.4.9, 13.2;
/// [MS-RPCE] 3.3.1.5.2, 3.3.1.5.4).
///
/// Which fault, and whether the connection survives it, follows Windows where [MS-RPCE] leaves it open; Samba's
/// raw_protocol tests pin each case.
final class RequestIntake {
    /// What became of a fragment.
    sealed interface Taken {
        record Whole(PartialRequest request) implements Taken {}

        record More() implements Taken {}

        record Refused(ProtocolFault fault) implements Taken {}
    }

    private final Negotiated negotiated;
    private @Nullable PartialRequest partial;

    RequestIntake(Negotiated negotiated) {
        this.negotiated = negotiated;
    }

    Taken take(PduHeader header, byte[] raw) {
        int call = header.callId();
        Pdu.Request head = (Pdu.Request) PduCodec.decode(header, raw);
        int stubStart = Pdu.Request.stubStart(header);
        SecurityTrailer trailer = header.tokenLength() == 0 ? null : SecurityTrailer.read(header, raw, stubStart);
        SecurityContext security = trailer == null ? negotiated.defaultSecurity
                : negotiated.security.get(trailer.contextId());
        if (security != null && !security.finished()) {
            return refused(ProtocolFault.refusing(call, RpcStatus.PROTOCOL_ERROR));
        }
        // Against the limit, not what was negotiated: clients exist that overrun the latter.
        if (header.length() > negotiated.endpoint.limits().fragmentBytesMax()) {
            return refused(ProtocolFault.closing(call, 0, RpcStatus.PROTOCOL_ERROR));
        }
        if (header.has(PduFlags.FIRST) && header.has(PduFlags.PENDING_CANCEL)) {
            return refused(ProtocolFault.refusing(call, RpcStatus.NO_CALL_ACTIVE));
        }
        if (partial != null) {
            return next(partial, header, raw, stubStart, trailer);
        }
        if (!header.has(PduFlags.FIRST) && !negotiated.multiplexed) {
            return refused(ProtocolFault.closing(call, 0, RpcStatus.PROTOCOL_ERROR));
        }
        return first(header, head, raw, stubStart, trailer, security);
    }

    private Taken first(PduHeader header, Pdu.Request head, byte[] raw, int stubStart,
            @Nullable SecurityTrailer trailer, @Nullable SecurityContext security) {
        int call = header.callId();
        var context = negotiated.contexts.get(head.contextId());
        if (context == null) {
            return refused(ProtocolFault.rejecting(call, 0, RpcStatus.UNKNOWN_INTERFACE));
        }
        // Advice only where all is here already ([MS-RPCE] 2.2.2.6).
        if (!header.has(PduFlags.LAST) && head.allocationHint() > negotiated.endpoint.limits().stubBytesMax()) {
            return refused(ProtocolFault.closing(call, head.contextId(), RpcStatus.ACCESS_DENIED));
        }
        Optional<Integer> bad = verifyFirst(header, raw, stubStart, trailer, security);
        if (bad.isPresent()) {
            return refused(ProtocolFault.closing(call, head.contextId(), bad.get()));
        }
        if (!header.has(PduFlags.FIRST)) {
            return refused(ProtocolFault.closing(call, head.contextId(), RpcStatus.PROTOCOL_ERROR));
        }
        return append(new PartialRequest(header, head, context, security), header, raw, stubStart, trailer);
    }

    private Taken next(PartialRequest begun, PduHeader header, byte[] raw, int stubStart,
            @Nullable SecurityTrailer trailer) {
        int call = header.callId();
        if (begun.header.callId() != call) {
            // Without multiplexing the call that was begun is the one to blame.
            return refused(negotiated.multiplexed ? ProtocolFault.closing(call, 0, RpcStatus.PROTOCOL_ERROR)
                    : ProtocolFault.closing(begun.header.callId(), begun.head.contextId(), RpcStatus.PROTOCOL_ERROR));
        }
        // Context, operation and trailer of later fragments are ignored: the first one's count.
        Optional<Integer> bad = verify(begun.security, header, raw, stubStart, trailer, RpcStatus.PROTOCOL_ERROR);
        if (bad.isPresent() || header.has(PduFlags.FIRST)) {
            return refused(ProtocolFault.closing(call, begun.head.contextId(),
                    bad.orElse(RpcStatus.PROTOCOL_ERROR)));
        }
        return append(begun, header, raw, stubStart, trailer);
    }

    private Taken append(PartialRequest request, PduHeader header, byte[] raw, int stubStart,
            @Nullable SecurityTrailer trailer) {
        int padding = trailer == null ? 0 : trailer.padLength();
        int count = SecurityTrailer.start(header) - padding - stubStart;
        if (request.stub.size() + (long) count > negotiated.endpoint.limits().stubBytesMax()) {
            return refused(ProtocolFault.closing(header.callId(), request.head.contextId(),
                    RpcStatus.ACCESS_DENIED));
        }
        request.stub.bytes(raw, stubStart, count);
        partial = header.has(PduFlags.LAST) ? null : request;
        return partial == null ? new Taken.Whole(request) : new Taken.More();
    }

    private Optional<Integer> verifyFirst(PduHeader header, byte[] raw, int stubStart,
            @Nullable SecurityTrailer trailer, @Nullable SecurityContext security) {
        if (trailer != null && (security == null || !security.matches(trailer))) {
            return Optional.of(RpcStatus.ACCESS_DENIED);
        }
        if (security != null && !security.established()) {
            return Optional.of(RpcStatus.ACCESS_DENIED);
        }
        return verify(security, header, raw, stubStart, trailer, RpcStatus.ACCESS_DENIED);
    }

    /// @param unsigned the status when a signature is due and there is none
    private Optional<Integer> verify(@Nullable SecurityContext security, PduHeader header, byte[] raw, int stubStart,
            @Nullable SecurityTrailer trailer, int unsigned) {
        AuthLevel level = security == null ? AuthLevel.NONE : security.level();
        if (security == null || !level.signsMessages()) {
            return trailer != null && security == null ? Optional.of(RpcStatus.ACCESS_DENIED) : Optional.empty();
        }
        if (trailer == null) {
            return Optional.of(unsigned);
        }
        return security.open(header, raw, stubStart, trailer.token(), negotiated.headerSigning) ? Optional.empty()
                : Optional.of(RpcStatus.SECURITY_PACKAGE_ERROR);
    }

    private static Taken refused(ProtocolFault fault) {
        return new Taken.Refused(fault);
    }
}
