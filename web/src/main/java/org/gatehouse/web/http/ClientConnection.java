package org.gatehouse.web.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.gatehouse.wire.Bytes;

/// The connection that a visit came on.
public interface ClientConnection {
    /// Differs from that of every other connection of this process.
    long number();

    /// Who connected, also behind a balancer that is believed.
    InetSocketAddress client();

    /// The address that client reached.
    InetSocketAddress server();

    boolean isHttp2();

    /// What ties a sign-in to the TLS channel (`ChannelBindings.tlsServerEndPoint`); empty without TLS.
    Optional<Bytes> channelBinding();
}
