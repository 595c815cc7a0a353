package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
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
    /// Calls that are not answered, in the order of their numbers.
    private List<Asked> awaiting = List.of();
    private int calls;

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

    /// Calls the member, to which it carries.
    ///
    /// @param deed of the member
    /// @param refused told the status of a fault
    void ask(int operation, ContextHandle handle, Consumer<Answer> deed, IntConsumer refused) {
        Member at = member;
        if (at == null || association == null) {
            return;
        }
        var asked = new Asked(++calls, deed, refused);
        if (awaiting.isEmpty()) {
            awaiting = new ArrayList<>(1);
        }
        awaiting.add(asked);
        at.port().take(this, Port.request(operation, handle, this, asked.call));
        if (awaiting.size() > Port.LIMITS.callsMax()) {
            throw new Violation("limits of RPC hold: " + this + " has " + awaiting.size() + " calls");
        }
    }

    /// A call as the member reads it.
    Asked asked(long connection, int call) {
        for (Asked asked : awaiting) {
            if (connection == number && asked.call == call) {
                return asked;
            }
        }
        throw new Violation("a call is heard once, and on its own connection: " + call + " of " + connection + " at "
                + this);
    }

    /// The member has answered a call.
    void hear(byte[] pdu) {
        PduHeader header = PduHeader.read(pdu);
        Asked asked = awaiting.stream().filter(other -> other.call == header.callId()).findFirst()
                .orElseThrow(() -> misled(header.callId()));
        awaiting.remove(asked);
        if (awaiting.isEmpty()) {
            awaiting = List.of(); // most connections say little, and there are many
        }
        switch (PduCodec.decode(header, pdu)) {
            case Pdu.Response response -> {
                var in = new NdrReader(response.stub());
                ContextHandle handle = in.contextHandle();
                if (in.i64() != number || in.i32() != asked.call) {
                    throw misled(asked.call);
                }
                asked.answered(handle);
            }
            case Pdu.Fault fault -> asked.refused(fault.status());
            case Pdu.Bind _, Pdu.BindAck _, Pdu.BindNak _, Pdu.AlterContext _, Pdu.AlterContextResponse _, Pdu.Auth3 _,
                Pdu.Request _, Pdu.CoCancel _, Pdu.Orphaned _, Pdu.Shutdown _ -> throw misled(asked.call);
        }
    }

    private Violation misled(int call) {
        return new Violation("a call is answered once, and on its own connection: " + call + " at " + this);
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
