package org.gatehouse.security.ntlm;

import org.gatehouse.wire.Bytes;

/// AV_PAIR ([MS-NLMP] 2.2.2.1): one thing that a side says about itself.
public record AvPair(int id, Bytes value) {
    public static final int END_OF_LIST = 0;
    public static final int NETBIOS_COMPUTER_NAME = 1;
    public static final int NETBIOS_DOMAIN_NAME = 2;
    public static final int DNS_COMPUTER_NAME = 3;
    public static final int DNS_DOMAIN_NAME = 4;
    public static final int DNS_TREE_NAME = 5;
    public static final int FLAGS = 6;
    public static final int TIMESTAMP = 7;
    public static final int SINGLE_HOST = 8;
    public static final int TARGET_NAME = 9;
    public static final int CHANNEL_BINDINGS = 10;

    /// Bit of [#FLAGS]: the AUTHENTICATE_MESSAGE carries a MIC.
    public static final int FLAG_MIC_PRESENT = 2;
}
