package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// An external identifier of a change or an object: a name space and a local id in it ([MS-OXCFXICS] 2.2.2.2).
///
/// A GID is one whose local id is the six big-endian bytes of a global counter.
public record Xid(UUID nameSpace, Bytes localId) {
    /// A GUID and at least one byte.
    public static final int SIZE_MIN = 17;
    public static final int SIZE_MAX = 24;
    private static final int GID_SIZE = 22;

    public Xid {
        if (localId.isEmpty() || localId.length() > SIZE_MAX - 16) {
            throw new IllegalArgumentException("local id of " + localId.length() + " bytes");
        }
    }

    /// The change number as an XID, as PidTagChangeKey holds it.
    public static Xid of(UUID replica, long counter) {
        return new LongTermId(replica, counter).gid();
    }

    /// Reads all of the window.
    public static Xid read(ByteReader window) {
        require(window.remaining() >= SIZE_MIN && window.remaining() <= SIZE_MAX, "size of an XID");
        return new Xid(window.guid(), window.rest());
    }

    public static Xid of(Bytes encoded) {
        return read(encoded.reader());
    }

    public int size() {
        return 16 + localId.length();
    }

    public boolean isGid() {
        return size() == GID_SIZE;
    }

    /// The local id as an unsigned big-endian number: later changes of one name space are greater.
    public long counter() {
        long counter = 0;
        for (int i = 0; i < localId.length(); i++) {
            counter = counter << 8 | localId.at(i);
        }
        return counter;
    }

    public void write(ByteWriter out) {
        out.guid(nameSpace).bytes(localId);
    }

    public Bytes encode() {
        var out = new ByteWriter(SIZE_MAX);
        write(out);
        return out.toBytes();
    }
}
