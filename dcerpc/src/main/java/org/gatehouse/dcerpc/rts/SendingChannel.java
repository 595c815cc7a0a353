package org.gatehouse.dcerpc.rts;

import java.util.UUID;

/// A channel as its sender sees it ([MS-RPCH] 3.2.1.1.4): an OUT channel at the server, an IN channel at the client.
/// Only PDUs of RPC count against the peer's window; everything counts against the lifetime.
final class SendingChannel {
    final long number;
    final UUID cookie;
    private final int peerWindow;
    private final long lifetime;
    private long lifetimeSent;
    private long bytesSent;
    private long available;
    private boolean begun;
    private long sentAt;

    SendingChannel(long number, UUID cookie, int peerWindow, long lifetime, long nowMillis) {
        this.number = number;
        this.cookie = cookie;
        this.peerWindow = peerWindow;
        this.available = peerWindow;
        this.lifetime = lifetime;
        this.sentAt = nowMillis;
    }

    void begin(long nowMillis) {
        begun = true;
        sentAt = nowMillis;
    }

    boolean begun() {
        return begun;
    }

    long sentAt() {
        return sentAt;
    }

    long lifetimeLeft() {
        return lifetime - lifetimeSent;
    }

    boolean takes(int rpcBytes) {
        return begun && rpcBytes <= available;
    }

    void sent(int bytes, boolean rpc, long nowMillis) {
        lifetimeSent += bytes;
        sentAt = nowMillis;
        if (rpc) {
            bytesSent += bytes;
            available -= bytes;
        }
    }

    /// [MS-RPCH] 3.2.1.5.1.2.
    ///
    /// @return false when the acknowledgment cannot be true
    boolean acknowledged(long bytesReceived, long window) {
        long now = window - (bytesSent - bytesReceived);
        if (window > peerWindow || bytesReceived > bytesSent || now < 0) {
            return false;
        }
        available = now;
        return true;
    }
}
