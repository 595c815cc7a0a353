package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Collects the responses of one buffer within its limit. Not thread-safe.
public final class RopResponses {
    private static final int SIZE_FIELD = 2;

    /// With the size field.
    private final int ropsMax;
    private final ByteWriter out;

    /// @param payloadMax bytes of the whole payload: size field, ROPs and handles
    /// @param handles entries of the handle table, which the response repeats
    public RopResponses(int payloadMax, int handles) {
        this(payloadMax, handles, 1024);
    }

    /// @param expected about how many bytes the payload will have
    public RopResponses(int payloadMax, int handles, int expected) {
        ropsMax = Math.min(payloadMax - handles * Integer.BYTES, 0xffff);
        if (ropsMax < SIZE_FIELD) {
            throw new IllegalArgumentException("payload of " + payloadMax + " bytes for " + handles + " handles");
        }
        out = new ByteWriter(expected).u16(0);
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
        return add(response, remaining());
    }

    /// Appends a response whole, or not at all when it is longer than `room`.
    public boolean add(RopResponse response, int room) {
        int start = out.size();
        response.encode(out);
        if (out.size() - start > room) {
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

    /// The whole buffer, as [RopBuffer#encode()] gives it. Ends the collection.
    public Bytes encode(int[] handles) {
        out.patchU16(0, out.size());
        for (int handle : handles) {
            out.i32(handle);
        }
        return out.takeBytes();
    }

    /// How many bytes a response takes.
    public static int size(RopResponse response) {
        var out = new ByteWriter();
        response.encode(out);
        return out.size();
    }
}
