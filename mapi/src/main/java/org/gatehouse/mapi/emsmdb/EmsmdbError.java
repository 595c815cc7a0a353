package org.gatehouse.mapi.emsmdb;

/// Return values of the methods of both interfaces ([MS-OXCRPC] 3.1.4.1 to 3.1.4.5, 3.3.4.1).
public final class EmsmdbError {
    public static final int NONE = 0;
    /// The server is going away (3.3.4.1).
    public static final int EXITING = 0x0000_03ed;
    public static final int UNKNOWN_USER = 0x0000_03eb;
    public static final int LOGIN_PERM = 0x0000_03f2;
    /// Content or length of a buffer is invalid.
    public static final int RPC_FORMAT = 0x0000_04b6;
    public static final int CLIENT_VERSION_DISALLOWED = 0x0000_04df;
    /// The user may not come by RPC over HTTP (3.1.4.1).
    public static final int RPC_HTTP_DISALLOWED = 0x0000_04e0;
    /// The user's client has to run in cached mode (3.1.4.1).
    public static final int CACHED_MODE_REQUIRED = 0x0000_04e1;
    /// The user may not come by this protocol (3.1.4.1).
    public static final int PROTOCOL_DISABLED = 0x0000_07d8;
    /// A wait is outstanding on the asynchronous handle already (3.3.4.1).
    public static final int REJECTED = 0x0000_07ee;
    public static final int NOT_ENCRYPTED = 0x0000_0970;
    /// The user has as many connections as a throttling policy allows: 2614 (MaxConnectionsExceeded), as the RPC Client
    /// Access log of Exchange 2010 shows it.
    public static final int MAX_CONNECTIONS_EXCEEDED = 0x0000_0a36;
    public static final int MAX_CONNECTIONS = 0x8004_0305;
    public static final int NOT_SUPPORTED = 0x8004_0102;
    public static final int VERSION_MISMATCH = 0x8004_0110;
    public static final int LOGIN_FAILURE = 0x8004_0111;
    public static final int RPC_FAILED = 0x8004_0115;
    public static final int ACCESS_DENIED = 0x8007_0005;
    public static final int INVALID_PARAMETER = 0x8007_0057;

    private EmsmdbError() {}
}
