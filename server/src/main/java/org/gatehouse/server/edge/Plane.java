package org.gatehouse.server.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.HealthProbe;

/// What carries the bytes of balanced connections.
public enum Plane {
    /// This program, on every system.
    PORTABLE("portable"),
    /// The Linux kernel, by rules of nftables.
    KERNEL("kernel");

    private final String word;

    Plane(String word) {
        this.word = word;
    }

    /// What it is called in the configuration.
    public String word() {
        return word;
    }

    /// Whether members learn the client's address by the PROXY protocol, rather than see it.
    public boolean tellsByProxy() {
        return this == PORTABLE;
    }

    /// Opens a balancer without members.
    public RunningBalancer open(InetAddress arrayAddress, List<Integer> ports, BalancerSettings settings,
            BalancerLimits limits, HealthProbe probe) throws IOException {
        return switch (this) {
            case PORTABLE -> BalancerServer.open(arrayAddress, ports, settings, limits, probe);
            case KERNEL -> KernelBalancer.open(arrayAddress, ports, settings, limits, probe);
        };
    }
}
