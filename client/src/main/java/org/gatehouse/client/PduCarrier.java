package org.gatehouse.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// What carries the PDUs of an RPC connection ([MS-RPCE] 2.1.1). Not thread-safe.
sealed interface PduCarrier extends Closeable permits TcpCarrier, TunnelCarrier {
    void write(byte[] pdu) throws IOException;

    /// The next PDU. Waits for it no longer than the time-out.
    byte[] read() throws IOException;

    /// Changes how long reads may take.
    void timeout(Duration timeout) throws IOException;

    /// Whether it has ended, as far as is known.
    boolean isOver();

    /// The network address of the other side.
    InetSocketAddress peer();

    /// Another one to the same server.
    PduCarrier another(Duration timeout) throws IOException;
}
