package org.gatehouse.mapi.body;

import java.util.Map;
import org.gatehouse.mapi.body.HtmlPart.Markup;
import org.gatehouse.mapi.body.HtmlPart.Reference;
import org.gatehouse.mapi.body.HtmlPart.Tag;
import org.gatehouse.mapi.body.HtmlPart.Text;

/// Writes HTML into RTF so that it comes out again unchanged, and shows its text to readers that know only RTF
/// ([MS-OXRTFEX] 2.1.3.1 and 2.1.3.2).
final class HtmlEncapsulation {
    private static final String HEAD = String.join("\r\n",
            "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl",
            "{\\f0\\fswiss\\fcharset0 Arial;}",
            "{\\f1\\fmodern\\fcharset0 Courier New;}}",
            "{\\colortbl\\red0\\green0\\blue0;\\red0\\green0\\blue255;}",
            "\\uc1\\pard\\plain\\deftab360 \\f0\\fs24",
            "{\\*\\htmltag64}");
    /// Destination and kind of some tags ([MS-OXRTFEX] 2.1.3.1.4.1); readers ignore them.
    private static final Map<String, Integer> OPENING = Map.of("html", 18, "head", 34, "body", 50, "p", 64, "br", 116,
            "div", 96, "style", 241, "font", 148, "span", 148);
    private static final int OTHER_TAG = 84;
    private static final int CLOSING = 8;
    private static final int IN_HEAD = 241;
    /// Formatting that RTF has a toggle for.
    private static final Map<String, String> TOGGLES = Map.of("b", "b", "strong", "b", "i", "i", "em", "i", "u", "ul");

    private final String html;
    private final StringBuilder out;
    private boolean inHead;

    HtmlEncapsulation(String html) {
        this.html = html;
        this.out = new StringBuilder(html.length() * 5 / 4 + HEAD.length() + 16).append(HEAD);
    }

    String rtf() {
        for (HtmlPart part : HtmlPart.split(html)) {
            switch (part) {
                case Text(String text) -> text(text);
                case Reference reference -> {
                    tag(OTHER_TAG, reference.source());
                    shown(reference.character());
                }
                case Markup(String source) -> tag(IN_HEAD, source);
                case Tag tag -> tag(tag);
            }
        }
        return out.append('}').toString();
    }

    private void tag(Tag tag) {
        if (tag.name().equals("head")) {
            inHead = !tag.closing();
        } else if (tag.name().equals("body")) {
            inHead = false;
        }
        tag(OPENING.getOrDefault(tag.name(), OTHER_TAG) + (tag.closing() ? CLOSING : 0), tag.source());
        String toggle = TOGGLES.get(tag.name());
        if (toggle != null) {
            out.append("\\htmlrtf \\").append(toggle).append(tag.closing() ? "0" : "").append("\\htmlrtf0 ");
        } else if (tag.name().equals("br")) {
            out.append("\\htmlrtf \\line\\htmlrtf0 ");
        } else if (HtmlText.isBlock(tag.name()) && tag.closing()) {
            out.append("\\htmlrtf \\par\\htmlrtf0 ");
        }
    }

    private void tag(int parameter, String source) {
        out.append("\r\n{\\*\\htmltag").append(parameter).append(' ');
        lines(source);
        out.append('}');
    }

    /// Text that both show; line ends, which HTML shows as a space, and what stands in the head only for HTML.
    private void text(String text) {
        if (inHead || text.isBlank()) {
            tag(IN_HEAD, text);
            if (!inHead) {
                shown(" ");
            }
            return;
        }
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '\r' || each == '\n') {
                RtfBody.escape(out, text.substring(from, at));
                int end = at;
                while (end < text.length() && (text.charAt(end) == '\r' || text.charAt(end) == '\n')) {
                    end++;
                }
                tag(OTHER_TAG, text.substring(at, end));
                shown(" ");
                at = end - 1;
                from = end;
            }
        }
        RtfBody.escape(out, text.substring(from));
    }

    /// Text for readers that know only RTF.
    private void shown(String text) {
        RtfBody.escape(out.append("\\htmlrtf "), text).append("\\htmlrtf0 ");
    }

    /// Content of a tag: line ends as `\par`.
    private void lines(String source) {
        int from = 0;
        for (int at = 0; at < source.length(); at++) {
            char each = source.charAt(at);
            if (each == '\r' || each == '\n') {
                RtfBody.escape(out, source.substring(from, at)).append("\\par ");
                if (each == '\r' && at + 1 < source.length() && source.charAt(at + 1) == '\n') {
                    at++;
                }
                from = at + 1;
            }
        }
        RtfBody.escape(out, source.substring(from));
    }
}
