package org.gatehouse.dcerpc.rts;

/// What `RPC Error` says in the reason of a refusal: a Windows error ([MS-RPCH] 2.1.2.1.3 with its note 9, [MS-ERREF]
/// 2.2).
public enum ProxyError {
    /// The server named is none that clients may reach this way.
    ACCESS_DENIED(5),
    /// The server named is not there, or does not know the virtual connection.
    SERVER_UNAVAILABLE(0x6ba),
    SERVER_TOO_BUSY(0x6bb),
    PROTOCOL_ERROR(0x6c0);

    private final int code;

    ProxyError(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
