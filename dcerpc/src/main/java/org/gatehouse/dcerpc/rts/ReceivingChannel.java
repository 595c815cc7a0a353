package org.gatehouse.dcerpc.rts;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.UUID;

/// A channel as its recipient sees it ([MS-RPCH] 3.2.1.1.5): an IN channel at the server, where its PDUs wait while
/// it is plugged, and an OUT channel at the client.
final class ReceivingChannel {
    /// PDUs of this protocol are outside the window; no peer has reason to send more of them ahead of time.
    private static final int HELD_MAX = 64;
    /// The largest PDU of RPC over connections. A sender left with less than that could not go on.
    private static final int PDU_MAX = 5840;

    final long number;
    final UUID cookie;
    final Queue<byte[]> held = new ArrayDeque<>();
    private final int window;
    private long bytesReceived;
    private int unconsumed;
    private long advertised;

    ReceivingChannel(long number, UUID cookie, int window) {
        this.number = number;
        this.cookie = cookie;
        this.window = window;
        this.advertised = window;
    }

    /// @return false when the peer sends more than it may
    boolean hold(byte[] pdu) {
        held.add(pdu);
        return held.size() <= HELD_MAX || held.stream().filter(RtsPdu::is).count() <= HELD_MAX;
    }

    /// @return false when the peer sends beyond the window
    boolean received(int bytes) {
        bytesReceived += bytes;
        unconsumed += bytes;
        advertised -= bytes;
        return unconsumed <= window;
    }

    int unconsumed() {
        return unconsumed;
    }

    /// @return whether it is time for an acknowledgment ([MS-RPCH] 3.2.1.4.1.1 with its note 27)
    boolean consumed(int bytes) {
        unconsumed -= bytes;
        return advertised < Math.max(window / 2, PDU_MAX);
    }

    RtsCommand.FlowControlAck acknowledge() {
        advertised = (long) window - unconsumed;
        return new RtsCommand.FlowControlAck(bytesReceived, advertised, cookie);
    }
}
