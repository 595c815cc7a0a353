package org.gatehouse.dcerpc.association;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.wire.ndr.ContextHandle;

/// The connections of one client that share context handles ([C706] 9.3.2, [MS-RPCE] 3.3.1.5.6). Thread-safe.
final class AssociationGroup implements ContextHandles {
    private record Open(Class<?> kind, AutoCloseable state) {}

    private final int id;
    private final int handlesMax;
    private final RandomGenerator random;
    private final Map<UUID, Open> handles = new HashMap<>();
    private int connections = 1;
    private boolean gone;

    AssociationGroup(int id, int handlesMax, RandomGenerator random) {
        this.id = id;
        this.handlesMax = handlesMax;
        this.random = random;
    }

    int id() {
        return id;
    }

    synchronized boolean join() {
        if (gone) {
            return false;
        }
        connections++;
        return true;
    }

    synchronized boolean holdsHandles() {
        return !handles.isEmpty();
    }

    /// Whether the connection that leaves was the last; the states are then the caller's to close.
    synchronized Optional<List<AutoCloseable>> leave() {
        if (--connections > 0) {
            return Optional.empty();
        }
        gone = true;
        var states = new ArrayList<AutoCloseable>();
        handles.values().forEach(open -> states.add(open.state));
        handles.clear();
        return Optional.of(states);
    }

    @Override
    public synchronized <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state) {
        if (gone) {
            throw new RpcFault(RpcStatus.CONTEXT_MISMATCH, "the client has gone");
        }
        if (handles.size() >= handlesMax) {
            throw new RpcFault(RpcStatus.REMOTE_NO_MEMORY, "more than " + handlesMax + " context handles");
        }
        var uuid = new UUID(random.nextLong(), random.nextLong());
        handles.put(uuid, new Open(kind, state));
        return new ContextHandle(0, uuid);
    }

    @Override
    public synchronized <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle) {
        Open open = handles.get(handle.uuid());
        return open != null && open.kind == kind ? Optional.of(kind.cast(open.state)) : Optional.empty();
    }

    @Override
    public synchronized <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle) {
        Optional<T> found = find(kind, handle);
        found.ifPresent(_ -> handles.remove(handle.uuid()));
        return found;
    }
}
