package org.gatehouse.mapi.body;

import java.nio.charset.StandardCharsets;
import org.gatehouse.mapi.body.RtfToken.Binary;
import org.gatehouse.mapi.body.RtfToken.Close;
import org.gatehouse.mapi.body.RtfToken.Octet;
import org.gatehouse.mapi.body.RtfToken.Open;
import org.gatehouse.mapi.body.RtfToken.Symbol;
import org.gatehouse.mapi.body.RtfToken.Word;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Cuts RTF into tokens. Anything is RTF: what makes no sense is read as text
/// ([MS-OXRTFEX] 2.1).
final class RtfTokens {
    /// The longest control word that readers have to know ([MSFT-RTF], Control Word).
    private static final int WORD_CHARS_MAX = 32;
    private static final int DIGITS_MAX = 10;
    private static final Open OPEN = new Open();
    private static final Close CLOSE = new Close();

    private final byte[] rtf;
    private int at;

    RtfTokens(Bytes rtf) {
        this.rtf = rtf.toArray();
    }

    /// Null at the end. Line ends and zeros between tokens mean nothing and are left out.
    @Nullable RtfToken next() {
        while (at < rtf.length) {
            int each = rtf[at++] & 0xff;
            switch (each) {
                case '{' -> {
                    return OPEN;
                }
                case '}' -> {
                    return CLOSE;
                }
                case '\\' -> {
                    return escape();
                }
                case '\r', '\n', 0 -> { }
                case '\t' -> {
                    return new Word("tab", false, 1);
                }
                default -> {
                    return new Octet(each);
                }
            }
        }
        return null;
    }

    private RtfToken escape() {
        if (at == rtf.length) {
            return new Octet('\\');
        }
        char each = (char) (rtf[at] & 0xff);
        if (isLetter(each)) {
            return word();
        }
        at++;
        if (each == '\'') {
            int high = digit(at);
            int low = digit(at + 1);
            if (high < 0 || low < 0) {
                return new Octet('\'');
            }
            at += 2;
            return new Octet(high << 4 | low);
        }
        if (each == '\r' || each == '\n') { // the same as \par
            if (each == '\r' && at < rtf.length && rtf[at] == '\n') {
                at++;
            }
            return new Word("par", false, 1);
        }
        return each == '\t' ? new Word("tab", false, 1) : new Symbol(each);
    }

    private RtfToken word() {
        int start = at;
        while (at < rtf.length && at - start < WORD_CHARS_MAX && isLetter((char) (rtf[at] & 0xff))) {
            at++;
        }
        String name = new String(rtf, start, at - start, StandardCharsets.US_ASCII);
        boolean negative = at + 1 < rtf.length && rtf[at] == '-' && isDigit(rtf[at + 1]);
        int digits = negative ? at + 1 : at;
        long number = 0;
        int end = digits;
        while (end < rtf.length && end - digits < DIGITS_MAX && isDigit(rtf[end])) {
            number = number * 10 + rtf[end++] - '0';
        }
        boolean has = end > digits;
        if (has) {
            at = end;
        }
        if (at < rtf.length && rtf[at] == ' ') { // a space that ends a word belongs to it
            at++;
        }
        int parameter = has ? (int) Math.min(Integer.MAX_VALUE, number) * (negative ? -1 : 1) : 1;
        if (name.equals("bin") && has) {
            int count = Math.clamp(parameter, 0, rtf.length - at);
            at += count;
            return new Binary(count);
        }
        return new Word(name, has, parameter);
    }

    private int digit(int place) {
        return place < rtf.length ? Character.digit(rtf[place] & 0xff, 16) : -1;
    }

    private static boolean isDigit(byte each) {
        return each >= '0' && each <= '9';
    }

    private static boolean isLetter(char each) {
        return each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z';
    }
}
