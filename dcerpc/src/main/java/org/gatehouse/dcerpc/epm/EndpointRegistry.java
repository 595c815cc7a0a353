package org.gatehouse.dcerpc.epm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the endpoint mapper ([C706] appendix O) of one server knows. Thread-safe; filled by the server, never by peers.
public final class EndpointRegistry {
    private final CopyOnWriteArrayList<EndpointEntry> entries = new CopyOnWriteArrayList<>();

    /// Adds an entry unless it is there.
    public void register(EndpointEntry entry) {
        entries.addIfAbsent(entry);
    }

    public void unregister(EndpointEntry entry) {
        entries.remove(entry);
    }

    /// All entries in the order of their registration.
    public List<EndpointEntry> entries() {
        return List.copyOf(entries);
    }
}
