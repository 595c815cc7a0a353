package org.gatehouse.dcerpc.rts;

/// The flags of an RTS PDU ([MS-RPCH] 2.2.3.6.1).
public final class RtsFlags {
    public static final int NONE = 0;
    public static final int PING = 0x01;
    public static final int OTHER_COMMAND = 0x02;
    public static final int RECYCLE_CHANNEL = 0x04;
    public static final int IN_CHANNEL = 0x08;
    public static final int OUT_CHANNEL = 0x10;
    public static final int EOF = 0x20;
    public static final int ECHO = 0x40;

    private RtsFlags() {}
}
