package org.gatehouse.dcerpc;

/// Statuses of fault PDUs ([C706] appendix E, [MS-RPCE] 2.2.2.8, [MS-ERREF] 2.2).
public final class RpcStatus {
    /// ERROR_ACCESS_DENIED.
    public static final int ACCESS_DENIED = 5;
    /// RPC_S_SERVER_TOO_BUSY, as a service raises it; clients that convert statuses take nca_s_server_too_busy for the
    /// same ([MS-RPCE] 3.1.1.5.5).
    public static final int SERVICE_TOO_BUSY = 0x6bb;
    /// RPC_S_NO_CALL_ACTIVE.
    public static final int NO_CALL_ACTIVE = 0x6bd;
    /// RPC_X_BAD_STUB_DATA.
    public static final int BAD_STUB_DATA = 0x6f7;
    /// RPC_S_SEC_PKG_ERROR.
    public static final int SECURITY_PACKAGE_ERROR = 0x721;
    /// nca_s_fault_cancel.
    public static final int CANCELLED = 0x1c00_000d;
    /// nca_s_fault_unspec.
    public static final int UNSPECIFIED = 0x1c00_0012;
    /// nca_s_fault_context_mismatch.
    public static final int CONTEXT_MISMATCH = 0x1c00_001a;
    /// nca_s_fault_remote_no_memory.
    public static final int REMOTE_NO_MEMORY = 0x1c00_001b;
    /// nca_s_op_rng_error.
    public static final int OPERATION_RANGE = 0x1c01_0002;
    /// nca_s_unk_if.
    public static final int UNKNOWN_INTERFACE = 0x1c01_0003;
    /// nca_s_proto_error.
    public static final int PROTOCOL_ERROR = 0x1c01_000b;
    /// nca_s_server_too_busy.
    public static final int SERVER_TOO_BUSY = 0x1c01_0014;

    private RpcStatus() {}
}
