package org.gatehouse.dcerpc;

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

    public boolean atLeast(AuthLevel floor) {
        return code >= floor.code;
    }
}
