package org.gatehouse.web.rpcproxy;

import java.net.InetSocketAddress;
import org.gatehouse.security.Identity;

/// Who opens a channel, and to where.
///
/// @param server the name of the server behind the proxy, as the client writes it
/// @param port of that server
/// @param timeoutMillis how long the client says that the network leaves it alone ([MS-RPCH] 2.1.2.1.2), or 0
/// @param client the address that the channel comes from
/// @param here the address that it reached
public record Caller(Identity identity, String server, int port, long timeoutMillis, InetSocketAddress client,
        InetSocketAddress here) {}
