package org.gatehouse.access.emsmdb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.wire.ndr.ContextHandle;

/// Context handles in memory, with the rundown that the loss of the last connection brings.
final class AssociationGroup implements ContextHandles {
    private final Map<ContextHandle, AutoCloseable> open = new HashMap<>();
    private long last;

    @Override
    public synchronized <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state) {
        var handle = new ContextHandle(0, new UUID(kind.getName().hashCode(), ++last));
        open.put(handle, state);
        return handle;
    }

    @Override
    public synchronized <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle) {
        return Optional.ofNullable(open.get(handle)).filter(kind::isInstance).map(kind::cast);
    }

    @Override
    public synchronized <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle) {
        Optional<T> found = find(kind, handle);
        found.ifPresent(_ -> open.remove(handle));
        return found;
    }

    /// The last connection of the group went away.
    synchronized void rundown() throws Exception {
        var states = List.copyOf(open.values());
        open.clear();
        for (AutoCloseable state : states) {
            state.close();
        }
    }

    synchronized int size() {
        return open.size();
    }
}
