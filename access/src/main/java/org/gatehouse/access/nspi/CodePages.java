package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.wire.Bytes;

/// 8-bit text in the code page that a client names ([MS-OXNSPI] 3.1.4.3).
///
/// Code pages by their Windows numbers. 0 means the server's own, which is Western European: clients that never send
/// strings leave it so.
final class CodePages {
    private static final Map<Integer, String> NAMED = Map.ofEntries(Map.entry(0, "windows-1252"),
            Map.entry(437, "IBM437"), Map.entry(850, "IBM850"), Map.entry(852, "IBM852"), Map.entry(866, "IBM866"),
            Map.entry(874, "windows-874"), Map.entry(932, "windows-31j"), Map.entry(936, "GBK"),
            Map.entry(949, "x-windows-949"), Map.entry(950, "x-windows-950"), Map.entry(20_127, "US-ASCII"),
            Map.entry(20_866, "KOI8-R"), Map.entry(21_866, "KOI8-U"), Map.entry(54_936, "GB18030"),
            Map.entry(65_001, "UTF-8"));

    private CodePages() {}

    /// The character set of a code page; empty for one the server does not know and for Unicode, which is not 8-bit.
    static Optional<Charset> charset(int codePage) {
        if (codePage == Stat.CODE_PAGE_TELETEX) {
            return Optional.of(StandardCharsets.US_ASCII);
        }
        String name = NAMED.get(codePage);
        if (name == null && codePage >= 1250 && codePage <= 1258) {
            name = "windows-" + codePage;
        }
        if (name == null && codePage > 28_590 && codePage < 28_606) {
            name = "ISO-8859-" + (codePage - 28_590);
        }
        return name != null && Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
    }

    /// Text in a character set; what US-ASCII lacks loses its accents before it becomes a question mark.
    static Bytes encode(String text, Charset charset) {
        return Bytes.wrap((charset.equals(StandardCharsets.US_ASCII) ? teletex(text) : text).getBytes(charset));
    }

    /// Text in the characters 0x20 to 0x7e, which Teletex is restricted to.
    static String teletex(String text) {
        var plain = new StringBuilder(text.length());
        for (char unit : Normalizer.normalize(text, Normalizer.Form.NFKD).toCharArray()) {
            if (Character.getType(unit) != Character.NON_SPACING_MARK) {
                plain.append(unit >= 0x20 && unit <= 0x7e ? unit : '?');
            }
        }
        return plain.toString();
    }
}
