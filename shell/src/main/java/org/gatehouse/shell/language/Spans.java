package org.gatehouse.shell.language;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// Spans of time (`14.00:00:00`) and dates as people write them.
final class Spans {
    private static final Pattern SPAN = Pattern.compile("(-)?(?:(\\d{1,8})\\.)?(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2}))?");

    private Spans() {}

    static @Nullable Duration parse(String text) {
        Matcher matcher = SPAN.matcher(text.strip());
        if (!matcher.matches()) {
            return text.strip().matches("\\d{1,8}") ? Duration.ofDays(Long.parseLong(text.strip())) : null;
        }
        Duration span = Duration.ofDays(part(matcher, 2)).plusHours(part(matcher, 3)).plusMinutes(part(matcher, 4))
                .plusSeconds(part(matcher, 5));
        return matcher.group(1) == null ? span : span.negated();
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    static @Nullable Instant date(String text) {
        try {
            return text.length() > 10 ? Instant.parse(text)
                    : LocalDate.parse(text, DateTimeFormatter.ofPattern(text.contains("/") ? "M/d/uuuu"
                            : "uuuu-MM-dd", Locale.ROOT))
                            .atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notOne) {
            return null;
        }
    }

    static Instant later(Instant date, Duration span) {
        try {
            return date.plus(span);
        } catch (DateTimeException | ArithmeticException tooFar) {
            throw new ShellException("The date would be too far away.");
        }
    }
}
