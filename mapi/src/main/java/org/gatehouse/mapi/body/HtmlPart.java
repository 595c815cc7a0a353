package org.gatehouse.mapi.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A piece of an HTML document; all pieces' sources joined are the document ([MS-OXRTFEX]
/// 2.1.3).
sealed interface HtmlPart {
    /// As it stands in the document.
    String source();

    record Text(String source) implements HtmlPart {}

    /// A character reference.
    record Reference(String source, String character) implements HtmlPart {}

    /// @param name in lower case
    record Tag(String source, String name, boolean closing) implements HtmlPart {}

    /// A comment, a declaration, or what stands between the tags of a script or a style.
    record Markup(String source) implements HtmlPart {}

    /// The references that mail uses; others stay as they are written.
    Map<String, String> NAMED = Map.ofEntries(Map.entry("amp", "&"), Map.entry("lt", "<"), Map.entry("gt", ">"),
            Map.entry("quot", "\""), Map.entry("apos", "'"), Map.entry("nbsp", "\u00a0"), Map.entry("shy", "\u00ad"),
            Map.entry("copy", "©"), Map.entry("reg", "®"), Map.entry("trade", "™"), Map.entry("euro", "€"),
            Map.entry("pound", "£"), Map.entry("yen", "¥"), Map.entry("cent", "¢"), Map.entry("sect", "§"),
            Map.entry("uml", "¨"), Map.entry("deg", "°"), Map.entry("plusmn", "±"), Map.entry("middot", "·"),
            Map.entry("laquo", "«"), Map.entry("raquo", "»"), Map.entry("hellip", "…"), Map.entry("bull", "•"),
            Map.entry("ndash", "–"), Map.entry("mdash", "—"), Map.entry("lsquo", "‘"), Map.entry("rsquo", "’"),
            Map.entry("ldquo", "“"), Map.entry("rdquo", "”"), Map.entry("sbquo", "‚"), Map.entry("bdquo", "„"),
            Map.entry("auml", "ä"), Map.entry("ouml", "ö"), Map.entry("uuml", "ü"), Map.entry("Auml", "Ä"),
            Map.entry("Ouml", "Ö"), Map.entry("Uuml", "Ü"), Map.entry("szlig", "ß"), Map.entry("eacute", "é"),
            Map.entry("egrave", "è"), Map.entry("agrave", "à"), Map.entry("ccedil", "ç"), Map.entry("ntilde", "ñ"),
            Map.entry("times", "×"), Map.entry("ensp", "\u2002"), Map.entry("emsp", "\u2003"),
            Map.entry("thinsp", "\u2009"), Map.entry("zwnj", "\u200c"));

    /// Elements whose content is no HTML.
    Set<String> RAW = Set.of("script", "style");

    static List<HtmlPart> split(String html) {
        return new Splitter(html).run();
    }

    final class Splitter {
        private static final int REFERENCE_CHARS_MAX = 32;
        private final String html;
        private final List<HtmlPart> parts = new ArrayList<>();
        private int at;
        private int textFrom;

        Splitter(String html) {
            this.html = html;
        }

        List<HtmlPart> run() {
            while (at < html.length()) {
                char each = html.charAt(at);
                int before = at;
                HtmlPart part = each == '<' ? markup() : each == '&' ? reference() : null;
                if (part == null) {
                    at = before + 1;
                } else {
                    text(before);
                    parts.add(part);
                    textFrom = at;
                    if (part instanceof Tag tag && !tag.closing() && RAW.contains(tag.name())) {
                        raw(tag.name());
                    }
                }
            }
            text(html.length());
            return parts;
        }

        private void text(int end) {
            if (end > textFrom) {
                parts.add(new Text(html.substring(textFrom, end)));
            }
        }

        private void raw(String name) {
            int end = at;
            while (end < html.length() && !html.regionMatches(true, end, "</" + name, 0, name.length() + 2)) {
                end++;
            }
            if (end > at) {
                parts.add(new Markup(html.substring(at, end)));
                at = end;
                textFrom = end;
            }
        }

        /// Null when the `<` is only a character.
        private org.gatehouse.mapi.body.@org.jspecify.annotations.Nullable HtmlPart markup() {
            int start = at;
            if (html.startsWith("<!--", at)) {
                int end = html.indexOf("-->", at + 4);
                at = end < 0 ? html.length() : end + 3;
                return new Markup(html.substring(start, at));
            }
            int name = at + 1;
            boolean closing = name < html.length() && html.charAt(name) == '/';
            if (closing) {
                name++;
            }
            if (name >= html.length() || !isNameStart(html.charAt(name))) {
                return null;
            }
            boolean declaration = html.charAt(name) == '!' || html.charAt(name) == '?';
            int nameEnd = name;
            while (nameEnd < html.length() && isName(html.charAt(nameEnd))) {
                nameEnd++;
            }
            at = tagEnd(nameEnd);
            String source = html.substring(start, at);
            return declaration ? new Markup(source)
                    : new Tag(source, HtmlText.lower(html.substring(name, nameEnd)), closing);
        }

        /// Behind the next `>` that is in no quotation.
        private int tagEnd(int from) {
            char quote = 0;
            for (int place = from; place < html.length(); place++) {
                char each = html.charAt(place);
                if (quote != 0) {
                    quote = each == quote ? 0 : quote;
                } else if ((each == '"' || each == '\'') && html.charAt(place - 1) == '=') {
                    quote = each;
                } else if (each == '>') {
                    return place + 1;
                }
            }
            return html.length();
        }

        private org.gatehouse.mapi.body.@org.jspecify.annotations.Nullable HtmlPart reference() {
            int end = at + 1;
            while (end < html.length() && end - at < REFERENCE_CHARS_MAX
                    && (Character.isLetterOrDigit(html.charAt(end)) || html.charAt(end) == '#')) {
                end++;
            }
            String name = html.substring(at + 1, end);
            String character = name.startsWith("#") ? numbered(name.substring(1)) : NAMED.getOrDefault(name, "");
            if (character.isEmpty()) {
                return null;
            }
            int start = at;
            at = end < html.length() && html.charAt(end) == ';' ? end + 1 : end;
            return new Reference(html.substring(start, at), character);
        }

        private static String numbered(String digits) {
            boolean hexadecimal = digits.startsWith("x") || digits.startsWith("X");
            try {
                int code = hexadecimal ? Integer.parseInt(digits.substring(1), 16) : Integer.parseInt(digits);
                return Character.isValidCodePoint(code) && code > 0 ? Character.toString(code) : "";
            } catch (NumberFormatException none) {
                return "";
            }
        }

        private static boolean isNameStart(char each) {
            return each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z' || each == '!' || each == '?';
        }

        private static boolean isName(char each) {
            return Character.isLetterOrDigit(each) || each == ':' || each == '-' || each == '_' || each == '!'
                    || each == '?';
        }
    }
}
