package org.gatehouse.web.rpcproxy;

import java.io.IOException;
import java.io.InputStream;
import org.gatehouse.wire.Bytes;

/// What joins channels to connections and carries them to a server. Both calls block for as long as the channel lasts,
/// and read and write it on the calling thread.
public interface Tunnels {
    /// The body of an echo response ([MS-RPCH] 2.1.2.1.6).
    Bytes echo();

    /// Serves an IN channel ([MS-RPCH] 2.1.2.1.1).
    ///
    /// @param body what the client sends, without an end of its own
    void in(Caller caller, InputStream body, Channel channel) throws IOException;

    /// Serves an OUT channel ([MS-RPCH] 2.1.2.1.2).
    ///
    /// @param body short: one or two PDUs
    void out(Caller caller, InputStream body, OutChannel channel) throws IOException;
}
