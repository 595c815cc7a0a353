package org.gatehouse.mapi.body;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.gatehouse.mapi.body.RtfToken.Binary;
import org.gatehouse.mapi.body.RtfToken.Close;
import org.gatehouse.mapi.body.RtfToken.Octet;
import org.gatehouse.mapi.body.RtfToken.Open;
import org.gatehouse.mapi.body.RtfToken.Symbol;
import org.gatehouse.mapi.body.RtfToken.Word;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// Reads RTF for its content: the HTML or text it encapsulates ([MS-OXRTFEX] 2.2), or what a person would read of it.
final class RtfReader {
    /// Groups within groups. Each costs some memory, and no writer nests a tenth of it.
    private static final int DEPTH_MAX = 1_000;
    private static final Set<String> NO_TEXT = Set.of("colortbl", "stylesheet", "info", "pict", "object", "header",
            "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote", "pntext",
            "listtext", "xe", "tc", "rxe", "nonshppict", "datafield", "fldinst", "ftnsep", "ftnsepc", "ftncn", "upr",
            "objdata", "themedata", "listtable", "listoverridetable", "rsidtbl", "generator", "filetbl", "revtbl",
            "mhtmltag");

    private final RtfTokens tokens;
    private final RtfTarget target;
    private final StringBuilder out = new StringBuilder();
    private final Map<Integer, Charset> fonts = new HashMap<>();
    private final ArrayDeque<State> outer = new ArrayDeque<>();
    private final ByteWriter pending = new ByteWriter();
    private Charset pendingCharset = BodyCodePages.WESTERN;
    private Charset standard = BodyCodePages.WESTERN;
    private int standardFont;
    private int definedFont;
    private int toSkip;
    private boolean ignorable;
    private boolean begun;
    private State state = new State();

    private RtfReader(Bytes rtf, RtfTarget target) {
        this.tokens = new RtfTokens(rtf);
        this.target = target;
    }

    /// @throws MalformedException when groups are nested too deep
    static String read(Bytes rtf, RtfTarget target) {
        return new RtfReader(rtf, target).run();
    }

    private enum Destination { BODY, TAG, FONTS, NONE }

    /// What a group's end takes back.
    private final class State {
        private Destination destination = Destination.BODY;
        private boolean suppressed;
        private boolean hidden;
        private @Nullable Charset charset;
        private int unicodeSkip = 1;
        private RtfTarget.Style style = RtfTarget.Style.PLAIN;

        State copy() {
            var copy = new State();
            copy.destination = destination;
            copy.suppressed = suppressed;
            copy.hidden = hidden;
            copy.charset = charset;
            copy.unicodeSkip = unicodeSkip;
            copy.style = style;
            return copy;
        }

        boolean visible() {
            return switch (destination) {
                case FONTS, NONE -> false;
                case BODY, TAG -> !(target.original() ? suppressed : hidden);
            };
        }
    }

    private String run() {
        target.start(out);
        for (RtfToken token = tokens.next(); token != null; token = tokens.next()) {
            switch (token) {
                case Open _ -> open();
                case Close _ -> {
                    if (outer.isEmpty()) { // the document's own end; nothing counts behind it
                        return end();
                    }
                    flush();
                    toSkip = 0;
                    state = outer.pop();
                }
                case Word word -> word(word);
                case Symbol symbol -> symbol(symbol.character());
                case Octet octet -> octet(octet.value());
                case Binary _ -> toSkip = Math.max(0, toSkip - 1);
            }
            ignorable = token instanceof Symbol(char each) && each == '*';
        }
        return end();
    }

    private String end() {
        flush();
        target.end(out);
        return out.toString();
    }

    private void open() {
        if (outer.size() >= DEPTH_MAX) {
            throw new MalformedException("RTF groups nested deeper than " + DEPTH_MAX);
        }
        flush();
        toSkip = 0;
        outer.push(state);
        state = state.copy();
    }

    private void octet(int value) {
        if (toSkip > 0) {
            toSkip--;
        } else if (state.visible()) {
            Charset charset = state.destination == Destination.TAG || state.charset == null ? standard : state.charset;
            if (!charset.equals(pendingCharset)) {
                flush();
                pendingCharset = charset;
            }
            pending.u8(value);
        }
    }

    /// Bytes are decoded in runs, since a character may take several.
    private void flush() {
        if (pending.size() > 0) {
            target.text(out, new String(pending.toArray(), pendingCharset), state.style);
            pending.truncate(0);
        }
    }

    private void symbol(char character) {
        if (toSkip > 0) {
            toSkip--;
            return;
        }
        switch (character) {
            case '\\', '{', '}' -> octet(character);
            case '~', '_' -> special(String.valueOf(character));
            case '-', '*', '|', ':' -> { }
            default -> { }
        }
    }

    private void special(String name) {
        if (state.visible()) {
            flush();
            target.control(out, name, state.destination == Destination.TAG, state.style);
        }
    }

    private void word(Word word) {
        if (toSkip > 0) {
            toSkip--;
            return;
        }
        if (ignorable) {
            flush();
            boolean tag = word.name().equals("htmltag") && state.destination == Destination.BODY && target.original();
            state.destination = tag ? Destination.TAG : Destination.NONE;
            if (tag && !begun) { // spaces in the header are no content
                begun = true;
                out.setLength(out.toString().isBlank() ? 0 : out.length());
            }
            return;
        }
        if (NO_TEXT.contains(word.name())) {
            flush();
            state.destination = Destination.NONE;
            return;
        }
        if (state.destination == Destination.FONTS) {
            font(word);
        } else if (!format(word)) {
            special(word.name());
        }
    }

    private void font(Word word) {
        switch (word.name()) {
            case "f" -> definedFont = word.parameter();
            case "fcharset" -> BodyCodePages.ofFont(word.parameter())
                    .ifPresent(charset -> fonts.put(definedFont, charset));
            case "cpg" -> BodyCodePages.charset(word.parameter())
                    .ifPresent(charset -> fonts.put(definedFont, charset));
            default -> { }
        }
    }

    /// What changes how text is read; false for words that stand for text themselves, and unknown ones.
    private boolean format(Word word) {
        boolean on = word.parameter() != 0;
        switch (word.name()) {
            case "u" -> unicode(word.parameter());
            case "uc" -> state.unicodeSkip = Math.clamp(word.parameter(), 0, 16);
            case "fonttbl" -> state.destination = Destination.FONTS;
            case "ansicpg" -> standard = BodyCodePages.charset(word.parameter()).orElse(standard);
            case "mac" -> standard = BodyCodePages.charset(10_000).orElse(standard);
            case "pc" -> standard = BodyCodePages.charset(437).orElse(standard);
            case "pca" -> standard = BodyCodePages.charset(850).orElse(standard);
            case "deff" -> standardFont = word.parameter();
            case "f" -> state.charset = fonts.get(word.parameter());
            case "plain" -> {
                style(RtfTarget.Style.PLAIN);
                state.hidden = false;
                state.charset = fonts.get(standardFont);
            }
            case "htmlrtf" -> {
                flush();
                state.suppressed = on;
            }
            case "v" -> state.hidden = on;
            case "b" -> style(state.style.withBold(on));
            case "i" -> style(state.style.withItalic(on));
            case "ul" -> style(state.style.withUnderline(on));
            case "ulnone" -> style(state.style.withUnderline(false));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void style(RtfTarget.Style changed) {
        flush();
        state.style = changed;
    }

    /// One UTF-16 unit; as many characters behind it as the `uc` word says are for readers without Unicode.
    private void unicode(int parameter) {
        if (state.visible()) {
            flush();
            target.text(out, String.valueOf((char) parameter), state.style);
        }
        toSkip = state.unicodeSkip;
    }
}
