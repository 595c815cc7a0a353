package org.gatehouse.mapi.rfr;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// RfrGetFQDNFromServerDN, opnum 1: the DNS name of the server that a distinguished name stands for.
///
/// [MS-OXABREF] 3.1.4.2.
///
/// ```
/// long RfrGetFQDNFromServerDN([in] handle_t hRpc, [in] unsigned long ulFlags,
///     [in, range(10, 1024)] unsigned long cbMailboxServerDN,
///     [in, string, size_is(cbMailboxServerDN)] unsigned char * szMailboxServerDN,
///     [out, ref, string] unsigned char ** ppszServerFQDN);
/// ```
public final class RfrGetFqdnFromServerDn {
    /// The range of cbMailboxServerDN, which counts the terminating zero.
    public static final int DN_BYTES_MIN = 10;
    public static final int DN_BYTES_MAX = 1_024;

    private RfrGetFqdnFromServerDn() {}

    /// @param serverDn the legacyExchangeDN of a server, an array or a database
    public record Request(String serverDn) implements RfrRequest {}

    /// @param fqdn null unless the status is 0
    public record Response(@Nullable String fqdn, int status) implements RfrResponse {
        @Override
        public void write(NdrWriter out) {
            out.pointer(fqdn != null);
            if (fqdn != null) {
                out.string(fqdn, StandardCharsets.US_ASCII);
            }
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        in.i32(); // ulFlags
        long count = in.u32();
        require(count >= DN_BYTES_MIN && count <= DN_BYTES_MAX, "cbMailboxServerDN outside 10 to 1024");
        int max = in.conformance(DN_BYTES_MAX);
        require(max == count, "szMailboxServerDN of another size than cbMailboxServerDN");
        Bytes text = in.blob(in.varyingCount(max));
        require(!text.isEmpty() && text.at(text.length() - 1) == 0, "szMailboxServerDN without its terminating zero");
        return new Request(new String(text.slice(0, text.length() - 1).toArray(), StandardCharsets.US_ASCII));
    }
}
