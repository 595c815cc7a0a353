package org.gatehouse.mapi.rfr;

import java.nio.charset.StandardCharsets;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// RfrGetNewDSA, opnum 0: the name of an Address Book server or array for a user.
///
/// [MS-OXABREF] 3.1.4.1.
///
/// ```
/// long RfrGetNewDSA([in] handle_t hRpc, [in] unsigned long ulFlags, [in, string] unsigned char * pUserDN,
///     [in, out, unique, string] unsigned char ** ppszUnused, [in, out, unique, string] unsigned char ** ppszServer);
/// ```
///
/// A `unique` attribute on a pointer to a pointer makes the outer pointer unique, and so is the inner one by the
/// interface's default: two referent ids stand before each string.
public final class RfrGetNewDsa {
    private RfrGetNewDsa() {}

    /// @param userDn the user's legacyExchangeDN, may be empty
    /// @param wantsServer whether the client gave a place for the answer
    /// @param wantsUnused whether it gave a place for the unused string
    public record Request(String userDn, boolean wantsUnused, boolean wantsServer) implements RfrRequest {}

    /// @param wantsUnused as in the request
    /// @param wantsServer as in the request
    /// @param server null unless the status is 0
    public record Response(boolean wantsUnused, boolean wantsServer, @Nullable String server, int status)
            implements RfrResponse {
        @Override
        public void write(NdrWriter out) {
            out.pointer(wantsUnused);
            if (wantsUnused) {
                out.pointer(false);
            }
            out.pointer(wantsServer);
            if (wantsServer) {
                out.pointer(server != null);
                if (server != null) {
                    out.string(server, StandardCharsets.US_ASCII);
                }
            }
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        in.i32(); // ulFlags
        String userDn = in.string(RfrRequest.STRING_BYTES_MAX, StandardCharsets.US_ASCII);
        boolean wantsUnused = skipString(in);
        return new Request(userDn, wantsUnused, skipString(in));
    }

    /// Reads a pointer to a pointer to a string; what clients put there means nothing.
    private static boolean skipString(NdrReader in) {
        if (!in.pointer()) {
            return false;
        }
        if (in.pointer()) {
            in.stringBytes(RfrRequest.STRING_BYTES_MAX);
        }
        return true;
    }
}
