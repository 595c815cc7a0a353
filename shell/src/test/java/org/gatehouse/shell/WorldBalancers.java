package org.gatehouse.shell;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;

/// Balancers that decide as real ones do, without sockets.
public final class WorldBalancers implements Balancers {
    private record Placed(InetAddress address, Balancer decisions) {}

    private final List<Placed> placed = new ArrayList<>();

    /// Adds one whose members answer their probes.
    public void add(InetAddress address, Member... members) {
        var decisions = new Balancer(BalancerSettings.DEFAULT);
        for (Member member : members) {
            decisions.step(new Input.MemberAdded(member), 0);
            decisions.step(new Input.ProbeAnswered(member.name(), true), 0);
        }
        placed.add(new Placed(address, decisions));
    }

    /// A client's connection, taken by the member that it was offered to.
    public void connect(InetAddress address, long number, InetAddress client) {
        at(address).step(new Input.ConnectionArrived(number, client), 0);
        at(address).step(new Input.Connected(number), 0);
    }

    @Override
    public List<Standing> standings() {
        return placed.stream().map(one -> new Standing(one.address, one.decisions.members())).toList();
    }

    @Override
    public void drain(InetAddress address, String member) {
        at(address).step(new Input.DrainBegun(member), 0);
    }

    @Override
    public void endDrain(InetAddress address, String member) {
        at(address).step(new Input.DrainEnded(member), 0);
    }

    private Balancer at(InetAddress address) {
        return placed.stream().filter(one -> one.address.equals(address)).findFirst().orElseThrow().decisions;
    }
}
