package org.gatehouse.dcerpc.rts;

import static org.gatehouse.wire.MalformedException.require;

/// Where a PDU is to be forwarded to; the place is the number on the wire ([MS-RPCH] 2.2.3.3).
public enum Destination {
    CLIENT(0),
    IN_PROXY(1),
    SERVER(2),
    OUT_PROXY(3);

    private final int code;

    Destination(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Destination of(long code) {
        require(code < values().length, "forward destination " + code);
        return values()[(int) code];
    }
}
