package org.gatehouse.web.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the PROXY header (versions 1 and 2, HAProxy's proxy-protocol.txt) from trusted addresses only. Their
/// connections have to begin with one; on all others it is a broken TLS handshake, so nobody passes for somebody else.
final class BalancerGreeting extends ProxyConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerGreeting.class);

    private final Predicate<InetAddress> trusted;
    private final SslConnectionFactory tls;

    BalancerGreeting(Predicate<InetAddress> trusted, SslConnectionFactory tls) {
        super(tls.getProtocol());
        this.trusted = trusted;
        this.tls = tls;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        boolean balancer = endPoint.getRemoteSocketAddress() instanceof InetSocketAddress address
                && trusted.test(address.getAddress());
        return balancer ? super.newConnection(connector, endPoint) : tls.newConnection(connector, endPoint);
    }

    /// Called when what came is no PROXY header.
    @Override
    protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer buffer) {
        LOG.info("closing connection of {}: no PROXY header from a balancer's address",
                endPoint.getRemoteSocketAddress());
        endPoint.close();
    }
}
