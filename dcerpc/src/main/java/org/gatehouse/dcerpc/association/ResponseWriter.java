package org.gatehouse.dcerpc.association;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.SecurityTrailer;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Cuts answers into fragments and protects each ([C706] 12.6.4.10, 13.2; [MS-RPCE] 2.2.2.11, 3.3.1.5.2).
final class ResponseWriter {
    /// The security trailer is aligned from the stub's start ([MS-RPCE] 2.2.2.11).
    private static final int TRAILER_ALIGNMENT = 16;

    private final Negotiated negotiated;

    ResponseWriter(Negotiated negotiated) {
        this.negotiated = negotiated;
    }

    List<byte[]> response(int callId, int contextId, int cancelCount, Bytes stub,
            @Nullable SecurityContext security) {
        SecurityContext signer = security != null && security.level().signsMessages() ? security : null;
        int room = negotiated.fragmentMax - Pdu.Response.HEAD_SIZE;
        if (signer != null) {
            room = room - SecurityTrailer.SIZE - signer.signatureLength() & -TRAILER_ALIGNMENT;
        }
        var fragments = new ArrayList<byte[]>();
        int at = 0;
        do {
            int end = Math.min(stub.length(), at + room);
            int flags = (at == 0 ? PduFlags.FIRST : 0) | (end == stub.length() ? PduFlags.LAST : 0);
            Bytes part = stub.slice(at, end);
            // The low octet only: so does Windows, and Samba's tests demand it.
            int context = contextId & 0xff;
            int hint = stub.length() - at;
            var header = PduHeader.of(PduType.RESPONSE, flags, callId);
            fragments.add(signer != null ? signed(header, context, cancelCount, hint, part, signer)
                    : PduCodec.encode(header, new Pdu.Response(hint, context, cancelCount, part), null));
            at = end;
        } while (at < stub.length());
        return fragments;
    }

    private byte[] signed(PduHeader header, int context, int cancelCount, int hint, Bytes part,
            SecurityContext security) {
        int padding = -part.length() & TRAILER_ALIGNMENT - 1;
        Bytes padded = padding == 0 ? part : Bytes.wrap(Arrays.copyOf(part.toArray(), part.length() + padding));
        var trailer = new SecurityTrailer(security.service(), security.level().code(), padding, security.id(),
                Bytes.wrap(new byte[security.signatureLength()]));
        byte[] raw = PduCodec.encode(header,
                new Pdu.Response(hint, context, cancelCount, padded), trailer);
        security.seal(raw, Pdu.Response.HEAD_SIZE, negotiated.headerSigning);
        return raw;
    }

    /// Faults are never protected: a token belongs to the PDUs of the table in [MS-RPCE] 2.2.2.12, of which a fault is
    /// none, and protection to requests and responses (3.3.1.5.2.2). Clients count on it: Samba's raw_protocol tests
    /// demand an auth_length of 0 at every level, and impacket reads the status without decrypting it.
    static byte[] fault(int callId, int contextId, int cancelCount, int status, boolean didNotExecute) {
        int flags = PduFlags.WHOLE | (didNotExecute ? PduFlags.DID_NOT_EXECUTE : 0);
        return PduCodec.encode(PduHeader.of(PduType.FAULT, flags, callId),
                new Pdu.Fault(contextId, cancelCount, status), null);
    }
}
