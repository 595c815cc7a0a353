package org.gatehouse.mapi.body;

import java.util.Locale;
import java.util.Set;
import org.gatehouse.mapi.body.HtmlPart.Markup;
import org.gatehouse.mapi.body.HtmlPart.Reference;
import org.gatehouse.mapi.body.HtmlPart.Tag;
import org.gatehouse.mapi.body.HtmlPart.Text;

/// Between HTML and plain text ([MS-OXBBODY] 2.1.3.1).
public final class HtmlText {
    private static final String LINE_END = RtfTarget.LINE_END;
    private static final Set<String> BLOCKS = Set.of("p", "div", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3",
            "h4", "h5", "h6", "blockquote", "pre", "hr", "dl", "dt", "dd", "address", "center", "form");
    /// Blocks with an empty line after them.
    private static final Set<String> SPACED = Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table",
            "blockquote", "pre");

    private HtmlText() {}

    static boolean isBlock(String tag) {
        return BLOCKS.contains(tag);
    }

    /// What a person reads of it: markup dropped, white space collapsed, blocks on lines of their own.
    public static String text(String html) {
        var writer = new Writer();
        for (HtmlPart part : HtmlPart.split(html)) {
            switch (part) {
                case Text(String text) -> writer.text(text);
                case Reference reference -> writer.exact(reference.character());
                case Tag tag -> writer.tag(tag);
                case Markup _ -> { }
            }
        }
        return writer.out.toString();
    }

    private static final class Writer {
        private final StringBuilder out = new StringBuilder();
        private boolean space;
        private int lines;
        private int preformatted;
        private int head;

        void text(String text) {
            if (head > 0) {
                return;
            }
            if (preformatted > 0) {
                exact(text.replaceAll("\r?\n", LINE_END));
                return;
            }
            for (int at = 0; at < text.length(); at++) {
                char each = text.charAt(at);
                if (each == ' ' || each == '\t' || each == '\r' || each == '\n' || each == '\f') {
                    space = true;
                } else {
                    exact(String.valueOf(each));
                }
            }
        }

        /// Characters as they are, after the white space and line ends that are due.
        void exact(String text) {
            if (head > 0) {
                return;
            }
            boolean begins = out.isEmpty();
            if (lines > 0 && !begins) {
                out.append(LINE_END.repeat(lines));
            } else if (space && !begins && out.charAt(out.length() - 1) != '\n') {
                out.append(' ');
            }
            lines = 0;
            space = false;
            out.append(text);
        }

        void tag(Tag tag) {
            switch (tag.name()) {
                case "br" -> {
                    if (head == 0) {
                        exact(LINE_END);
                    }
                }
                case "head", "title" -> head = Math.max(0, head + (tag.closing() ? -1 : 1));
                case "body" -> head = 0;
                case "pre" -> preformatted = Math.max(0, preformatted + (tag.closing() ? -1 : 1));
                case "td", "th" -> space = true;
                default -> { }
            }
            if (BLOCKS.contains(tag.name())) {
                lines = Math.max(lines, SPACED.contains(tag.name()) && tag.closing() ? 2 : 1);
                space = false;
            }
            if (tag.name().equals("li") && !tag.closing()) {
                exact("* ");
            }
        }
    }

    /// HTML that shows the text, line by line.
    public static String ofText(String text) {
        var out = new StringBuilder(text.length() * 9 / 8 + 64);
        out.append("<html><head></head><body>").append(LINE_END).append("<div>");
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            // Runs of spaces show only when they cannot be collapsed.
            escape(out, lines[i].replace("  ", " \u00a0").replace("\t", " \u00a0 \u00a0"));
            if (i < lines.length - 1) {
                out.append("<br>").append(LINE_END);
            }
        }
        return out.append("</div>").append(LINE_END).append("</body></html>").append(LINE_END).toString();
    }

    static StringBuilder escape(StringBuilder out, String text) {
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            switch (each) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\u00a0' -> out.append("&nbsp;");
                default -> out.append(each);
            }
        }
        return out;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
