package org.gatehouse.directory.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Makes the listening sockets through which [LdapPeers] come in, with TLS from the start or without.
final class LdapDoor extends ServerSocketFactory {
    private static final int BACKLOG = 128;
    private final LdapPeers peers;
    private final @Nullable SSLContext tls;

    LdapDoor(LdapPeers peers, @Nullable SSLContext tls) {
        this.peers = peers;
        this.tls = tls;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new Listening();
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, BACKLOG);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return bound(new InetSocketAddress(port), backlog);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return bound(new InetSocketAddress(address, port), backlog);
    }

    private ServerSocket bound(InetSocketAddress address, int backlog) throws IOException {
        var listening = new Listening();
        try {
            listening.setReuseAddress(true);
            listening.bind(address, backlog);
            return listening;
        } catch (IOException refused) {
            listening.close();
            throw refused;
        }
    }

    private final class Listening extends ServerSocket {
        Listening() throws IOException {}

        /// The next peer that may stay.
        @Override
        public Socket accept() throws IOException {
            while (true) {
                LdapPeer peer = peers.accepting();
                implAccept(peer);
                if (!peers.admit(peer)) {
                    peer.close();
                } else if (tls == null) {
                    return peer;
                } else {
                    try {
                        return tls.getSocketFactory().createSocket(peer, null, true);
                    } catch (IOException gone) {
                        peer.close();
                    }
                }
            }
        }
    }
}
