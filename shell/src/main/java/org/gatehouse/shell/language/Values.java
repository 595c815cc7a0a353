package org.gatehouse.shell.language;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// What values are as text, truth and number, and which properties the plain ones have.
///
/// A value is null, text, a boolean, a number, a list, a table, a block, a date, a span of time, a size, a GUID, a
/// password or a [ShellObject].
public final class Values {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US)
            .withZone(ZoneOffset.UTC);
    static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Values() {}

    /// As PowerShell writes it into a string; a list's items with a space between.
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Boolean truth -> truth ? "True" : "False";
            case Number number -> Numbers.text(number);
            case List<?> list -> list(list);
            case Map<?, ?> table -> "System.Collections.Hashtable";
            case Instant instant -> DATE.format(instant);
            case Duration span -> span(span);
            default -> value.toString();
        };
    }

    private static String list(List<?> list) {
        var text = new StringBuilder();
        for (Object item : list) {
            text.append(text.isEmpty() ? "" : " ").append(text(item));
            requireLength(text.length());
        }
        return text.toString();
    }

    static void requireLength(long chars) {
        if (chars > Limits.STRING_CHARS_MAX) {
            throw new ShellException("A text would have more than " + Limits.STRING_CHARS_MAX + " characters.");
        }
    }

    static void requireItems(long items) {
        if (items > Limits.LIST_ITEMS_MAX) {
            throw new ShellException("A list would have more than " + Limits.LIST_ITEMS_MAX
                    + " items. Select fewer objects.");
        }
    }

    /// `14.00:00:00`, days only when there are any.
    static String span(Duration span) {
        Duration size = span.abs();
        String days = size.toDays() > 0 ? size.toDays() + "." : "";
        return (span.isNegative() ? "-" : "") + days
                + String.format(Locale.ROOT, "%02d:%02d:%02d", size.toHoursPart(), size.toMinutesPart(),
                        size.toSecondsPart());
    }

    public static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case String text -> !text.isEmpty();
            case Number number -> number.doubleValue() != 0;
            case List<?> list -> list.size() > 1 || list.size() == 1 && truth(list.getFirst());
            default -> true;
        };
    }

    /// The number that a value is or reads as, or null.
    static @Nullable Number number(@Nullable Object value) {
        return switch (value) {
            case null -> 0L;
            case Number number -> number;
            case Boolean truth -> truth ? 1L : 0L;
            case ByteSize(long bytes) -> bytes;
            case String text -> text.isBlank() ? Long.valueOf(0) : Numbers.parse(text.strip());
            default -> null;
        };
    }

    /// No item is null, one is itself, several are a list.
    static @Nullable Object unwrap(List<@Nullable Object> items) {
        return switch (items.size()) {
            case 0 -> null;
            case 1 -> items.getFirst();
            default -> items;
        };
    }

    /// The items of a list, a value as the only item, none of null.
    public static List<?> items(@Nullable Object value) {
        return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
    }

    /// A property of any value; null when it has none of that name.
    public static @Nullable Object member(@Nullable Object target, String name) {
        return switch (target) {
            case null -> null;
            case ShellObject object -> object.has(name) ? object.get(name) : counted(name, 1);
            case Map<?, ?> table -> ofTable(table, name);
            case List<?> list -> ofList(list, name);
            case String text -> name.equalsIgnoreCase("Length") ? (Object) (long) text.length() : counted(name, 1);
            case Duration span -> ofSpan(span, name);
            case Instant instant -> ofDate(instant, name);
            case ByteSize size -> name.equalsIgnoreCase("Value") ? size : counted(name, 1);
            case java.util.UUID guid -> name.equalsIgnoreCase("Guid") ? guid.toString() : counted(name, 1);
            default -> counted(name, 1);
        };
    }

    private static @Nullable Object counted(String name, long count) {
        return name.equalsIgnoreCase("Count") || name.equalsIgnoreCase("Length") ? count : null;
    }

    private static @Nullable Object ofTable(Map<?, ?> table, String name) {
        for (var entry : table.entrySet()) {
            if (text(entry.getKey()).equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "keys" -> List.copyOf(table.keySet());
            case "values" -> new java.util.ArrayList<@Nullable Object>(table.values());
            default -> counted(name, table.size());
        };
    }

    private static @Nullable Object ofList(List<?> list, String name) {
        Object count = counted(name, list.size());
        if (count != null) {
            return count;
        }
        var found = new java.util.ArrayList<@Nullable Object>();
        for (Object item : list) {
            Object value = item instanceof List ? null : member(item, name);
            if (value != null) {
                found.add(value);
            }
        }
        return unwrap(found);
    }

    private static @Nullable Object ofSpan(Duration span, String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "days" -> span.toDays();
            case "hours" -> (long) span.toHoursPart();
            case "minutes" -> (long) span.toMinutesPart();
            case "seconds" -> (long) span.toSecondsPart();
            case "totaldays" -> span.toSeconds() / 86_400d;
            case "totalhours" -> span.toSeconds() / 3_600d;
            case "totalminutes" -> span.toSeconds() / 60d;
            case "totalseconds" -> (double) span.toSeconds();
            default -> null;
        };
    }

    private static @Nullable Object ofDate(Instant instant, String name) {
        var date = instant.atOffset(ZoneOffset.UTC);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "year" -> (long) date.getYear();
            case "month" -> (long) date.getMonthValue();
            case "day" -> (long) date.getDayOfMonth();
            case "hour" -> (long) date.getHour();
            case "minute" -> (long) date.getMinute();
            case "second" -> (long) date.getSecond();
            case "dayofweek" -> date.getDayOfWeek().getDisplayName(java.time.format.TextStyle.FULL, Locale.US);
            default -> null;
        };
    }
}
