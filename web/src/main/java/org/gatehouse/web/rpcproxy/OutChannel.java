package org.gatehouse.web.rpcproxy;

import java.io.OutputStream;

/// A channel that the server writes to.
public interface OutChannel extends Channel {
    /// The response of a success ([MS-RPCH] 2.1.2.1.4), whose body is what will be written.
    OutputStream begin(long contentLength);
}
