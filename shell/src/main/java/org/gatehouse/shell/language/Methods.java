package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// The few methods that administrators call on values.
final class Methods {
    private Methods() {}

    static @Nullable Object call(@Nullable Object target, String method, List<@Nullable Object> arguments) {
        if (target == null) {
            throw new ShellException("You cannot call a method on a null-valued expression: ." + method + "().");
        }
        String name = method.toLowerCase(Locale.ROOT);
        if (name.equals("tostring")) {
            return Formats.text(target, arguments.isEmpty() ? "" : Values.text(arguments.getFirst()));
        }
        if (name.equals("gettype")) {
            return type(TypeNames.of(target));
        }
        if (target instanceof List<?> list && name.equals("contains")) {
            return list.stream().anyMatch(item -> Operators.same(item, argument(method, arguments, 0), true));
        }
        if (target instanceof java.util.Map<?, ?> table && (name.equals("containskey") || name.equals("contains"))) {
            return table.keySet().stream()
                    .anyMatch(key -> Values.text(key).equalsIgnoreCase(Values.text(argument(method, arguments, 0))));
        }
        if (target instanceof ErrorList errors && name.equals("clear")) {
            errors.clear();
            return null;
        }
        if (target instanceof ByteSize(long bytes)) {
            return size(bytes, method);
        }
        if (target instanceof SecureText || target instanceof List || target instanceof java.util.Map) {
            throw unknown(target, method);
        }
        if (target instanceof java.time.Instant date && name.startsWith("add")) {
            Number by = Values.number(argument(method, arguments, 0));
            long seconds = name.equals("adddays") ? 86_400 : name.equals("addhours") ? 3_600
                    : name.equals("addminutes") ? 60 : 0;
            if (by != null && seconds != 0) {
                return Spans.later(date, java.time.Duration.ofSeconds(Math.round(by.doubleValue() * seconds)));
            }
        }
        return ofText(Values.text(target), target, method, arguments);
    }

    private static ShellObject type(String name) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("Name", TypeNames.shortened(name));
        properties.put("FullName", name);
        return new ShellObject("System.RuntimeType", name, properties, List.of());
    }

    private static Object size(long bytes, String method) {
        return switch (method.toLowerCase(Locale.ROOT)) {
            case "tobytes" -> bytes;
            case "tokb" -> bytes >> 10;
            case "tomb" -> bytes >> 20;
            case "togb" -> bytes >> 30;
            case "totb" -> bytes >> 40;
            default -> throw unknown(new ByteSize(bytes), method);
        };
    }

    private static Object ofText(String text, Object target, String method, List<@Nullable Object> arguments) {
        return switch (method.toLowerCase(Locale.ROOT)) {
            case "startswith" -> text.startsWith(word(method, arguments, 0));
            case "endswith" -> text.endsWith(word(method, arguments, 0));
            case "contains" -> text.contains(word(method, arguments, 0));
            case "equals" -> text.equals(word(method, arguments, 0));
            case "tolower", "tolowerinvariant" -> text.toLowerCase(Locale.ROOT);
            case "toupper", "toupperinvariant" -> text.toUpperCase(Locale.ROOT);
            case "trim" -> text.strip();
            case "trimstart" -> text.stripLeading();
            case "trimend" -> text.stripTrailing();
            case "indexof" -> (long) text.indexOf(word(method, arguments, 0));
            case "lastindexof" -> (long) text.lastIndexOf(word(method, arguments, 0));
            case "replace" -> replace(text, word(method, arguments, 0), word(method, arguments, 1));
            case "split" -> split(text, word(method, arguments, 0));
            case "substring" -> substring(text, number(method, arguments, 0),
                    arguments.size() > 1 ? number(method, arguments, 1) : -1);
            case "padleft" -> pad(text, number(method, arguments, 0)) + text;
            case "padright" -> text + pad(text, number(method, arguments, 0));
            default -> throw unknown(target, method);
        };
    }

    private static String replace(String text, String wanted, String with) {
        if (wanted.isEmpty()) {
            throw new ShellException("Replace needs a text to look for.");
        }
        Values.requireLength(text.length() * (1L + with.length()));
        return text.replace(wanted, with);
    }

    private static List<Object> split(String text, String at) {
        var parts = new ArrayList<Object>();
        int from = 0;
        for (int i = 0; i < text.length() && !at.isEmpty(); i++) {
            if (at.indexOf(text.charAt(i)) >= 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        Values.requireItems(parts.size());
        return parts;
    }

    private static String substring(String text, int from, int length) {
        int end = length < 0 ? text.length() : from + length;
        if (from < 0 || from > text.length() || end < from || end > text.length()) {
            throw new ShellException("Substring: '" + text + "' has " + text.length()
                    + " characters; start and length have to lie inside it.");
        }
        return text.substring(from, end);
    }

    private static String pad(String text, int width) {
        Values.requireLength(width);
        return " ".repeat(Math.max(0, width - text.length()));
    }

    private static String word(String method, List<@Nullable Object> arguments, int index) {
        return Values.text(argument(method, arguments, index));
    }

    private static int number(String method, List<@Nullable Object> arguments, int index) {
        Number number = Values.number(argument(method, arguments, index));
        if (number == null || Math.abs(number.doubleValue()) > Limits.STRING_CHARS_MAX) {
            throw new ShellException(method + " needs a whole number, not '"
                    + Values.text(argument(method, arguments, index)) + "'.");
        }
        return number.intValue();
    }

    private static @Nullable Object argument(String method, List<@Nullable Object> arguments, int index) {
        if (index >= arguments.size()) {
            throw new ShellException(method + " needs " + (index + 1) + " argument" + (index > 0 ? "s" : "")
                    + ", but got "
                    + arguments.size() + ".");
        }
        return arguments.get(index);
    }

    private static ShellException unknown(Object target, String method) {
        return new ShellException("Method invocation failed because [" + TypeNames.of(target)
                + "] does not contain a method named '" + method + "'.");
    }
}
