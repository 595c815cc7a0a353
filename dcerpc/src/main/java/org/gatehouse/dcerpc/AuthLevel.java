package org.gatehouse.dcerpc;

import java.util.Optional;

/// Protection of the calls of a security context ([MS-RPCE] 2.2.1.1.8), weakest first.
public enum AuthLevel {
    NONE(1),
    CONNECT(2),
    CALL(3),
    PACKET(4),
    INTEGRITY(5),
    PRIVACY(6);

    private final int code;

    AuthLevel(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /// The level with this number, if there is one.
    public static Optional<AuthLevel> of(int code) {
        return code >= 1 && code <= 6 ? Optional.of(values()[code - 1]) : Optional.empty();
    }

    /// Whether every PDU carries a signature.
    public boolean signsMessages() {
        return atLeast(PACKET);
    }

    public boolean atLeast(AuthLevel floor) {
        return code >= floor.code;
    }
}
