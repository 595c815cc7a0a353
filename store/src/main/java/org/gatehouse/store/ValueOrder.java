package org.gatehouse.store;

import java.util.Comparator;
import java.util.OptionalInt;
import org.gatehouse.mapi.property.Value;

/// How values compare in restrictions and sorts: text without regard to case, bytes as unsigned numbers.
final class ValueOrder {
    private static final Comparator<String> TEXT = String.CASE_INSENSITIVE_ORDER;

    private ValueOrder() {}

    /// None when the two cannot be compared.
    static OptionalInt compare(Value left, Value right) {
        return switch (left) {
            case Value.Text(String a) when right instanceof Value.Text(String b) -> OptionalInt.of(TEXT.compare(a, b));
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
