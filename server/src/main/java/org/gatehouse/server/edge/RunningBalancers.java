package org.gatehouse.server.edge;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gatehouse.edge.balancer.Balancers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The balancers of this process.
public final class RunningBalancers implements Balancers {
    private static final Logger LOG = LoggerFactory.getLogger(RunningBalancers.class);

    private final List<RunningBalancer> servers = new CopyOnWriteArrayList<>();

    public void add(RunningBalancer server) {
        servers.add(server);
    }

    @Override
    public List<Standing> standings() {
        return servers.stream().map(server -> new Standing(server.arrayAddress(), server.members())).toList();
    }

    @Override
    public void drain(InetAddress address, String member) {
        at(address).drain(member);
        LOG.info("balancer on {}: member {} gets no new connections", address.getHostAddress(), member);
    }

    @Override
    public void endDrain(InetAddress address, String member) {
        at(address).endDrain(member);
        LOG.info("balancer on {}: member {} gets connections again", address.getHostAddress(), member);
    }

    private RunningBalancer at(InetAddress address) {
        return servers.stream().filter(server -> server.arrayAddress().equals(address)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no balancer is on " + address.getHostAddress()));
    }
}
