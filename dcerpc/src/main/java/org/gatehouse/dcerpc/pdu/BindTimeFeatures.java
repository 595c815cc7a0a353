package org.gatehouse.dcerpc.pdu;

import java.util.OptionalInt;
import org.gatehouse.dcerpc.SyntaxId;

/// Bind time feature negotiation ([MS-RPCE] 3.3.1.5.3): a bit mask dressed as a transfer syntax.
public final class BindTimeFeatures {
    /// SecurityContextMultiplexingSupported ([MS-RPCE] 2.2.2.14).
    public static final int SECURITY_CONTEXT_MULTIPLEXING = 0x01;
    /// KeepConnectionOnOrphanSupported ([MS-RPCE] 2.2.2.14).
    public static final int KEEP_CONNECTION_ON_ORPHAN = 0x02;

    /// 6cb71c2c-9812-4540, the half of the UUID that marks the syntax.
    private static final long PREFIX = 0x6cb7_1c2c_9812_4540L;

    private BindTimeFeatures() {}

    /// The features a syntax offers, or nothing when it is an ordinary transfer syntax.
    public static OptionalInt of(SyntaxId syntax) {
        if (syntax.uuid().getMostSignificantBits() != PREFIX || syntax.major() != 1) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) (syntax.uuid().getLeastSignificantBits() >>> 56));
    }
}
