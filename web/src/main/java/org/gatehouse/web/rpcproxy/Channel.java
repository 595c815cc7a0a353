package org.gatehouse.web.rpcproxy;

import java.io.IOException;

/// The response to a channel's request. May be used by any thread, by one at a time.
public interface Channel {
    /// Ends a channel whose response has not begun: 503 with the error in its reason ([MS-RPCH] 2.1.2.1.3).
    void refuse(int error) throws IOException;

    /// Closes the connection.
    void cut();

    /// Calls back once when the client's connection is gone; at once when it is gone already.
    void whenGone(Runnable action);
}
