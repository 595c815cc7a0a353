package org.gatehouse.mapi.http;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// AuxiliaryBufferSize and AuxiliaryBuffer, which end every body ([MS-OXCMAPIHTTP] 2.2.4.1.1).
public final class Auxiliary {
    private Auxiliary() {}

    /// Reads the buffer, behind which nothing may stand.
    public static Bytes readLast(ByteReader in) {
        Bytes auxiliary = in.blob(in.count32(1));
        require(!in.hasRemaining(), "bytes after the auxiliary buffer");
        return auxiliary;
    }

    public static void write(ByteWriter out, Bytes auxiliary) {
        out.i32(auxiliary.length()).bytes(auxiliary);
    }
}
