package org.gatehouse.edge.balancer;

/// Whether a member gets connections.
public enum Health {
    /// Not probed yet.
    UNKNOWN,
    UP,
    DOWN
}
