package org.gatehouse.mapi.body;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What RTF is read into.
enum RtfTarget {
    /// The HTML that the RTF was made from ([MS-OXRTFEX] 2.2.3.2).
    HTML_ORIGINAL,
    /// The text that the RTF was made from, or that it shows ([MS-OXRTFEX] 2.2.3.3).
    TEXT,
    /// HTML that shows what the RTF shows: paragraphs, bold, italic, underlined.
    HTML_MADE;

    static final String LINE_END = "\r\n";
    /// Control words that stand for a character ([MS-OXRTFEX] 2.1.3.1.4.2): the character and its HTML reference.
    private static final Map<String, String[]> CHARACTERS = Map.ofEntries(
            Map.entry("lquote", new String[] {"‘", "&lsquo;"}), Map.entry("rquote", new String[] {"’", "&rsquo;"}),
            Map.entry("ldblquote", new String[] {"“", "&ldquo;"}),
            Map.entry("rdblquote", new String[] {"”", "&rdquo;"}),
            Map.entry("bullet", new String[] {"•", "&bull;"}), Map.entry("endash", new String[] {"–", "&ndash;"}),
            Map.entry("emdash", new String[] {"—", "&mdash;"}), Map.entry("~", new String[] {"\u00a0", "&nbsp;"}),
            Map.entry("_", new String[] {"\u00ad", "&shy;"}), Map.entry("enspace", new String[] {" ", "&ensp;"}),
            Map.entry("emspace", new String[] {" ", "&emsp;"}));

    record Style(boolean bold, boolean italic, boolean underline) {
        static final Style PLAIN = new Style(false, false, false);

        Style withBold(boolean on) {
            return new Style(on, italic, underline);
        }

        Style withItalic(boolean on) {
            return new Style(bold, on, underline);
        }

        Style withUnderline(boolean on) {
            return new Style(bold, italic, on);
        }

        String opening() {
            return (bold ? "<b>" : "") + (italic ? "<i>" : "") + (underline ? "<u>" : "");
        }

        String closing() {
            return (underline ? "</u>" : "") + (italic ? "</i>" : "") + (bold ? "</b>" : "");
        }
    }

    /// Whether `\htmlrtf` hides what was not in the original.
    boolean original() {
        return this == HTML_ORIGINAL;
    }

    void start(StringBuilder out) {
        if (this == HTML_MADE) {
            out.append("<html><head></head><body>").append(LINE_END).append("<p>");
        }
    }

    void end(StringBuilder out) {
        if (this == HTML_MADE) {
            if (out.toString().endsWith("<p>")) {
                out.setLength(out.length() - "<p>".length());
            } else {
                out.append("</p>").append(LINE_END);
            }
            out.append("</body></html>").append(LINE_END);
        }
    }

    void text(StringBuilder out, String text, Style style) {
        switch (this) {
            case HTML_ORIGINAL, TEXT -> out.append(text);
            case HTML_MADE -> HtmlText.escape(out.append(style.opening()), text).append(style.closing());
        }
    }

    /// A control word or symbol that may stand for text.
    void control(StringBuilder out, String name, boolean inTag, Style style) {
        switch (name) {
            case "par", "sect", "row" -> out.append(this == HTML_MADE ? "</p>" + LINE_END + "<p>" : LINE_END);
            case "line", "softline" -> out.append(this == HTML_MADE ? "<br>" + LINE_END : LINE_END);
            case "tab", "cell", "nestcell" -> out.append('\t');
            default -> {
                String @Nullable [] forms = CHARACTERS.get(name);
                if (forms != null) {
                    switch (this) {
                        case HTML_ORIGINAL -> out.append(inTag ? forms[0] : forms[1]);
                        case TEXT -> out.append(forms[0]);
                        case HTML_MADE -> text(out, forms[0], style);
                    }
                }
            }
        }
    }
}
