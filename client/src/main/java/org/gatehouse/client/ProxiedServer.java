package org.gatehouse.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.gatehouse.dcerpc.rts.ClientConnection;

/// A server behind a proxy of RPC over HTTP, which Outlook Anywhere is to its clients ([MS-RPCH] 2.2.2).
///
/// @param proxy where the proxy listens
/// @param proxyName the name that its certificate has to be for
/// @param trust what certificates are trusted
/// @param name of the server, as the proxy knows it
/// @param port of the service there; [#MAIL] for EMSMDB
/// @param signIn how the caller proves to the proxy who he is
/// @param upkeep what looks after connections between calls
/// @param limits of each of them
public record ProxiedServer(InetSocketAddress proxy, String proxyName, SSLContext trust, String name, int port,
        HttpSignIn signIn, Upkeep upkeep, ClientConnection.Limits limits) {
    /// Where Exchange has the mailbox service for such clients.
    public static final int MAIL = 6001;

    private static final String PATH = "/rpc/rpcproxy.dll";

    /// With the usual limits, and nothing that looks after connections between calls.
    public ProxiedServer(InetSocketAddress proxy, String proxyName, SSLContext trust, String name, int port,
            HttpSignIn signIn) {
        this(proxy, proxyName, trust, name, port, signIn, Upkeep.NONE, ClientConnection.Limits.DEFAULT);
    }

    /// The same, looked after.
    public ProxiedServer with(Upkeep keeper) {
        return new ProxiedServer(proxy, proxyName, trust, name, port, signIn, keeper, limits);
    }

    HttpsConnection connect(Duration timeout) throws IOException {
        return HttpsConnection.open(proxy, proxyName, trust, timeout);
    }

    /// Path and query of its channels' requests.
    String target() {
        return PATH + "?" + name + ":" + port;
    }
}
