package org.gatehouse.directory.organization;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Names;

/// Settings between what people type, what the directory keeps (kilobytes, seconds, TRUE) and what the shell prints.
final class SettingText {
    private static final int TEXT_MAX = 1024;
    private static final int HTTPS = 443;
    private static final Pattern TIMESPAN =
            Pattern.compile("(?:(\\d{1,5})\\.)?(\\d{1,2}):(\\d{2}):(\\d{2})|(\\d{1,5})");
    private static final Pattern QUOTA = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?) ?(B|KB|MB|GB|TB)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PRINTED_QUOTA = Pattern.compile("[0-9.]+ [KMGT]?B \\(([0-9,]{1,25}) bytes\\)");
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");
    private static final long DAY_SECONDS = 86_400;
    private static final String UNLIMITED = "-1";

    private SettingText() {}

    /// What the directory keeps of a typed value.
    static String stored(String parameter, DatabaseProperty.Syntax syntax, String typed) {
        return switch (syntax) {
            case TEXT, DATABASE -> text(parameter, typed);
            case BOOLEAN -> bool(parameter, typed);
            case TIMESPAN -> timespan(parameter, typed);
            case QUOTA -> quota(parameter, typed);
        };
    }

    /// What the shell prints of a kept value.
    static String printed(DatabaseProperty.Syntax syntax, String stored) {
        return switch (syntax) {
            case TEXT, DATABASE -> stored;
            case BOOLEAN -> "TRUE".equalsIgnoreCase(stored) ? "True" : "False";
            case TIMESPAN -> {
                long seconds = Long.parseLong(stored);
                yield "%d.%02d:%02d:%02d".formatted(seconds / DAY_SECONDS, seconds / 3600 % 24, seconds / 60 % 60,
                        seconds % 60);
            }
            case QUOTA -> UNLIMITED.equals(stored) ? "Unlimited" : bytes(Long.parseLong(stored) * 1024);
        };
    }

    /// A URL at a host with another port; any other text as it is.
    static String atPort(String url, String host, int port) {
        try {
            var parsed = new URI(url);
            return !host.equalsIgnoreCase(parsed.getHost()) ? url : new URI(parsed.getScheme(), null, parsed.getHost(),
                    port == HTTPS ? -1 : port, parsed.getPath(), parsed.getQuery(), null).toString();
        } catch (URISyntaxException notOne) {
            return url;
        }
    }

    static String text(String parameter, String typed) {
        if (typed.length() > TEXT_MAX || typed.chars().anyMatch(Character::isISOControl)) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed),
                    "is too long or has control characters", "Give at most " + TEXT_MAX + " printable characters");
        }
        return typed;
    }

    /// An absolute URL of a web server, or nothing.
    static String url(String parameter, String typed) {
        try {
            var url = new URI(typed);
            if (typed.isEmpty() || typed.length() <= TEXT_MAX && url.getHost() != null && url.getRawUserInfo() == null
                    && ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))) {
                return typed;
            }
        } catch (URISyntaxException malformed) {
            // said below
        }
        throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed), "is not a URL of a web server",
                "Write it whole, such as https://mail.corp.example/mapi, in at most " + TEXT_MAX + " characters");
    }

    static String bool(String parameter, String typed) {
        return switch (typed.toLowerCase(Locale.ROOT)) {
            case "true", "$true", "1" -> "TRUE";
            case "false", "$false", "0" -> "FALSE";
            default -> throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed),
                    "is neither true nor false", "Give $true or $false");
        };
    }

    private static String timespan(String parameter, String typed) {
        Matcher matcher = TIMESPAN.matcher(typed);
        if (!matcher.matches()) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed), "is not a time span",
                    "Write days.hours:minutes:seconds, such as 14.00:00:00");
        }
        if (matcher.group(5) != null) {
            return Long.toString(Long.parseLong(matcher.group(5)) * DAY_SECONDS);
        }
        long days = matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
        long hours = Long.parseLong(matcher.group(2));
        long minutes = Long.parseLong(matcher.group(3));
        long seconds = Long.parseLong(matcher.group(4));
        long total = days * DAY_SECONDS + hours * 3600 + minutes * 60 + seconds;
        // The longest span the cmdlets take is 24855.03:14:07, which is 2^31 - 1 seconds.
        if (hours > 23 || minutes > 59 || seconds > 59 || total > Integer.MAX_VALUE) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed), "is not a time span",
                    "Give at most 24855.03:14:07, with hours to 23 and minutes and seconds to 59");
        }
        return Long.toString(total);
    }

    static String quota(String parameter, String typed) {
        if ("unlimited".equalsIgnoreCase(typed)) {
            return UNLIMITED;
        }
        Matcher printed = PRINTED_QUOTA.matcher(typed);
        Matcher matcher = QUOTA.matcher(typed);
        BigInteger bytes;
        if (printed.matches()) {
            bytes = new BigInteger(printed.group(1).replace(",", "").isEmpty() ? "0"
                    : printed.group(1).replace(",", ""));
        } else if (matcher.matches()) {
            int unit = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
            bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << 10 * unit)).toBigInteger();
        } else {
            throw quotaRefused(parameter, typed);
        }
        BigInteger kilobytes = bytes.divide(BigInteger.valueOf(1024));
        // mDBStorageQuota is a 32-bit number of kilobytes: 2 TB.
        if (kilobytes.compareTo(BigInteger.valueOf(Integer.MAX_VALUE)) > 0) {
            throw quotaRefused(parameter, typed);
        }
        return kilobytes.toString();
    }

    /// A count of recipients, or no limit.
    static String count(String parameter, String typed) {
        if ("unlimited".equalsIgnoreCase(typed)) {
            return UNLIMITED;
        }
        if (!typed.matches("\\d{1,9}")) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed), "is not a number",
                    "Give Unlimited, or a number from 0 to 999999999");
        }
        return Integer.toString(Integer.parseInt(typed));
    }

    /// What is kept of a count; none for no limit.
    static OptionalInt countOf(String stored) {
        return stored.isEmpty() || UNLIMITED.equals(stored) ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(stored));
    }

    /// The form `2 GB (2,147,483,648 bytes)`.
    static String bytes(long bytes) {
        int unit = 0;
        var shown = BigDecimal.valueOf(bytes);
        while (unit < UNITS.size() - 1 && shown.compareTo(BigDecimal.valueOf(1024)) >= 0) {
            shown = shown.divide(BigDecimal.valueOf(1024), 10, RoundingMode.HALF_UP);
            unit++;
        }
        return shown.setScale(3, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " " + UNITS.get(unit)
                + " (" + String.format(Locale.ROOT, "%,d", bytes) + " bytes)";
    }

    private static DirectoryException quotaRefused(String parameter, String typed) {
        return DirectoryException.about(Reason.INVALID, parameter, Names.shown(typed), "is not a size",
                "Give Unlimited, or a number with B, KB, MB, GB or TB, at most 2 TB");
    }
}
