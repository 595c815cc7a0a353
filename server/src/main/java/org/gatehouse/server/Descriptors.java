package org.gatehouse.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many sockets this process may hold: the limit on file descriptors that it was started with (`ulimit -n`).
public final class Descriptors {
    /// For databases, logs, listening sockets and jars.
    private static final int KEPT_BACK = 1_000;
    /// Of a connection through a balancer to a server in the same process: the client's, the balancer's, the server's,
    /// and one for those that are being closed while others come.
    private static final int PER_BALANCED_CONNECTION = 4;
    private static final int LEAST = 100;

    private Descriptors() {}

    /// How many connections through a balancer there is room for.
    public static int balancedConnections() {
        return Math.clamp((limit() - KEPT_BACK) / PER_BALANCED_CONNECTION, LEAST, Integer.MAX_VALUE);
    }

    /// How many of them may be strangers, so that there is always room for people who sign in.
    public static int strangers() {
        return Math.max(LEAST, (int) (balancedConnections() * 3L / 4));
    }

    private static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() : Integer.MAX_VALUE;
    }
}
