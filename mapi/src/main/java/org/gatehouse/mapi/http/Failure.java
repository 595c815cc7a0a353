package org.gatehouse.mapi.http;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The failure body that all request types share ([MS-OXCMAPIHTTP] 2.2.4.1.3 and its like).
///
/// `StatusCode (4), not 0 | AuxiliaryBufferSize (4) | AuxiliaryBuffer`
public record Failure(int status, Bytes auxiliary) {
    public Failure {
        if (status == 0) {
            throw new IllegalArgumentException("a failure with status 0");
        }
    }

    public Bytes write() {
        var out = new ByteWriter().i32(status);
        Auxiliary.write(out, auxiliary);
        return out.toBytes();
    }

    public static Failure read(ByteReader in) {
        int status = in.i32();
        require(status != 0, "StatusCode of a failure");
        return new Failure(status, Auxiliary.readLast(in));
    }
}
