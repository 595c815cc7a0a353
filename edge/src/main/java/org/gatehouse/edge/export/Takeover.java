package org.gatehouse.edge.export;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/// How two balancers share an address.
///
/// @param networkInterface the one of both on which the address is, `eth0`
/// @param virtualRouter a number from 1 to 255 that nothing else on that network has
/// @param gateways addresses that go along, by which members reach their clients when the kernel balances
public record Takeover(String networkInterface, int virtualRouter, List<Gateway> gateways) {
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,14}");
    private static final int ROUTER_MAX = 255;
    /// What keepalived's own examples have.
    public static final int USUAL_ROUTER = 51;

    /// An address on the members' network.
    ///
    /// @param networkInterface the one of both balancers that is there
    public record Gateway(InetAddress address, String networkInterface) {
        public Gateway {
            check(networkInterface);
        }
    }

    public Takeover {
        gateways = List.copyOf(gateways);
        check(networkInterface);
        if (virtualRouter < 1 || virtualRouter > ROUTER_MAX) {
            throw new IllegalArgumentException("virtual router " + virtualRouter + " is not from 1 to " + ROUTER_MAX);
        }
    }

    private static void check(String networkInterface) {
        if (!INTERFACE.matcher(networkInterface).matches()) {
            throw new IllegalArgumentException("'" + networkInterface + "' is no name of a network interface");
        }
    }
}
