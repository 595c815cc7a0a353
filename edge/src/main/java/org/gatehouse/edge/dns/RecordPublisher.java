package org.gatehouse.edge.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Where the organisation's host records are published: the own zone, or another server by RFC 2136.
public interface RecordPublisher {
    /// Replaces the host's A and AAAA records by these addresses; an empty list removes them.
    ///
    /// @throws IOException when the server cannot be reached or refuses; the message names it and its answer
    void publish(String fqdn, List<InetAddress> addresses) throws IOException;

    /// The addresses now published; empty when there is no such host.
    List<InetAddress> published(String fqdn) throws IOException;

    /// The zones this publisher may change, without a final dot.
    List<String> zones();
}
