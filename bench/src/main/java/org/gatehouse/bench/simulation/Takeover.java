package org.gatehouse.bench.simulation;

import java.util.Optional;

/// The address of a site's two balancers, which VRRP (RFC 9568) gives to the first as long as it lives. Where they do
/// not hear each other both have it, and some clients meet the one and some the other.
final class Takeover {
    /// Three advertisements of a second each.
    static final long NOTICED_AFTER = 3_000;
    private static final long RETURNED_AFTER = 1_000;

    private final World world;
    private final BalancerHost first;
    private final BalancerHost second;
    private boolean secondHas;
    private boolean split;

    Takeover(World world, BalancerHost first, BalancerHost second) {
        this.world = world;
        this.first = first;
        this.second = second;
    }

    /// The balancer that a client meets.
    Optional<BalancerHost> of(Client client) {
        boolean meetsSecond = secondHas || split && client.number % 2 == 1;
        return Optional.of(meetsSecond ? second : first).filter(balancer -> balancer.host.up);
    }

    /// Something has changed: the second looks whether it still hears the first.
    void changed() {
        boolean alone = !first.host.up;
        boolean deaf = !world.network.isOpen(first.host, second.host);
        if (alone && !secondHas || !alone && deaf && !split) {
            world.time.in(NOTICED_AFTER, this::look);
        } else if (!alone && secondHas || !deaf && split) {
            world.time.in(RETURNED_AFTER, this::look);
        }
    }

    private void look() {
        boolean alone = !first.host.up;
        boolean deaf = !world.network.isOpen(first.host, second.host);
        boolean had = secondHas || split;
        secondHas = alone;
        split = !alone && deaf && second.host.up;
        if (had && !secondHas && !split) {
            second.dropAll();
        }
    }

    /// Whether one balancer has the address and nobody doubts it.
    boolean isSettled() {
        return !split && (first.host.up ? !secondHas : secondHas && second.host.up)
                && world.network.isOpen(first.host, second.host);
    }
}
