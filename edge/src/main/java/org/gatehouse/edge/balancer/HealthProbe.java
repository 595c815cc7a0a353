package org.gatehouse.edge.balancer;

import java.io.IOException;

/// Finds out whether a member serves. `edge` knows nothing of RPC, so whoever assembles supplies it.
@FunctionalInterface
public interface HealthProbe {
    /// Returns if the member serves. May block; it is interrupted when its time is over.
    ///
    /// @throws IOException when the member does not serve; the message says what happened
    void probe(Member member) throws IOException;
}
