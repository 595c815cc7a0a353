package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Collects the responses of one buffer within its limit. Not thread-safe.
public final class RopResponses {
    private final int ropsMax;
    private final ByteWriter out = new ByteWriter(1024);

    /// @param payloadMax bytes of the whole payload: size field, ROPs and handles
    /// @param handles entries of the handle table, which the response repeats
    public RopResponses(int payloadMax, int handles) {
        ropsMax = Math.min(payloadMax - handles * Integer.BYTES, 0xffff) - 2;
        if (ropsMax < 0) {
            throw new IllegalArgumentException("payload of " + payloadMax + " bytes for " + handles + " handles");
        }
    }

    /// Room that is left for responses, in bytes.
    public int remaining() {
        return ropsMax - out.size();
    }

    /// The room of a response that must leave space for giving back `unexecuted` bytes of requests behind it.
    public int remaining(int unexecuted) {
        return remaining() - (unexecuted == 0 ? 0 : RopBufferTooSmall.Response.SIZE_WITHOUT_REQUESTS + unexecuted);
    }

    /// Appends a response whole, or not at all when it does not fit.
    public boolean add(RopResponse response) {
        int start = out.size();
        response.encode(out);
        if (out.size() > ropsMax) {
            out.truncate(start);
            return false;
        }
        return true;
    }

    /// Ends the buffer with the requests that were not executed ([MS-OXCROPS] 3.2.5.2).
    ///
    /// @return false when not even they fit: then the call itself has to fail
    public boolean addTooSmall(int sizeNeeded, Bytes unexecuted) {
        return add(new RopBufferTooSmall.Response(Math.min(sizeNeeded, 0xffff), unexecuted));
    }

    public RopBuffer buffer(List<Integer> handles) {
        return new RopBuffer(out.toBytes(), handles);
    }

    /// How many bytes a response takes.
    public static int size(RopResponse response) {
        var out = new ByteWriter();
        response.encode(out);
        return out.size();
    }
}
