package org.gatehouse.shell.language;

import java.util.Locale;

/// `*` any characters, `?` one, `[a-c]` one of these; case does not matter. Takes time in proportion to both lengths.
public final class Wildcard {
    private final String pattern;

    public Wildcard(String pattern) {
        this.pattern = pattern.toLowerCase(Locale.ROOT);
    }

    /// Whether a text means several things rather than one.
    public static boolean in(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    public boolean matches(String anyCase) {
        String text = anyCase.toLowerCase(Locale.ROOT);
        int p = 0;
        int t = 0;
        int star = -1;
        int retry = 0;
        while (t < text.length()) {
            int length = p < pattern.length() && pattern.charAt(p) != '*' ? one(p, text.charAt(t)) : 0;
            if (length > 0) {
                p += length;
                t++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// The length of the pattern's element at `p` when it matches the character, else 0.
    private int one(int p, char c) {
        char wanted = pattern.charAt(p);
        if (wanted == '?') {
            return 1;
        }
        if (wanted == '`' && p + 1 < pattern.length()) {
            return pattern.charAt(p + 1) == c ? 2 : 0;
        }
        int close = wanted == '[' ? pattern.indexOf(']', p + 2) : -1;
        if (close < 0) {
            return wanted == c ? 1 : 0;
        }
        for (int i = p + 1; i < close; i++) {
            boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
            if (c >= pattern.charAt(i) && c <= pattern.charAt(range ? i + 2 : i)) {
                return close - p + 1;
            }
            i += range ? 2 : 0;
        }
        return 0;
    }
}
