package org.gatehouse.shell.language;

import java.time.Duration;
import java.time.Instant;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// `[int] '5'` and its like.
final class Casts {
    private Casts() {}

    static @Nullable Object cast(String type, @Nullable Object value) {
        return switch (type.replace("system.", "")) {
            case "string" -> Values.text(value);
            case "int", "int32", "int64", "long" -> Math.round(number(type, value).doubleValue());
            case "double", "single", "decimal", "float" -> number(type, value).doubleValue();
            case "bool", "boolean" -> Values.truth(value);
            case "array", "object[]", "string[]" -> Values.items(value);
            case "timespan" -> span(value);
            case "datetime" -> date(value);
            default -> throw new ShellException("Unable to find type [" + type
                    + "]; this shell knows [string], [int], [double], [bool], [array], [timespan] and [datetime].");
        };
    }

    private static Number number(String type, @Nullable Object value) {
        Number number = Values.number(value);
        if (number == null) {
            throw new ShellException("Cannot convert value '" + Values.text(value) + "' to type [" + type + "].");
        }
        return number;
    }

    private static Duration span(@Nullable Object value) {
        Duration span = value instanceof Duration already ? already : Spans.parse(Values.text(value));
        if (span == null) {
            throw new ShellException("Cannot convert value '" + Values.text(value)
                    + "' to a span of time; write days.hours:minutes:seconds, as in 14.00:00:00.");
        }
        return span;
    }

    private static Instant date(@Nullable Object value) {
        Instant date = value instanceof Instant already ? already : Spans.date(Values.text(value));
        if (date == null) {
            throw new ShellException("Cannot convert value '" + Values.text(value)
                    + "' to a date; write it as 2010-11-22 or 11/22/2010.");
        }
        return date;
    }
}
