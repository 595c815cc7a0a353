package org.gatehouse.bench.simulation;

import org.gatehouse.edge.balancer.Input;
import org.gatehouse.security.throttling.Place;
import org.jspecify.annotations.Nullable;

/// A client's connection, through a balancer or to a member directly.
final class Connection {
    private static final long AGAIN = 1_000;

    final World world;
    final long number;
    final Client client;
    final @Nullable BalancerHost balancer;
    /// The association group that its first words ask to join, or 0.
    final int asks;
    /// The one that it is in.
    int group;
    /// The member's side of it.
    Cores.@Nullable Talking association;
    @Nullable Member member;
    boolean established;
    /// Of the member's process.
    private int life;
    boolean closed;
    /// The place that it has taken.
    @Nullable Place place;

    Connection(World world, long number, Client client, @Nullable BalancerHost balancer, int asks) {
        this.world = world;
        this.number = number;
        this.client = client;
        this.balancer = balancer;
        this.asks = asks;
    }

    /// The member took it.
    void established(Member at) {
        if (closed) {
            return;
        }
        established = true;
        member = at;
        life = at.host.life;
        at.connected(this);
        client.connected(this);
    }

    /// It ended without the client.
    void lost() {
        if (!closed) {
            closed = true;
            leave();
            client.lost(this);
        }
    }

    private void leave() {
        if (member != null && established) {
            member.closed(this);
        }
    }

    /// Whether the member gets what the client sends.
    boolean carries() {
        return member != null && world.network.runs(member.host) && member.host.life == life
                && (balancer == null || world.network.isOpen(balancer.host, member.host)) && isOpen();
    }

    /// Whether packets pass between the client and what it is connected to.
    boolean isOpen() {
        Host near = balancer != null ? balancer.host : member != null ? member.host : null;
        return near == null || near.isOpenTo(client.number);
    }

    /// The client has sent something that was not taken: a machine that knows nothing of the connection says so.
    void unanswered() {
        if (member != null && world.network.runs(member.host) && member.host.life != life) {
            memberDied();
        }
    }

    /// The client ends it.
    void close() {
        if (!closed) {
            closed = true;
            tell();
        }
    }

    /// That it has ended is heard of once a packet gets through.
    private void tell() {
        if (!isOpen()) {
            world.time.in(AGAIN, this::tell);
            return;
        }
        leave();
        if (balancer != null) {
            balancer.ended(this, false);
        }
    }

    /// The machine of the member says that nobody is there any more, to whom it reaches.
    void memberDied() {
        Member dead = member;
        if (closed || dead == null) {
            return;
        }
        if (balancer == null) {
            world.time.in(1, this::lost);
        } else if (world.network.isOpen(dead.host, balancer.host)) {
            world.network.later(balancer.host, 1, () -> balancer.ended(this, true));
        }
    }

    /// What the balancer hears of it.
    Input.Ended end(boolean byMember) {
        return new Input.Ended(number, byMember);
    }

    @Override
    public String toString() {
        return "connection " + number + " at " + member;
    }
}
