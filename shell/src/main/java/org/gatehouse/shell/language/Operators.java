package org.gatehouse.shell.language;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gatehouse.shell.ShellException;
import org.jspecify.annotations.Nullable;

/// What the operators do. Text is compared without case unless the operator starts with `c`.
public final class Operators {
    private Operators() {}

    /// Compares by an operator's name without its dash: `eq`, `like`.
    public static @Nullable Object compareBy(String operator, @Nullable Object left, @Nullable Object right) {
        return comparison(operator, left, right);
    }

    static @Nullable Object apply(String operator, @Nullable Object left, @Nullable Object right) {
        return switch (operator) {
            case "+" -> add(left, right);
            case "-" -> arithmetic(operator, left, right);
            case "*" -> multiply(left, right);
            case "/", "%" -> arithmetic(operator, left, right);
            case ".." -> range(left, right);
            case "f" -> format(Values.text(left), Values.items(right));
            default -> comparison(operator, left, right);
        };
    }

    private static @Nullable Object comparison(String written, @Nullable Object left, @Nullable Object right) {
        boolean caseMatters = !Expressions.COMPARING.contains(written);
        String operator = caseMatters ? written.substring(1) : written;
        switch (operator) {
            case "contains":
                return contains(left, right, caseMatters);
            case "notcontains":
                return !contains(left, right, caseMatters);
            case "in":
                return contains(right, left, caseMatters);
            case "notin":
                return !contains(right, left, caseMatters);
            case "join":
                return String.join(Values.text(right), Values.items(left).stream().map(Values::text).toList());
            case "is", "isnot":
                return is(left, Values.text(right)) == operator.equals("is");
            default:
                break;
        }
        if (left instanceof List<?> list) {
            boolean mapping = operator.equals("replace") || operator.equals("split");
            var chosen = new ArrayList<@Nullable Object>();
            for (Object item : list) {
                Object result = single(operator, item, right, caseMatters);
                if (mapping) {
                    chosen.add(result);
                } else if (Values.truth(result)) {
                    chosen.add(item);
                }
            }
            return chosen;
        }
        return single(operator, left, right, caseMatters);
    }

    private static Object single(String operator, @Nullable Object left, @Nullable Object right, boolean caseMatters) {
        return switch (operator) {
            case "eq" -> same(left, right, caseMatters);
            case "ne" -> !same(left, right, caseMatters);
            case "gt" -> compare(left, right, caseMatters) > 0;
            case "ge" -> compare(left, right, caseMatters) >= 0;
            case "lt" -> compare(left, right, caseMatters) < 0;
            case "le" -> compare(left, right, caseMatters) <= 0;
            case "like" -> new Wildcard(Values.text(right)).matches(Values.text(left));
            case "notlike" -> !new Wildcard(Values.text(right)).matches(Values.text(left));
            case "match" -> new Pattern(Values.text(right), caseMatters).found(Values.text(left));
            case "notmatch" -> !new Pattern(Values.text(right), caseMatters).found(Values.text(left));
            case "replace" -> replace(Values.text(left), Values.items(right), caseMatters);
            case "split" -> new Pattern(Values.text(right), caseMatters).split(Values.text(left));
            default -> throw new ShellException("-" + operator + " is not an operator of this shell.");
        };
    }

    private static String replace(String text, List<?> right, boolean caseMatters) {
        String pattern = right.isEmpty() ? "" : Values.text(right.getFirst());
        return new Pattern(pattern, caseMatters).replace(text, right.size() > 1 ? Values.text(right.get(1)) : "");
    }

    private static boolean is(@Nullable Object value, String type) {
        String name = type.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "").replace("system.", "");
        return switch (name) {
            case "string" -> value instanceof String;
            case "int", "int32", "int64", "long" -> value instanceof Long;
            case "bool", "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List;
            default -> value instanceof ShellObject object && object.type().equalsIgnoreCase(name);
        };
    }

    private static boolean contains(@Nullable Object list, @Nullable Object item, boolean caseMatters) {
        for (Object candidate : Values.items(list)) {
            if (same(candidate, item, caseMatters)) {
                return true;
            }
        }
        return false;
    }

    /// Equality as `-eq` sees it: the right side is read as what the left one is.
    public static boolean same(@Nullable Object left, @Nullable Object right, boolean caseMatters) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        if (left instanceof SecureText || right instanceof SecureText) {
            return left.equals(right);
        }
        if (left instanceof Boolean truth) {
            return right instanceof String text ? Values.text(truth).equalsIgnoreCase(text) || truth == !text.isEmpty()
                    && !text.equalsIgnoreCase("false") : truth == Values.truth(right);
        }
        Integer order = ordered(left, right);
        if (order != null) {
            return order == 0;
        }
        String a = Values.text(left);
        String b = Values.text(right);
        return caseMatters ? a.equals(b) : a.equalsIgnoreCase(b);
    }

    /// The order of two values; nothing comes before everything.
    public static int compare(@Nullable Object left, @Nullable Object right, boolean caseMatters) {
        if (left == null || right == null) {
            return (left == null ? 0 : 1) - (right == null ? 0 : 1);
        }
        if (left instanceof SecureText || right instanceof SecureText) {
            return 0;
        }
        Integer order = ordered(left, right);
        if (order != null) {
            return order;
        }
        String a = Values.text(left);
        String b = Values.text(right);
        return caseMatters ? a.compareTo(b) : a.compareToIgnoreCase(b);
    }

    /// The order of numbers, dates and spans; null for what is compared as text.
    private static @Nullable Integer ordered(Object left, Object right) {
        if (left instanceof Duration a) {
            Duration b = right instanceof Duration span ? span : Spans.parse(Values.text(right));
            return b == null ? null : (Integer) a.compareTo(b);
        }
        if (left instanceof Instant a) {
            Instant b = right instanceof Instant date ? date : Spans.date(Values.text(right));
            return b == null ? null : (Integer) a.compareTo(b);
        }
        boolean numeric = left instanceof Number || left instanceof ByteSize;
        if (!numeric) {
            return null;
        }
        Number a = Values.number(left);
        Number b = right instanceof String text && text.isBlank() ? null : Values.number(right);
        if (a == null || b == null) {
            return null;
        }
        return a instanceof Long x && b instanceof Long y ? Long.compare(x, y)
                : Double.compare(a.doubleValue(), b.doubleValue());
    }

    private static @Nullable Object add(@Nullable Object left, @Nullable Object right) {
        if (left instanceof List<?> list) {
            var joined = new ArrayList<@Nullable Object>(list);
            if (right instanceof List<?> more) {
                joined.addAll(more);
            } else {
                joined.add(right);
            }
            Values.requireItems(joined.size());
            return joined;
        }
        if (left == null) {
            return right;
        }
        if (left instanceof Instant date && right instanceof Duration span) {
            return Spans.later(date, span);
        }
        if (left instanceof Number || left instanceof Boolean || left instanceof ByteSize) {
            return arithmetic("+", left, right);
        }
        String joined = Values.text(left) + Values.text(right);
        Values.requireLength(joined.length());
        return joined;
    }

    private static @Nullable Object multiply(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String || left instanceof List) {
            Number times = Values.number(right);
            if (times == null || times.doubleValue() < 0) {
                throw new ShellException("'" + Values.text(right) + "' is not a number of times to repeat.");
            }
            long count = times.longValue();
            if (left instanceof String text) {
                Values.requireLength(count > Limits.STRING_CHARS_MAX ? count : text.length() * count);
                return text.repeat((int) count);
            }
            var items = (List<?>) left;
            Values.requireItems(count > Limits.LIST_ITEMS_MAX ? count : items.size() * count);
            var repeated = new ArrayList<@Nullable Object>();
            for (long i = 0; i < count && !items.isEmpty(); i++) {
                repeated.addAll(items);
            }
            return repeated;
        }
        return arithmetic("*", left, right);
    }

    private static Object arithmetic(String operator, @Nullable Object left, @Nullable Object right) {
        if (operator.equals("-") && left instanceof Instant date) {
            return right instanceof Instant other ? Duration.between(other, date)
                    : right instanceof Duration span ? (Object) Spans.later(date, span.negated()) : date;
        }
        Number a = Values.number(left);
        Number b = Values.number(right);
        if (a == null || b == null) {
            throw new ShellException("'" + Values.text(a == null ? left : right) + "' is not a number; '" + operator
                    + "' needs numbers on both sides.");
        }
        try {
            if (a instanceof Long x && b instanceof Long y && (!operator.equals("/") || y == 0 || x % y == 0)) {
                return switch (operator) {
                    case "+" -> Math.addExact(x, y);
                    case "-" -> Math.subtractExact(x, y);
                    case "*" -> Math.multiplyExact(x, y);
                    case "/" -> Math.divideExact(x, y);
                    default -> x % y;
                };
            }
        } catch (ArithmeticException wrong) {
            throw new ShellException(b.longValue() == 0 ? "Attempted to divide by zero."
                    : "The result of '" + operator + "' is too large.");
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            default -> x % y;
        };
    }

    private static List<Object> range(@Nullable Object left, @Nullable Object right) {
        Number a = Values.number(left);
        Number b = Values.number(right);
        if (a == null || b == null) {
            throw new ShellException("'..' needs whole numbers on both sides.");
        }
        long from = a.longValue();
        long to = b.longValue();
        Values.requireItems((long) Math.min(Math.abs((double) to - from) + 1, 1e15));
        var items = new ArrayList<Object>();
        for (long i = from; from <= to ? i <= to : i >= to; i += from <= to ? 1 : -1) {
            items.add(i);
            if (i == to) {
                break;
            }
        }
        return items;
    }

    /// `'{0} of {1,8:N2}' -f a, b`: places, with an optional width and format.
    private static String format(String pattern, List<?> values) {
        var result = new StringBuilder();
        var places = java.util.regex.Pattern.compile("\\{\\{|\\}\\}|\\{(\\d{1,4})(,-?\\d{1,3})?(:[^{}]{0,20})?\\}")
                .matcher(pattern);
        int from = 0;
        while (places.find()) {
            result.append(pattern, from, places.start());
            from = places.end();
            if (places.group(1) == null) {
                result.append(places.group().charAt(0));
                continue;
            }
            int index = Integer.parseInt(places.group(1));
            if (index >= values.size()) {
                throw new ShellException("The format '" + pattern + "' asks for value " + index + ", but "
                        + values.size() + " were given; places count from {0}.");
            }
            String text = Formats.text(values.get(index), places.group(3) == null ? "" : places.group(3).substring(1));
            int width = places.group(2) == null ? 0 : Integer.parseInt(places.group(2).substring(1));
            String pad = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
            result.append(width > 0 ? pad + text : text + pad);
            Values.requireLength(result.length());
        }
        return result.append(pattern.substring(from)).toString();
    }
}
