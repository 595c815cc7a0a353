package org.gatehouse.directory.organization;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// A throttling policy as it holds.
///
/// @param isDefault whether it holds for everyone without a policy of their own
/// @param limits every limit; an empty value means none
/// @param own those that the policy sets itself: the others are the default policy's, whatever that says at the time
public record ThrottlingPolicy(ObjectHeader header, boolean isDefault, Map<ThrottlingLimit, OptionalInt> limits,
        Set<ThrottlingLimit> own) {
    /// @return empty for no limit
    public OptionalInt limit(ThrottlingLimit limit) {
        return limits.getOrDefault(limit, OptionalInt.empty());
    }

    public String name() {
        return header.name();
    }
}
