package org.gatehouse.security.ntlm;

/// Bits of the NEGOTIATE structure ([MS-NLMP] 2.2.2.5), by their alternate names.
public final class NegotiateFlags {
    public static final int UNICODE = 0x0000_0001;
    public static final int OEM = 0x0000_0002;
    public static final int REQUEST_TARGET = 0x0000_0004;
    public static final int SIGN = 0x0000_0010;
    public static final int SEAL = 0x0000_0020;
    public static final int DATAGRAM = 0x0000_0040;
    public static final int LM_KEY = 0x0000_0080;
    public static final int NTLM = 0x0000_0200;
    public static final int ANONYMOUS = 0x0000_0800;
    public static final int OEM_DOMAIN_SUPPLIED = 0x0000_1000;
    public static final int OEM_WORKSTATION_SUPPLIED = 0x0000_2000;
    public static final int ALWAYS_SIGN = 0x0000_8000;
    public static final int TARGET_TYPE_DOMAIN = 0x0001_0000;
    public static final int TARGET_TYPE_SERVER = 0x0002_0000;
    public static final int EXTENDED_SESSION_SECURITY = 0x0008_0000;
    public static final int IDENTIFY = 0x0010_0000;
    public static final int TARGET_INFO = 0x0080_0000;
    public static final int VERSION = 0x0200_0000;
    public static final int KEY_128 = 0x2000_0000;
    public static final int KEY_EXCHANGE = 0x4000_0000;
    public static final int KEY_56 = 0x8000_0000;

    private NegotiateFlags() {}

    /// Whether any of the bits is set.
    static boolean has(int flags, int bits) {
        return (flags & bits) != 0;
    }
}
