package org.gatehouse.mapi.rfr;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrWriter;

/// What the server answers ([MS-OXABREF] 3.1.4).
public sealed interface RfrResponse permits RfrGetNewDsa.Response, RfrGetFqdnFromServerDn.Response {
    /// 0, or an error code of [MS-OXCDATA] 2.4.
    int status();

    void write(NdrWriter out);

    /// The stub of the response.
    default Bytes encode() {
        var out = new NdrWriter();
        write(out);
        return out.toBytes();
    }
}
