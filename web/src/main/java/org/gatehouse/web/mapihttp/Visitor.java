package org.gatehouse.web.mapihttp;

import java.net.InetSocketAddress;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.security.Identity;

/// Who asks, from where and with what.
///
/// @param authority the host, and the port unless it is 443, as the client wrote them
/// @param version from X-ClientApplication ([MS-OXCMAPIHTTP] 2.2.3.3.6)
public record Visitor(Identity identity, InetSocketAddress client, InetSocketAddress server, String authority,
        ProtocolVersion version) {}
