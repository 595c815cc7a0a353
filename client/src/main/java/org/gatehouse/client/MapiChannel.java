package org.gatehouse.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.gatehouse.wire.Bytes;

/// How an open session reaches its server: over RPC or over HTTP. Not thread-safe.
sealed interface MapiChannel permits RpcChannel, HttpChannel {
    /// Sends remote operations and gives what they answered.
    ///
    /// @param payload an extended buffer, as is the answer
    /// @param flags what the answer may be ([MS-OXCRPC] 3.1.4.2, [MS-OXCMAPIHTTP] 2.2.4.2.1)
    /// @param replyMax how long it may be
    /// @throws MapiException when the call as a whole failed
    Bytes execute(Bytes payload, int flags, int replyMax) throws IOException;

    /// Ends the session, then the connection.
    void disconnect() throws IOException;

    /// Drops the connection without a word.
    void drop() throws IOException;

    /// The network address of the server's side.
    InetSocketAddress peer();
}
