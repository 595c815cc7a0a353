package org.gatehouse.mapi.id;

/// A Folder ID or Message ID: a 16-bit replica id and a 48-bit global counter ([MS-OXCDATA] 2.2.1.1, 2.2.1.2).
///
/// The wire holds the replica id as two little-endian bytes and then the counter as six big-endian bytes; read as one
/// little-endian 64-bit integer that is [#wire()].
public record ObjectId(int replicaId, long counter) implements Comparable<ObjectId> {
    /// Counters are below this.
    public static final long COUNTER_LIMIT = 1L << 48;

    public ObjectId {
        if (replicaId < 0 || replicaId > 0xffff || counter < 0 || counter >= COUNTER_LIMIT) {
            throw new IllegalArgumentException("object id " + replicaId + ":" + counter);
        }
    }

    public static ObjectId ofWire(long wire) {
        return new ObjectId((int) (wire & 0xffff), Long.reverseBytes(wire) & COUNTER_LIMIT - 1);
    }

    public long wire() {
        return Long.reverseBytes(counter) | replicaId;
    }

    @Override
    public int compareTo(ObjectId other) {
        return replicaId != other.replicaId
                ? Integer.compare(replicaId, other.replicaId) : Long.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return replicaId + "-" + Long.toHexString(counter);
    }
}
