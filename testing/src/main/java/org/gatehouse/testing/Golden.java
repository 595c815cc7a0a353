package org.gatehouse.testing;

import java.util.HexFormat;

/// Golden bytes written in columns: hexadecimal, then `|`, then what the field is.
///
/// ```
/// 05 00        | version
/// 1f 00 37 00  | PidTagSubject, PtypString
/// ```
public final class Golden {
    private Golden() {}

    /// The bytes of all lines, comments dropped.
    public static byte[] bytes(String annotated) {
        var hex = new StringBuilder();
        for (String line : annotated.lines().toList()) {
            int bar = line.indexOf('|');
            hex.append((bar < 0 ? line : line.substring(0, bar)).replaceAll("\\s+", ""));
        }
        return HexFormat.of().parseHex(hex);
    }

    /// Hexadecimal digits, for a readable difference when a comparison fails.
    public static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
