package org.gatehouse.security.spnego;

import org.gatehouse.security.der.Der;
import org.gatehouse.wire.Bytes;

/// A mechanism's object identifier, as the content of its DER element.
public record MechanismId(Bytes content) {
    /// 1.3.6.1.4.1.311.2.2.10 ([MS-SPNG] 1.9).
    public static final MechanismId NTLM = new MechanismId(Bytes.ofHex("2b06010401823702020a"));
    /// 1.2.840.113554.1.2.2 (RFC 4121).
    public static final MechanismId KERBEROS = new MechanismId(Bytes.ofHex("2a864886f712010202"));
    /// 1.2.840.48018.1.2.2, Kerberos with a misprint that became a habit ([MS-SPNG] 3.1.5.2).
    public static final MechanismId MICROSOFT_KERBEROS = new MechanismId(Bytes.ofHex("2a864882f712010202"));
    /// 1.3.6.1.5.5.2, SPNEGO itself (RFC 4178 1).
    static final MechanismId SPNEGO = new MechanismId(Bytes.ofHex("2b0601050502"));

    Bytes element() {
        return Der.element(Der.OBJECT_IDENTIFIER, content);
    }
}
