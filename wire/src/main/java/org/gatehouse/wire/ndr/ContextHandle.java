package org.gatehouse.wire.ndr;

import java.util.UUID;

/// The wire form of a context handle ([C706] 14.3.10): all zeros means none.
public record ContextHandle(int attributes, UUID uuid) {
    public static final ContextHandle NONE = new ContextHandle(0, new UUID(0, 0));

    public boolean isNone() {
        return equals(NONE);
    }
}
