package org.gatehouse.shell.language;

/// A place in the text, with the look-ahead that the parsers share.
final class Cursor {
    static final char END = '\0';

    final String text;
    int at;
    private int depth;

    Cursor(String text) {
        if (text.length() > Limits.TEXT_CHARS_MAX) {
            throw new ParseException("The text has " + text.length() + " characters; at most " + Limits.TEXT_CHARS_MAX
                    + " are read at a time. Split it.", false);
        }
        this.text = text.replace("\r\n", "\n").replace('\r', '\n').replace('\0', '\uFFFD');
    }

    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END;
    }

    boolean ended() {
        return at >= text.length();
    }

    boolean starts(String with) {
        return text.startsWith(with, at);
    }

    boolean take(String wanted) {
        if (starts(wanted)) {
            at += wanted.length();
            return true;
        }
        return false;
    }

    void expect(char wanted, String why) {
        if (peek() != wanted) {
            throw error("Missing '" + wanted + "' " + why + ".");
        }
        at++;
    }

    /// Blanks, comments and escaped line ends; never a line end itself.
    void skipBlanks() {
        while (true) {
            char next = peek();
            if (next == ' ' || next == '\t' || next == '\u00a0') {
                at++;
            } else if (next == '`' && peek(1) == '\n') {
                at += 2;
            } else if (next == '#') {
                skipTo("\n");
            } else if (starts("<#")) {
                int end = text.indexOf("#>", at);
                if (end < 0) {
                    throw incomplete("The comment that starts with '<#' is not closed by '#>'.", at);
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    /// Blanks and line ends.
    void skipLines() {
        skipBlanks();
        while (peek() == '\n') {
            at++;
            skipBlanks();
        }
    }

    /// Blanks, line ends and semicolons.
    void skipSeparators() {
        skipLines();
        while (peek() == ';') {
            at++;
            skipLines();
        }
    }

    private void skipTo(String end) {
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found;
    }

    void enter() {
        if (++depth > Limits.DEPTH_MAX) {
            throw error("The text is nested more than " + Limits.DEPTH_MAX + " deep.");
        }
    }

    void leave() {
        depth--;
    }

    ParseException error(String what) {
        return ended() ? incomplete(what, at) : wrong(what, at);
    }

    ParseException wrong(String what, int place) {
        return new ParseException(what + "\n" + mark(place), false);
    }

    ParseException incomplete(String what, int place) {
        return new ParseException(what + "\n" + mark(place), true);
    }

    private String mark(int place) {
        return mark(text, place);
    }

    /// `At line:1 char:5` and the line with a mark under the place.
    static String mark(String text, int place) {
        int safe = Math.min(place, text.length());
        int start = text.lastIndexOf('\n', safe - 1) + 1;
        int end = text.indexOf('\n', safe);
        String line = text.substring(start, end < 0 ? text.length() : end);
        int column = safe - start;
        int from = Math.max(0, column - 60);
        String shown = line.substring(from, Math.min(line.length(), from + 100)).replace('\t', ' ');
        long number = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        return "At line:" + number + " char:" + (column + 1) + "\n+ " + shown + "\n+ " + " ".repeat(column - from)
                + "~";
    }

    static boolean nameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    static boolean namePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /// A name at the cursor, or the empty string.
    String name() {
        int start = at;
        if (nameStart(peek())) {
            while (namePart(peek())) {
                at++;
            }
        }
        return text.substring(start, at);
    }
}
