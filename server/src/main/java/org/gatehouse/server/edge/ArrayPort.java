package org.gatehouse.server.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A port of an array's address.
final class ArrayPort {
    private static final Logger LOG = LoggerFactory.getLogger(ArrayPort.class);

    private ArrayPort() {}

    /// @throws IOException saying what to do about it
    static ServerSocketChannel listen(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(address, backlog);
            return listener;
        } catch (IOException failure) {
            listener.close();
            throw new IOException("cannot listen on " + address.getAddress().getHostAddress() + " port "
                    + address.getPort() + ": " + failure.getMessage()
                    + (isHere(address.getAddress()) ? ". Stop what uses it, or configure another."
                            : ". The address is not on this host; a pair of balancers that share it needs "
                                    + "net.ipv4.ip_nonlocal_bind=1 (or net.ipv6.ip_nonlocal_bind=1)."), failure);
        }
    }

    static void close(List<ServerSocketChannel> listeners) {
        for (ServerSocketChannel listener : listeners) {
            try {
                listener.close();
            } catch (IOException failure) {
                LOG.debug("closing a listening socket failed", failure);
            }
        }
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return true;
        }
    }
}
