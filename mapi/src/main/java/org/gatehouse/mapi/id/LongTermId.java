package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A folder or message id that holds across stores: a replica GUID and a 48-bit counter ([MS-OXCDATA] 2.2.1.3.1).
///
/// 24 bytes on the wire: GUID, six big-endian bytes of counter, two of padding.
public record LongTermId(UUID replica, long counter) {
    /// Bytes on the wire.
    public static final int SIZE = 24;

    public LongTermId {
        if (counter < 0 || counter >= ObjectId.COUNTER_LIMIT) {
            throw new IllegalArgumentException("global counter " + counter);
        }
    }

    public static LongTermId read(ByteReader in) {
        UUID replica = in.guid();
        long counter = readCounter(in);
        // Zero by the specification; clients pass on what they were given, so it is not checked.
        in.skip(2);
        return new LongTermId(replica, counter);
    }

    public static LongTermId of(Bytes encoded) {
        require(encoded.length() == SIZE, "size of a LongTermID");
        return read(encoded.reader());
    }

    public void write(ByteWriter out) {
        out.guid(replica);
        writeCounter(out, counter);
        out.u16(0);
    }

    public Bytes encode() {
        var out = new ByteWriter(SIZE);
        write(out);
        return out.toBytes();
    }

    /// The GID form of this id: the same without padding ([MS-OXCDATA] 2.2.1.3).
    public Xid gid() {
        var out = new ByteWriter(16);
        writeCounter(out, counter);
        return new Xid(replica, out.toBytes());
    }

    /// Six big-endian bytes.
    public static long readCounter(ByteReader in) {
        return (long) in.u16BigEndian() << 32 | in.i32BigEndian() & 0xffff_ffffL;
    }

    public static void writeCounter(ByteWriter out, long counter) {
        out.u16BigEndian((int) (counter >> 32)).i32BigEndian((int) counter);
    }
}
