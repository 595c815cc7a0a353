package org.gatehouse.server.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.proxy.ProxyHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says to a member that does not serve who is there: from the array's address, by the PROXY header of a balancer that
/// speaks for itself (proxy-protocol.txt 2.2, LOCAL). A Client Access server sees a connection that asks nothing. A
/// balancer that waits for this one, because neither has another member, learns why neither serves.
final class BalancerGreeting {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerGreeting.class);

    private final InetAddress arrayAddress;
    private final BalancerLimits limits;
    private final Duration again;
    private final Map<InetAddress, Long> greeted = new ConcurrentHashMap<>();

    /// @param again how long a member that goes on not to serve is left alone
    BalancerGreeting(InetAddress arrayAddress, BalancerLimits limits, Duration again) {
        this.arrayAddress = arrayAddress;
        this.limits = limits;
        this.again = again;
    }

    /// Greets on a thread of its own, if that has not been done lately.
    ///
    /// @param now milliseconds
    void greet(Member member, int port, long now) {
        Long before = greeted.get(member.address());
        if (before != null && now - before < again.toMillis()) {
            return;
        }
        greeted.put(member.address(), now);
        Thread.ofVirtual().name("balancer-greeting-" + member.name()).start(() -> greet(member, port));
    }

    void forget(Member member) {
        greeted.remove(member.address());
    }

    private void greet(Member member, int port) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(arrayAddress, 0));
            socket.connect(new InetSocketAddress(member.address(), port), (int) limits.connectTimeMax().toMillis());
            socket.setSoTimeout((int) limits.listenTimeMax().toMillis());
            socket.getOutputStream().write(new ProxyHeader.Local().encode().toArray());
            socket.shutdownOutput();
            // Closed by whoever read it; closing first could take the header away with it.
            var _ = socket.getInputStream().read();
        } catch (IOException nobody) {
            LOG.debug("{} was not greeted: {}", member.name(), nobody.getMessage());
        }
    }
}
