package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/// What may come on a connection before its protocol starts: a balancer's word about who the client is.
@FunctionalInterface
public interface ConnectionPreamble {
    /// Nothing comes: the addresses are those of the socket.
    ConnectionPreamble NONE = (socket, _) -> Peers.of(socket);

    /// @param client who really connected
    /// @param server the address that client reached
    record Peers(InetSocketAddress client, InetSocketAddress server) {
        public static Peers of(Socket socket) {
            return new Peers((InetSocketAddress) socket.getRemoteSocketAddress(),
                    (InetSocketAddress) socket.getLocalSocketAddress());
        }
    }

    /// Reads exactly the preamble and not a byte of what follows. May block: the listener's time-out for peers that
    /// do not sign in cuts it short.
    ///
    /// @throws org.gatehouse.wire.MalformedException when the connection has to be closed for what came
    Peers read(Socket socket, InputStream in) throws IOException;
}
