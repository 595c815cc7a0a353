package org.gatehouse.edge.export;

import java.time.Duration;

/// What an array serves on one port, and what it asks of a load balancer.
///
/// One client belongs to one member on all of these ports: Outlook opens several sessions and takes them to be at one
/// server, and the referral, address book and mailbox interfaces of RPC know of each other. Only the client's address
/// tells them together, since nothing else of RPC over TCP is the same on all of its connections.
public enum Service {
    /// One question, one answer.
    ENDPOINT_MAPPER("endpoint-mapper", 135, Duration.ofMinutes(10)),
    /// Idle for hours when a client that does not wait for events is left alone over lunch. Live ones speak every
    /// five minutes ([MS-OXCRPC] 3.3.4.1).
    RPC("rpc", 59_531, Duration.ofHours(2)),
    ADDRESS_BOOK("address-book", 59_532, Duration.ofHours(2)),
    /// Above the fifteen minutes after which an RPC over HTTP client or server speaks unless told otherwise; MAPI over
    /// HTTP waits for five at most ([MS-OXCMAPIHTTP] 2.2.4.4).
    WEB("web", 443, Duration.ofMinutes(20));

    /// How long a client without connections is led to the member where it was: above the 45 minutes that EWS
    /// subscriptions are to be kept together.
    public static final Duration AFFINITY = Duration.ofHours(2);

    private final String word;
    private final int usualPort;
    private final Duration idle;

    Service(String word, int usualPort, Duration idle) {
        this.word = word;
        this.usualPort = usualPort;
        this.idle = idle;
    }

    /// What it is called in configurations.
    public String word() {
        return word;
    }

    public int usualPort() {
        return usualPort;
    }

    /// How long a connection may carry nothing.
    public Duration idle() {
        return idle;
    }
}
