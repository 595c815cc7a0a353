package org.gatehouse.shell.language;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers as people write them: `5`, `-1.5`, `0x1f`, `2GB`. Whole ones are longs, others doubles.
public final class Numbers {
    private static final int DIGITS_MAX = 30;

    private Numbers() {}

    /// The number, or null when the text is none or does not fit.
    public static @Nullable Number parse(String text) {
        if (text.isEmpty() || text.length() > DIGITS_MAX) {
            return null;
        }
        String rest = text.toLowerCase(Locale.ROOT);
        try {
            if (rest.startsWith("0x")) {
                return rest.matches("0x[0-9a-f]{1,16}") ? Long.parseUnsignedLong(rest.substring(2), 16) : null;
            }
            long factor = factor(rest);
            if (factor > 1) {
                rest = rest.substring(0, rest.length() - 2);
            }
            if (!rest.matches("[+-]?(\\d+(\\.\\d+)?|\\.\\d+)")) {
                return null;
            }
            var value = new BigDecimal(rest).multiply(BigDecimal.valueOf(factor));
            boolean whole = factor > 1 || rest.indexOf('.') < 0;
            return whole ? (Number) value.setScale(0, RoundingMode.HALF_EVEN).longValueExact()
                    : (Number) value.doubleValue();
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return null;
        }
    }

    private static long factor(String text) {
        return switch (text.length() > 2 ? text.substring(text.length() - 2) : "") {
            case "kb" -> 1L << 10;
            case "mb" -> 1L << 20;
            case "gb" -> 1L << 30;
            case "tb" -> 1L << 40;
            case "pb" -> 1L << 50;
            default -> 1;
        };
    }

    /// `3`, `1.5`; never an exponent for what people write.
    static String text(Number number) {
        if (number instanceof Double real) {
            if (real.isNaN() || real.isInfinite()) {
                return real.isNaN() ? "NaN" : real > 0 ? "Infinity" : "-Infinity";
            }
            return new BigDecimal(real.toString()).stripTrailingZeros().toPlainString();
        }
        return number.toString();
    }
}
