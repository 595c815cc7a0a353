package org.gatehouse.mapi.body;

import java.nio.charset.StandardCharsets;
import org.gatehouse.mapi.body.RtfToken.Open;
import org.gatehouse.mapi.body.RtfToken.Word;
import org.gatehouse.wire.Bytes;

/// RTF as a message's body: what it was made from, and what it is in other forms ([MS-OXRTFEX]).
public final class RtfBody {
    /// The word that says where the RTF comes from stands among the first ten tokens ([MS-OXRTFEX] 2.2.3.1).
    private static final int HEAD_TOKENS = 10;

    private RtfBody() {}

    /// What RTF was made from.
    public enum Origin { HTML, TEXT, RTF }

    /// Reads only the head.
    public static Origin origin(Bytes rtf) {
        var tokens = new RtfTokens(rtf);
        for (int index = 0; index < HEAD_TOKENS; index++) {
            RtfToken token = tokens.next();
            boolean expected = switch (index) {
                case 0 -> token instanceof Open;
                case 1 -> token instanceof Word word && word.name().equals("rtf");
                default -> token instanceof Word;
            };
            if (!expected) {
                return Origin.RTF;
            }
            if (token instanceof Word word && index > 1) {
                if (word.name().equals("fromhtml") && word.parameter() == 1) {
                    return Origin.HTML;
                } else if (word.name().equals("fromtext")) {
                    return Origin.TEXT;
                }
            }
        }
        return Origin.RTF;
    }

    /// The HTML that was encapsulated, or HTML that shows the same.
    ///
    /// @throws org.gatehouse.wire.MalformedException when groups are nested too deep
    public static String html(Bytes rtf) {
        return switch (origin(rtf)) {
            case HTML -> RtfReader.read(rtf, RtfTarget.HTML_ORIGINAL);
            case TEXT -> HtmlText.ofText(RtfReader.read(rtf, RtfTarget.TEXT));
            case RTF -> RtfReader.read(rtf, RtfTarget.HTML_MADE);
        };
    }

    /// The text that was encapsulated, or what the RTF shows.
    ///
    /// @throws org.gatehouse.wire.MalformedException when groups are nested too deep
    public static String text(Bytes rtf) {
        return switch (origin(rtf)) {
            case HTML -> HtmlText.text(RtfReader.read(rtf, RtfTarget.HTML_ORIGINAL));
            case TEXT, RTF -> RtfReader.read(rtf, RtfTarget.TEXT);
        };
    }

    /// Encapsulates HTML.
    public static Bytes ofHtml(String html) {
        return ascii(new HtmlEncapsulation(html).rtf());
    }

    /// Encapsulates plain text.
    public static Bytes ofText(String text) {
        var out = new StringBuilder(text.length() * 9 / 8 + 256);
        // [MS-OXRTFEX] 2.1.3.3
        out.append("""
                {\\rtf1\\ansi\\ansicpg1252\\fromtext \\fbidi \\deff0{\\fonttbl
                {\\f0\\fswiss\\fcharset0 Arial;}
                {\\f1\\fmodern\\fcharset0 Courier New;}}
                {\\colortbl\\red0\\green0\\blue0;}
                \\uc1\\pard\\plain\\deftab360 \\f0\\fs20\s""");
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '\r' || each == '\n') {
                escape(out, text.substring(from, at));
                out.append("\\par\r\n");
                if (each == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                    at++;
                }
                from = at + 1;
            }
        }
        escape(out, text.substring(from));
        return ascii(out.append("}").toString());
    }

    private static Bytes ascii(String rtf) {
        return Bytes.wrap(rtf.getBytes(StandardCharsets.US_ASCII));
    }

    /// Text without line ends, as RTF that any reader understands: other than ASCII as a `u` word with a substitute.
    static StringBuilder escape(StringBuilder out, String text) {
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            switch (each) {
                case '\\', '{', '}' -> out.append('\\').append(each);
                case '\t' -> out.append("\\tab ");
                default -> {
                    if (each >= ' ' && each < 0x7f) {
                        out.append(each);
                    } else if (each > 0) {
                        out.append("\\u").append((int) (short) each).append('?');
                    }
                }
            }
        }
        return out;
    }
}
