package org.gatehouse.security;

/// The NTSTATUS values with which a sign-in is refused ([MS-ERREF] 2.3.1).
public final class NtStatus {
    public static final int INVALID_PARAMETER = 0xC000000D;
    public static final int ACCESS_DENIED = 0xC0000022;
    public static final int NO_LOGON_SERVERS = 0xC000005E;
    public static final int LOGON_FAILURE = 0xC000006D;
    public static final int ACCOUNT_DISABLED = 0xC0000072;
    public static final int NOT_SUPPORTED = 0xC00000BB;
    public static final int TIME_DIFFERENCE_AT_DC = 0xC0000133;
    public static final int ACCOUNT_LOCKED_OUT = 0xC0000234;
    public static final int BAD_BINDINGS = 0xC000035B;

    private NtStatus() {}

    /// The form in which logs and documentation write it: `0xC000006D`.
    public static String text(int status) {
        return "0x%08X".formatted(status);
    }
}
