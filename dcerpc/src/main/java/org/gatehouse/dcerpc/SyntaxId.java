package org.gatehouse.dcerpc;

import java.util.UUID;

/// An interface or transfer syntax with its version ([C706] 12.6.3.1, `p_syntax_id_t`).
public record SyntaxId(UUID uuid, int major, int minor) {
    public static SyntaxId of(String uuid, int major, int minor) {
        return new SyntaxId(UUID.fromString(uuid), major, minor);
    }

    @Override
    public String toString() {
        return uuid + " v" + major + "." + minor;
    }
}
