package org.gatehouse.dcerpc.association;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.gatehouse.dcerpc.association.Step.Output;
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

    /// The fragments of an answer, each cut and protected when it is asked for: in the order in which they are sent.
    Iterator<Output.Send> response(Pdu.Response head, int callId, Bytes stub, @Nullable SecurityContext security) {
        return new Fragments(head, callId, stub,
                security != null && security.level().signsMessages() ? security : null);
    }

    private final class Fragments implements Iterator<Output.Send> {
        private final Pdu.Response head;
        private final int callId;
        private final Bytes stub;
        private final @Nullable SecurityContext signer;
        private final int room;
        private final boolean headerSigning = negotiated.headerSigning;
        private int at;
        private boolean done;

        Fragments(Pdu.Response head, int callId, Bytes stub, @Nullable SecurityContext signer) {
            this.head = head;
            this.callId = callId;
            this.stub = stub;
            this.signer = signer;
            int most = negotiated.fragmentMax - Pdu.Response.HEAD_SIZE;
            this.room = signer == null ? most
                    : most - SecurityTrailer.SIZE - signer.signatureLength() & -TRAILER_ALIGNMENT;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public Output.Send next() {
            if (done) {
                throw new NoSuchElementException();
            }
            int end = Math.min(stub.length(), at + room);
            done = end == stub.length();
            var header = PduHeader.of(PduType.RESPONSE, (at == 0 ? PduFlags.FIRST : 0) | (done ? PduFlags.LAST : 0),
                    callId);
            var part = new Pdu.Response(stub.length() - at, head.contextId(), head.cancelCount(), Bytes.EMPTY);
            byte[] raw = PduCodec.encode(header, part, stub, at, end, signer == null ? null
                    : new SecurityTrailer(signer.service(), signer.level().code(), -(end - at) & TRAILER_ALIGNMENT - 1,
                            signer.id(), Bytes.wrap(new byte[signer.signatureLength()])));
            if (signer != null) {
                signer.seal(raw, Pdu.Response.HEAD_SIZE, headerSigning);
            }
            at = end;
            return new Output.Send(raw);
        }
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
