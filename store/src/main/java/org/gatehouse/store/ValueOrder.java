package org.gatehouse.store;

import java.util.OptionalInt;
import org.gatehouse.mapi.property.Value;

/// How values compare in restrictions and sorts: text without regard to case, bytes as unsigned numbers.
final class ValueOrder {
    private ValueOrder() {}

    /// The text without regard to letter case: one unit for one, so that a part of a text folds to a part. Two texts
    /// are equal here when their folded forms are.
    static String folded(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (fold(text.charAt(at)) != text.charAt(at)) {
                char[] units = text.toCharArray();
                for (int each = at; each < units.length; each++) {
                    units[each] = fold(units[each]);
                }
                return new String(units);
            }
        }
        return text;
    }

    private static char fold(char unit) {
        if (unit < 0x80) {
            return unit >= 'A' && unit <= 'Z' ? (char) (unit + 0x20) : unit;
        }
        return Character.toLowerCase(Character.toUpperCase(unit));
    }

    /// None when the two cannot be compared.
    static OptionalInt compare(Value left, Value right) {
        return switch (left) {
            case Value.Text(String a) when right instanceof Value.Text(String b) -> OptionalInt.of(text(a, b));
            case Value.Binary(var a) when right instanceof Value.Binary(var b) -> OptionalInt.of(a.compareTo(b));
            case Value.ServerId(var a) when right instanceof Value.ServerId(var b) -> OptionalInt.of(a.compareTo(b));
            case Value.Bool(boolean a) when right instanceof Value.Bool(boolean b) ->
                    OptionalInt.of(Boolean.compare(a, b));
            case Value.Time(long a) when right instanceof Value.Time(long b) -> OptionalInt.of(Long.compare(a, b));
            case Value.Currency(long a) when right instanceof Value.Currency(long b) ->
                    OptionalInt.of(Long.compare(a, b));
            case Value.Guid(var a) when right instanceof Value.Guid(var b) -> OptionalInt.of(a.compareTo(b));
            case Value.Multiple a when right instanceof Value.Multiple b -> lists(a, b);
            case Value number when isWhole(number) && isWhole(right) ->
                    OptionalInt.of(Long.compare(whole(number), whole(right)));
            case Value number when isReal(number) && isReal(right) ->
                    OptionalInt.of(Double.compare(real(number), real(right)));
            default -> OptionalInt.empty();
        };
    }

    /// Texts of one order only when their folded forms are equal.
    static int text(String left, String right) {
        return folded(left).compareTo(folded(right));
    }

    private static OptionalInt lists(Value.Multiple left, Value.Multiple right) {
        for (int index = 0; index < Math.min(left.values().size(), right.values().size()); index++) {
            OptionalInt order = compare(left.values().get(index), right.values().get(index));
            if (order.isEmpty() || order.getAsInt() != 0) {
                return order;
            }
        }
        return OptionalInt.of(Integer.compare(left.values().size(), right.values().size()));
    }

    private static boolean isWhole(Value value) {
        return value instanceof Value.Int16 || value instanceof Value.Int32 || value instanceof Value.Int64
                || value instanceof Value.ErrorValue;
    }

    private static long whole(Value value) {
        return switch (value) {
            case Value.Int16(short number) -> number;
            case Value.Int32(int number) -> number;
            case Value.Int64(long number) -> number;
            case Value.ErrorValue(int code) -> code;
            default -> throw new IllegalArgumentException(value.type().toString());
        };
    }

    private static boolean isReal(Value value) {
        return value instanceof Value.Float32 || value instanceof Value.Float64 || value instanceof Value.FloatingTime;
    }

    private static double real(Value value) {
        return switch (value) {
            case Value.Float32(float number) -> number;
            case Value.Float64(double number) -> number;
            case Value.FloatingTime(double days) -> days;
            default -> throw new IllegalArgumentException(value.type().toString());
        };
    }
}
