package org.gatehouse.dcerpc;

import java.util.UUID;

/// An interface or transfer syntax with its version ([C706] 12.6.3.1, `p_syntax_id_t`).
public record SyntaxId(UUID uuid, int major, int minor) {
    /// All zeros: what a rejected context is answered with.
    public static final SyntaxId NONE = new SyntaxId(new UUID(0, 0), 0, 0);

    /// NDR 2.0, the only transfer syntax served ([C706] 14).
    public static final SyntaxId NDR = of("8a885d04-1ceb-11c9-9fe8-08002b104860", 2, 0);

    /// NDR64 ([MS-RPCE] 2.2.5), which is known but not offered: MAPI clients have to speak NDR 2.0.
    public static final SyntaxId NDR64 = of("71710533-beba-4937-8319-b5dbef9ccc36", 1, 0);

    public static SyntaxId of(String uuid, int major, int minor) {
        return new SyntaxId(UUID.fromString(uuid), major, minor);
    }

    @Override
    public String toString() {
        return uuid + " v" + major + "." + minor;
    }
}
