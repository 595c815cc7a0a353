package org.gatehouse.mapi.emsmdb;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcDummyRpc, opnum 6: tells that the server answers ([MS-OXCRPC] 3.1.4.6). No parameters on the wire.
public final class EcDummyRpc {
    public static final int OPERATION = 6;

    private EcDummyRpc() {}

    public record Response(int result) {
        public Bytes write() {
            return new NdrWriter().i32(result).toBytes();
        }
    }
}
