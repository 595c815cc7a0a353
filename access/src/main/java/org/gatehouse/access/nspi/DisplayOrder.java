package org.gatehouse.access.nspi;

import java.text.Normalizer;
import java.util.Locale;

/// The order of display names, and how typed names compare.
///
/// [MS-OXNSPI] 3.1.4.3.5.1 asks for the comparison of [MS-UCODEREF] with case, kana type, non-spacing marks and width
/// ignored, and punctuation as symbols (2.2.1.6), in the default locale at least; that locale is the only one here,
/// so it is the closest to any asked for. Symbols come before digits, digits before letters.
final class DisplayOrder {
    /// Above all symbols of Latin-1, so that letters and digits sort after them.
    private static final int LETTER_SHIFT = 0x100;
    private static final int LATIN = 0x100;
    private static final int KATAKANA_FIRST = 0x30a1;
    private static final int KATAKANA_LAST = 0x30f6;
    private static final int KATAKANA_TO_HIRAGANA = 0x60;
    /// The rank of each character of Latin-1: symbols first, then digits and letters. Ranks fit into a byte, so that
    /// the keys of most names take half the memory and compare fast.
    private static final char[] RANKS = ranks();

    private DisplayOrder() {}

    private static char[] ranks() {
        var ranks = new char[LATIN];
        char next = 0;
        for (boolean letters : new boolean[] {false, true}) {
            for (char unit = 0; unit < LATIN; unit++) {
                if (Character.isLetterOrDigit(unit) == letters) {
                    ranks[unit] = next++;
                }
            }
        }
        return ranks;
    }

    /// A key whose ordinary comparison is the display order; names with equal keys count as equal.
    static String key(String name) {
        var key = new char[name.length()];
        for (int i = 0; i < key.length; i++) {
            char unit = name.charAt(i);
            if (unit >= 0x80) {
                return decomposed(name);
            }
            key[i] = RANKS[unit >= 'A' && unit <= 'Z' ? unit + ('a' - 'A') : unit];
        }
        return String.valueOf(key);
    }

    private static String decomposed(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        var key = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char unit = plain.charAt(i);
            if (Character.getType(unit) == Character.NON_SPACING_MARK) {
                continue;
            }
            if (unit >= KATAKANA_FIRST && unit <= KATAKANA_LAST) {
                unit = (char) (unit - KATAKANA_TO_HIRAGANA);
            }
            if (unit < LATIN) {
                key.append(RANKS[unit]);
            } else {
                key.append(Character.isLetterOrDigit(unit) && unit < 0xd800 - LETTER_SHIFT
                        ? (char) (unit + LETTER_SHIFT) : unit);
            }
        }
        return key.toString();
    }
}
