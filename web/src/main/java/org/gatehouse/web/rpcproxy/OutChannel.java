package org.gatehouse.web.rpcproxy;

import org.gatehouse.web.http.Flow;

/// A channel that the server writes to.
public interface OutChannel extends Channel {
    /// The response of a success ([MS-RPCH] 2.1.2.1.4), whose body is what will be written. Its head goes out with the
    /// first write, even one of nothing.
    Flow begin(long contentLength);
}
