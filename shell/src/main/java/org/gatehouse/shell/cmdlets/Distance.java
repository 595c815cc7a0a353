package org.gatehouse.shell.cmdlets;

import java.util.Locale;

/// How many letters apart two words are, for "did you mean".
final class Distance {
    private static final int WORD_CHARS_MAX = 64;

    private Distance() {}

    static int between(String one, String other) {
        String a = one.substring(0, Math.min(one.length(), WORD_CHARS_MAX)).toLowerCase(Locale.ROOT);
        String b = other.substring(0, Math.min(other.length(), WORD_CHARS_MAX)).toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal
                        : 1 + Math.min(diagonal, Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
