package org.gatehouse.directory.organization;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// Keys by which names sort alike on every machine: without case and accents, then as written.
public final class SortKeys {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private SortKeys() {}

    public static String of(String name) {
        return MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("").toLowerCase(Locale.ROOT)
                + "\0" + name;
    }
}
