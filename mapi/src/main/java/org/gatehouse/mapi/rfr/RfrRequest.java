package org.gatehouse.mapi.rfr;

import java.util.function.Function;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;

/// What a client asks of the referral interface ([MS-OXABREF] 3.1.4).
public sealed interface RfrRequest permits RfrGetNewDsa.Request, RfrGetFqdnFromServerDn.Request {
    /// Longest string that is read; a distinguished name is at most some hundred characters.
    int STRING_BYTES_MAX = 4_096;
    /// Operation numbers are below this.
    int OPERATION_COUNT = 2;

    /// Reads the stub of an operation, 0 or 1.
    static RfrRequest decode(int operation, NdrReader stub) {
        Function<NdrReader, RfrRequest> decoder = switch (operation) {
            case 0 -> RfrGetNewDsa::decode;
            case 1 -> RfrGetFqdnFromServerDn::decode;
            default -> throw new MalformedException("no operation " + operation);
        };
        return decoder.apply(stub);
    }
}
