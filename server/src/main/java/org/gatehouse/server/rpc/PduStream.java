package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.jspecify.annotations.Nullable;

/// PDUs one behind the other, those of RPC and those of RPC over HTTP ([MS-RPCH] 2.1.2.1.7): each tells its length
/// where the common header has it ([C706] 12.6.3.1).
final class PduStream {
    private final InputStream in;
    private final InstantSource clock;
    private final ToIntFunction<byte[]> length;
    /// When the first byte of an unfinished PDU came, in milliseconds; 0 between PDUs.
    private volatile long partialSince;

    PduStream(InputStream in, InstantSource clock) {
        this(in, clock, PduHeader::lengthOf);
    }

    /// @param length what the common header says, if it is one
    PduStream(InputStream in, InstantSource clock, ToIntFunction<byte[]> length) {
        this.in = in;
        this.clock = clock;
        this.length = length;
    }

    long partialSince() {
        return partialSince;
    }

    /// The next PDU, or nothing at the end of the stream.
    byte @Nullable [] next() throws IOException {
        byte[] head = new byte[PduHeader.SIZE];
        int got = in.read(head);
        if (got < 0) {
            return null;
        }
        partialSince = clock.millis();
        if (in.readNBytes(head, got, head.length - got) < head.length - got) {
            return null;
        }
        byte[] pdu = Arrays.copyOf(head, length.applyAsInt(head));
        if (in.readNBytes(pdu, head.length, pdu.length - head.length) < pdu.length - head.length) {
            return null;
        }
        partialSince = 0;
        return pdu;
    }
}
