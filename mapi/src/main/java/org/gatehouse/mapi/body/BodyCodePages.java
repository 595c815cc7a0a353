package org.gatehouse.mapi.body;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;

/// Windows code pages by number, as PidTagInternetCodepage and RTF name them
/// ([MS-OXRTFEX] 2.1.3.1.1).
public final class BodyCodePages {
    public static final int UTF_8 = 65_001;
    public static final Charset WESTERN = Charset.forName("windows-1252");

    private BodyCodePages() {}

    /// None for numbers that Java has no charset for.
    public static Optional<Charset> charset(int codePage) {
        return switch (codePage) {
            case UTF_8 -> Optional.of(StandardCharsets.UTF_8);
            case 20_127 -> Optional.of(StandardCharsets.US_ASCII);
            case 1200 -> Optional.of(StandardCharsets.UTF_16LE);
            case 932 -> named("windows-31j");
            case 936 -> named("GBK");
            case 949 -> named("x-windows-949");
            case 950 -> named("x-windows-950");
            case 874 -> named("x-windows-874");
            case 1361 -> named("x-Johab");
            case 10_000 -> named("x-MacRoman");
            case 20_866 -> named("KOI8-R");
            case 21_866 -> named("KOI8-U");
            case 50_220, 50_221, 50_222 -> named("ISO-2022-JP");
            case 50_225 -> named("ISO-2022-KR");
            case 51_932 -> named("EUC-JP");
            case 51_949 -> named("EUC-KR");
            case 52_936 -> named("GB2312");
            case 54_936 -> named("GB18030");
            default -> codePage >= 28_591 && codePage <= 28_605 ? named("ISO-8859-" + (codePage - 28_590))
                    : codePage > 0 && codePage < 2000 ? numbered(codePage) : Optional.empty();
        };
    }

    /// The charset that HTML names for itself, by its MIME name.
    static Optional<Charset> named(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (UnsupportedCharsetException | IllegalCharsetNameException absent) {
            return Optional.empty();
        }
    }

    private static Optional<Charset> numbered(int codePage) {
        for (String prefix : List.of("windows-", "IBM")) {
            Optional<Charset> found = named(prefix + codePage);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The charset of a font's `\fcharsetN`; none for "default" and unknown ones.
    static Optional<Charset> ofFont(int characterSet) {
        return switch (characterSet) {
            case 0 -> Optional.of(WESTERN);
            case 77 -> charset(10_000);
            case 128 -> charset(932);
            case 129 -> charset(949);
            case 130 -> charset(1361);
            case 134 -> charset(936);
            case 136 -> charset(950);
            case 161 -> charset(1253);
            case 162 -> charset(1254);
            case 163 -> charset(1258);
            case 177 -> charset(1255);
            case 178 -> charset(1256);
            case 186 -> charset(1257);
            case 204 -> charset(1251);
            case 222 -> charset(874);
            case 238 -> charset(1250);
            case 254, 255 -> charset(437);
            default -> Optional.empty();
        };
    }
}
