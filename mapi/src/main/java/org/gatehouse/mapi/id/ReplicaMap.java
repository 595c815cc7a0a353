package org.gatehouse.mapi.id;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Which 16-bit replica id of one store stands for which replica GUID ([MS-OXCSTOR] 3.2.1.1); one to one.
public record ReplicaMap(Map<Integer, UUID> replicas) {
    public ReplicaMap {
        replicas = Map.copyOf(replicas);
        if (inverse(replicas).size() != replicas.size()) {
            throw new IllegalArgumentException("two replica ids for one GUID");
        }
    }

    public Optional<LongTermId> longTerm(ObjectId id) {
        return Optional.ofNullable(replicas.get(id.replicaId()))
                .map(replica -> new LongTermId(replica, id.counter()));
    }

    public Optional<ObjectId> shortTerm(LongTermId id) {
        return replicaId(id.replica()).map(replicaId -> new ObjectId(replicaId, id.counter()));
    }

    public Optional<Integer> replicaId(UUID replica) {
        return Optional.ofNullable(inverse(replicas).get(replica));
    }

    private static Map<UUID, Integer> inverse(Map<Integer, UUID> replicas) {
        var inverse = new HashMap<UUID, Integer>();
        replicas.forEach((id, replica) -> inverse.put(replica, id));
        return inverse;
    }
}
