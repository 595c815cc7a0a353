package org.gatehouse.directory.organization;

import java.util.List;

/// Throttling policies; the default one is made with the organisation.
public final class ThrottlingPolicies {
    private final Entries entries;

    ThrottlingPolicies(Entries entries) {
        this.entries = entries;
    }

    public ThrottlingPolicy theDefault() {
        throw new UnsupportedOperationException();
    }

    public ThrottlingPolicy get(String identity) {
        throw new UnsupportedOperationException();
    }

    public List<ThrottlingPolicy> all() {
        throw new UnsupportedOperationException();
    }
}
