package org.gatehouse.access.emsmdb;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;

/// Code page numbers that clients name, as charsets ([MS-UCODEREF] 2.2.1).
final class CodePages {
    /// Clients that only speak Unicode give it for 8-bit text.
    private static final int CP_UNICODE = 1200;

    private CodePages() {}

    static Optional<Charset> charset(int codePage) {
        return switch (codePage) {
            case 0, 0xfff, 1252, CP_UNICODE -> Optional.of(Charset.forName("windows-1252"));
            case 20127 -> Optional.of(StandardCharsets.US_ASCII);
            case 65001 -> Optional.of(StandardCharsets.UTF_8);
            case 932 -> named("windows-31j");
            case 936 -> named("GBK");
            case 949 -> named("x-windows-949");
            case 950 -> named("x-windows-950");
            case 874 -> named("x-windows-874");
            case 28591 -> Optional.of(StandardCharsets.ISO_8859_1);
            default -> numbered(codePage);
        };
    }

    private static Optional<Charset> numbered(int codePage) {
        if (codePage < 0 || codePage > 65_535) {
            return Optional.empty();
        }
        for (String prefix : List.of("windows-", "IBM")) {
            Optional<Charset> found = named(prefix + codePage);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Charset> named(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (UnsupportedCharsetException | IllegalCharsetNameException absent) {
            return Optional.empty();
        }
    }
}
