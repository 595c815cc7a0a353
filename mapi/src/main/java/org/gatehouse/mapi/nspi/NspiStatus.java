package org.gatehouse.mapi.nspi;

/// Return codes of the NSPI methods ([MS-OXNSPI] 2.2.1.2, values of [MS-OXCDATA] 2.4). No others are permitted.
public final class NspiStatus {
    public static final int SUCCESS = 0x0000_0000;
    public static final int UNBIND_SUCCESS = 0x0000_0001;
    public static final int UNBIND_FAILURE = 0x0000_0002;
    /// Some properties of the row have no value; the row says which.
    public static final int ERRORS_RETURNED = 0x0004_0380;
    public static final int GENERAL_FAILURE = 0x8000_4005;
    public static final int NOT_SUPPORTED = 0x8004_0102;
    public static final int INVALID_OBJECT = 0x8004_0108;
    public static final int OUT_OF_RESOURCES = 0x8004_010e;
    public static final int NOT_FOUND = 0x8004_010f;
    public static final int LOGON_FAILED = 0x8004_0111;
    public static final int TOO_COMPLEX = 0x8004_0117;
    public static final int INVALID_CODEPAGE = 0x8004_011e;
    public static final int INVALID_LOCALE = 0x8004_011f;
    public static final int TABLE_TOO_BIG = 0x8004_0403;
    public static final int INVALID_BOOKMARK = 0x8004_0405;
    public static final int ACCESS_DENIED = 0x8007_0005;
    public static final int NOT_ENOUGH_MEMORY = 0x8007_000e;
    public static final int INVALID_PARAMETER = 0x8007_0057;

    private NspiStatus() {}
}
