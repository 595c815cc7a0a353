package org.gatehouse.shell.language;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// Values in the formats that PowerShell takes from .NET: `{0:N2}`, `{0:00.0}`, `{0:yyyy-MM-dd}`.
final class Formats {
    private static final Pattern STANDARD = Pattern.compile("([A-Za-z])(\\d{0,2})");
    /// Of these Java makes what .NET does.
    private static final Pattern CUSTOM_NUMBER = Pattern.compile("(#,##)?0{1,20}(\\.0{0,20}#{0,20})?%?");
    private static final Pattern CUSTOM_DATE = Pattern.compile(
            "(yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|tt|fff|[-/:., T])+");
    private static final Locale LOCALE = Locale.US;

    private Formats() {}

    /// A value as text; in a format where it has one.
    static String text(@Nullable Object value, String format) {
        if (format.isEmpty()) {
            return Values.text(value);
        }
        return switch (value) {
            case Instant date -> date(date, format);
            case Long number -> number(BigDecimal.valueOf(number), true, format);
            case Double number when Double.isFinite(number) -> number(new BigDecimal(Numbers.text(number)), false,
                    format);
            case ByteSize(long bytes) -> number(BigDecimal.valueOf(bytes), true, format);
            case null, default -> Values.text(value);
        };
    }

    private static String number(BigDecimal number, boolean whole, String format) {
        Matcher standard = STANDARD.matcher(format);
        if (!standard.matches()) {
            return custom(number, format);
        }
        String given = standard.group(2);
        int digits = given.isEmpty() ? -1 : Integer.parseInt(given);
        return switch (standard.group(1).toUpperCase(Locale.ROOT)) {
            case "N" -> fixed(number, true, digits < 0 ? 2 : digits);
            case "F" -> fixed(number, false, digits < 0 ? 2 : digits);
            case "P" -> fixed(number.movePointRight(2), true, digits < 0 ? 2 : digits) + " %";
            case "G" -> Numbers.text(whole ? (Number) number.longValue() : (Number) number.doubleValue());
            case "D" -> {
                requireWhole(whole, format);
                String text = padded(number.abs().toPlainString(), digits);
                yield number.signum() < 0 ? "-" + text : text;
            }
            case "X" -> {
                requireWhole(whole, format);
                long bits = number.longValue();
                String text = padded(bits == (int) bits ? Integer.toHexString((int) bits) : Long.toHexString(bits),
                        digits);
                yield standard.group(1).equals("X") ? text.toUpperCase(Locale.ROOT) : text;
            }
            default -> throw unknown(format);
        };
    }

    private static void requireWhole(boolean whole, String format) {
        if (!whole) {
            throw new ShellException("The format '" + format + "' is for whole numbers only.");
        }
    }

    private static String padded(String digits, int count) {
        return "0".repeat(Math.max(0, count - digits.length())) + digits;
    }

    /// .NET rounds away from zero here, and never writes a negative zero.
    private static String fixed(BigDecimal number, boolean grouped, int digits) {
        BigDecimal rounded = number.setScale(digits, RoundingMode.HALF_UP);
        return String.format(LOCALE, grouped ? "%,." + digits + "f" : "%." + digits + "f", rounded);
    }

    private static String custom(BigDecimal number, String format) {
        if (!CUSTOM_NUMBER.matcher(format).matches()) {
            throw unknown(format);
        }
        var java = new DecimalFormat(format, DecimalFormatSymbols.getInstance(LOCALE));
        java.setRoundingMode(RoundingMode.HALF_UP);
        return java.format(number);
    }

    private static String date(Instant date, String format) {
        String pattern = switch (format) {
            case "d" -> "M/d/yyyy";
            case "t" -> "h:mm a";
            case "T" -> "h:mm:ss a";
            case "g" -> "M/d/yyyy h:mm a";
            case "G" -> "M/d/yyyy h:mm:ss a";
            case "s" -> "yyyy-MM-dd'T'HH:mm:ss";
            case "u" -> "yyyy-MM-dd HH:mm:ss'Z'";
            default -> {
                if (format.length() < 2 || !CUSTOM_DATE.matcher(format).matches()) {
                    throw unknown(format);
                }
                yield format.replace("dddd", "EEEE").replace("ddd", "EEE").replace("tt", "a").replace("fff", "SSS")
                        .replace("T", "'T'");
            }
        };
        return DateTimeFormatter.ofPattern(pattern, LOCALE).withZone(ZoneOffset.UTC).format(date);
    }

    private static ShellException unknown(String format) {
        return new ShellException("'" + format + "' is not a format of this shell. Numbers take N, F, D, X, P and G "
                + "with a number of digits, or 0.00 and #,##0; dates take d, t, T, g, G, s, u, or "
                + "yyyy-MM-dd HH:mm:ss.");
    }
}
