package org.gatehouse.mapi.id;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A set of ids, or of change numbers, by replica: an IDSET or CNSET ([MS-OXCFXICS] 2.2.2.4) in the form with replica
/// GUIDs (2.2.2.4.2), in which it outlives a session. The empty set is no bytes at all.
///
/// @param counters none empty, in the order of the GUIDs' bytes
public record IdSet(Map<UUID, CounterSet> counters) {
    private static final Comparator<UUID> BY_BYTES = Comparator.comparing(guid ->
            new ByteWriter(16).guid(guid).toBytes());

    public static final IdSet EMPTY = new IdSet(Map.of());

    public IdSet {
        var sorted = new TreeMap<UUID, CounterSet>(BY_BYTES);
        counters.forEach((replica, set) -> {
            if (!set.isEmpty()) {
                sorted.put(replica, set);
            }
        });
        counters = java.util.Collections.unmodifiableMap(sorted);
    }

    public static IdSet of(UUID replica, CounterSet counters) {
        return new IdSet(Map.of(replica, counters));
    }

    /// The counters of one replica; none is the empty set.
    public CounterSet of(UUID replica) {
        return counters.getOrDefault(replica, CounterSet.EMPTY);
    }

    public boolean isEmpty() {
        return counters.isEmpty();
    }

    /// Reads to the end. A replica that comes twice is taken as the union.
    ///
    /// @throws org.gatehouse.wire.MalformedException see [CounterSet#read]
    public static IdSet read(ByteReader in) {
        var counters = new TreeMap<UUID, CounterSet>(BY_BYTES);
        while (in.hasRemaining()) {
            counters.merge(in.guid(), CounterSet.read(in), CounterSet::union);
        }
        return new IdSet(counters);
    }

    public static IdSet of(Bytes encoded) {
        return read(encoded.reader());
    }

    public void write(ByteWriter out) {
        counters.forEach((replica, set) -> set.write(out.guid(replica)));
    }

    public Bytes encode() {
        var out = new ByteWriter();
        write(out);
        return out.toBytes();
    }
}
