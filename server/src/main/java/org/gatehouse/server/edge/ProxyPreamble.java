package org.gatehouse.server.edge;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Predicate;
import org.gatehouse.edge.proxy.ProxyHeader;
import org.gatehouse.server.rpc.ConnectionPreamble;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Reads the PROXY header that the balancer writes, on connections from trusted addresses only. Those have to begin
/// with one; from all others it is not taken, so nobody can pass for somebody else.
public final class ProxyPreamble implements ConnectionPreamble {
    private final Predicate<InetAddress> trusted;

    /// @param trusted the addresses from which balancers connect: [BalancerServer] does it from the array's own
    public ProxyPreamble(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    @Override
    public Peers read(Socket socket, InputStream in) throws IOException {
        var peers = Peers.of(socket);
        if (!trusted.test(peers.client().getAddress())) {
            return peers;
        }
        byte[] prefix = exactly(in, ProxyHeader.PREFIX_SIZE);
        byte[] rest = exactly(in, ProxyHeader.restLength(Bytes.copyOf(prefix)));
        return switch (ProxyHeader.decode(new ByteWriter().bytes(prefix).bytes(rest).toBytes())) {
            case ProxyHeader.Local() -> peers;
            case ProxyHeader.Proxied(InetSocketAddress client, InetSocketAddress server) -> new Peers(client, server);
        };
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("connection ended inside its PROXY header");
        }
        return bytes;
    }
}
