package org.gatehouse.dcerpc.pdu;

/// The `pfc_flags` of a PDU header ([C706] 12.6.3.1; header signing is [MS-RPCE] 2.2.2.3).
public final class PduFlags {
    public static final int FIRST = 0x01;
    public static final int LAST = 0x02;
    /// In a request; the same bit of a bind or alter_context is [#SUPPORT_HEADER_SIGN].
    public static final int PENDING_CANCEL = 0x04;
    public static final int SUPPORT_HEADER_SIGN = 0x04;
    public static final int CONCURRENT_MULTIPLEXING = 0x10;
    public static final int DID_NOT_EXECUTE = 0x20;
    public static final int MAYBE = 0x40;
    public static final int OBJECT_UUID = 0x80;
    public static final int WHOLE = FIRST | LAST;

    private PduFlags() {}
}
