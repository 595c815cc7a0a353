package org.gatehouse.mapi.rop;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The payload of one EcDoRpcExt2 buffer: ROPs and the table of handles they point into ([MS-OXCROPS] 2.2.1).
///
/// @param rops requests or responses, one behind the other
/// @param handles server object handles; ROPs name them by index
public record RopBuffer(Bytes rops, List<Integer> handles) {
    /// A slot of the table that holds no object yet.
    public static final int NO_HANDLE = 0xffff_ffff;
    /// Indexes have one byte.
    public static final int HANDLES_MAX = 256;

    public RopBuffer {
        handles = List.copyOf(handles);
    }

    public static RopBuffer decode(Bytes payload) {
        ByteReader in = payload.reader();
        int size = in.u16();
        require(size >= 2, "RopSize");
        Bytes rops = in.blob(size - 2);
        require(in.remaining() % Integer.BYTES == 0, "ServerObjectHandleTable");
        int count = in.remaining() / Integer.BYTES;
        require(count <= HANDLES_MAX, "more handles than indexes");
        var handles = new ArrayList<Integer>(count);
        while (in.hasRemaining()) {
            handles.add(in.i32());
        }
        return new RopBuffer(rops, handles);
    }

    public static RopBuffer ofRequests(List<RopRequest> requests, List<Integer> handles) {
        var out = new ByteWriter();
        requests.forEach(request -> request.encode(out));
        return new RopBuffer(out.toBytes(), handles);
    }

    /// Bytes that `encode` gives.
    public int size() {
        return 2 + rops.length() + handles.size() * Integer.BYTES;
    }

    public Bytes encode() {
        int ropSize = 2 + rops.length();
        if (ropSize > 0xffff) {
            throw new IllegalArgumentException("ROPs of " + rops.length() + " bytes");
        }
        ByteWriter out = new ByteWriter(size()).u16(ropSize).bytes(rops);
        handles.forEach(out::i32);
        return out.takeBytes();
    }
}
