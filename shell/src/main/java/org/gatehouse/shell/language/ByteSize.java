package org.gatehouse.shell.language;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A size as the shell shows it: `2 GB (2,147,483,648 bytes)`.
public record ByteSize(long bytes) {
    private static final Pattern PRINTED = Pattern.compile(".*\\(([\\d,]{1,26}) bytes\\)");

    /// Reads the printed form, or null when the text is not one.
    public static @Nullable ByteSize ofPrinted(String text) {
        Matcher matcher = PRINTED.matcher(text);
        Number bytes = matcher.matches() ? Numbers.parse(matcher.group(1).replace(",", "")) : null;
        return bytes == null ? null : new ByteSize(bytes.longValue());
    }

    @Override
    public String toString() {
        String[] units = {"B", "KB", "MB", "GB", "TB", "PB"};
        int unit = 0;
        long scale = 1;
        while (unit < units.length - 1 && bytes / scale >= 1024) {
            scale *= 1024;
            unit++;
        }
        BigDecimal shown = BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(scale), new MathContext(4));
        return shown.stripTrailingZeros().toPlainString() + " " + units[unit]
                + String.format(Locale.ROOT, " (%,d bytes)", bytes);
    }
}
