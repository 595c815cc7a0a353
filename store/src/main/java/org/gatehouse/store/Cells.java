package org.gatehouse.store;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;

/// From what is stored or computed to what was asked for: type, code page, length.
final class Cells {
    private Cells() {}

    /// @param computed wins over what is in the bag
    /// @param apart what to say for a value that is kept apart
    static Cell cell(PropertyTag asked, Optional<Value> computed, PropertyBag bag, Charset codePage,
            Function<Stored.Apart, Cell> apart) {
        if (computed.isPresent()) {
            return asked(asked, computed.get(), codePage);
        }
        Optional<PropertyBag.Entry> found = bag.entry(asked);
        if (found.isEmpty()) {
            return new Cell.Absent();
        }
        return switch (found.get().stored()) {
            case Stored.Here(Value value) -> asked(asked, value, codePage);
            case Stored.Apart far -> fits(asked, far.type()) ? converted(asked, apart.apply(far), codePage)
                    : new Cell.Absent();
        };
    }

    private static Cell converted(PropertyTag asked, Cell cell, Charset codePage) {
        return cell instanceof Cell.Present(Value value) ? asked(asked, value, codePage) : cell;
    }

    private static boolean fits(PropertyTag asked, PropertyType stored) {
        PropertyType type = asked.type();
        return type == PropertyType.UNSPECIFIED || type == stored
                || type == PropertyType.STRING8 && stored == PropertyType.STRING
                || type == PropertyType.OBJECT && stored == PropertyType.BINARY
                || type == PropertyType.BINARY && stored == PropertyType.OBJECT;
    }

    /// The value in the type asked for; absent when it is of another ([MS-OXCPRPT] 3.2.5.1).
    static Cell asked(PropertyTag asked, Value value, Charset codePage) {
        PropertyType type = asked.type();
        if (type == PropertyType.UNSPECIFIED || type == value.type()) {
            return new Cell.Present(value);
        }
        return switch (value) {
            case Value.Text(String text) when type == PropertyType.STRING8 ->
                    new Cell.Present(Value.Text8.of(text, codePage));
            case Value.Multiple many when type == PropertyType.MULTIPLE_STRING8
                    && many.elementType() == PropertyType.STRING -> new Cell.Present(new Value.Multiple(
                            PropertyType.STRING8, many.values().stream().<Value>map(each ->
                                    Value.Text8.of(each instanceof Value.Text(String text) ? text : "", codePage))
                                    .toList()));
            case Value.Int64(long number) when type == PropertyType.INTEGER32 ->
                    new Cell.Present(new Value.Int32(Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE)));
            case Value.Int32(int number) when type == PropertyType.INTEGER64 ->
                    new Cell.Present(new Value.Int64(number));
            case Value.Int16(short number) when type == PropertyType.INTEGER32 ->
                    new Cell.Present(new Value.Int32(number));
            case Value.Binary(var bytes) when type == PropertyType.OBJECT ->
                    new Cell.Present(new Value.ObjectValue(bytes));
            case Value.ObjectValue(var bytes) when type == PropertyType.BINARY ->
                    new Cell.Present(new Value.Binary(bytes));
            default -> new Cell.Absent();
        };
    }

    /// What the store keeps for a value set by a caller: text always as PtypString.
    static PropertyValue kept(PropertyValue set, Charset codePage) {
        return switch (set.value()) {
            case Value.Text8 text -> new PropertyValue(set.tag().withType(PropertyType.STRING),
                    new Value.Text(text.text(codePage)));
            case Value.Multiple many when many.elementType() == PropertyType.STRING8 -> new PropertyValue(
                    set.tag().withType(PropertyType.MULTIPLE_STRING), new Value.Multiple(PropertyType.STRING,
                            many.values().stream().<Value>map(each -> new Value.Text(
                                    each instanceof Value.Text8 text ? text.text(codePage) : "")).toList()));
            default -> new PropertyValue(set.tag().withType(set.value().type()), set.value());
        };
    }

    /// A value cut for a table's row ([MS-OXCTABL] 2.2.2.5.2). Of several values as many as there is room for, so that
    /// no row is too long to be read.
    ///
    /// @param codePage of PtypString8
    static Value cut(Value value, int bytesMax, Charset codePage) {
        return switch (value) {
            case Value.Text(String text) when text.length() * 2 > bytesMax ->
                    new Value.Text(cutText(text, bytesMax / 2));
            case Value.Text8 text when text.raw().length() > bytesMax / 2 -> cutText8(text, bytesMax, codePage);
            case Value.Binary(var bytes) when bytes.length() > bytesMax -> new Value.Binary(bytes.slice(0, bytesMax));
            case Value.Multiple(var type, var values) -> new Value.Multiple(type, fitting(values, bytesMax, codePage));
            default -> value;
        };
    }

    private static List<Value> fitting(List<Value> values, int bytesMax, Charset codePage) {
        var fitting = new ArrayList<Value>();
        long left = bytesMax;
        for (Value each : values) {
            Value shorter = cut(each, bytesMax, codePage);
            left -= bytes(shorter);
            if (left < 0) {
                break;
            }
            fitting.add(shorter);
        }
        return fitting;
    }

    private static long bytes(Value value) {
        return switch (value) {
            case Value.Text(String text) -> 2L * text.length();
            case Value.Text8 text -> text.raw().length();
            case Value.Binary(var bytes) -> bytes.length();
            default -> BagCodec.size(value);
        };
    }

    /// As many characters as the same text has in Unicode, or fewer where they take more bytes.
    private static Value cutText8(Value.Text8 text, int bytesMax, Charset codePage) {
        String whole = text.text(codePage);
        int units = Math.min(whole.length(), bytesMax / 2);
        Value.Text8 cut = Value.Text8.of(cutText(whole, units), codePage);
        while (cut.raw().length() > bytesMax) {
            units -= Math.max(1, (cut.raw().length() - bytesMax) / 4);
            cut = Value.Text8.of(cutText(whole, units), codePage);
        }
        return cut;
    }

    /// Never between the halves of one character.
    private static String cutText(String text, int unitsMax) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(unitsMax - 1)) ? unitsMax - 1 : unitsMax);
    }

    static Cell tooLong() {
        return new Cell.Failed(ErrorCode.OUT_OF_MEMORY);
    }
}
