package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;

/// Reads PropertyValue_r and its PROP_VAL_UNION ([MS-OXNSPI] 2.2.2.11, 2.2.2.12).
///
/// The union is an `ms_union` ([MS-RPCE] 2.2.4.5): discriminant and arm are aligned to 4, the largest alignment of any
/// arm. A FILETIME is two 32-bit numbers, so it aligns to 4 and not to 8. Pointers in the arm put their content after
/// the array the value stands in ([C706] 14.3.12.3), so reading goes in two steps: [#begin] takes the fixed part, the
/// supplier it gives takes the content when its turn comes.
final class PropertyValues {
    private static final UUID NO_GUID = new UUID(0, 0);

    private PropertyValues() {}

    static Supplier<PropertyValue> begin(NdrReader in) {
        var tag = new PropertyTag(in.i32());
        in.i32(); // ulReserved
        require(in.i32() == tag.typeCode(), "PROP_VAL_UNION switched on another type than its tag's");
        Supplier<Value> value = beginValue(in, tag.typeCode());
        return () -> new PropertyValue(tag, value.get());
    }

    /// A value that stands alone, so that its content follows at once.
    static PropertyValue read(NdrReader in) {
        return begin(in).get();
    }

    /// A BinaryArray_r that stands alone ([MS-OXNSPI] 2.2.2.7).
    static List<Bytes> readBinaries(NdrReader in) {
        var array = (Value.Multiple) beginMultiple(in, PropertyType.BINARY, 8, PropertyValues::beginBinary).get();
        return array.values().stream().map(value -> ((Value.Binary) value).value()).toList();
    }

    /// The content of a PropertyRow_r.lpProps pointer.
    static List<PropertyValue> readArray(NdrReader in, int count) {
        require(in.conformance(NspiLimits.ELEMENTS_MAX) == count, "PropertyRow_r.lpProps");
        return in.list(count, 16, PropertyValues::begin).stream().map(Supplier::get).toList();
    }

    private static Supplier<Value> beginValue(NdrReader in, int typeCode) {
        PropertyType type = PropertyType.of(typeCode).orElse(PropertyType.UNSPECIFIED);
        return switch (type) {
            case INTEGER16 -> ready(new Value.Int16((short) in.u16()));
            case INTEGER32 -> ready(new Value.Int32(in.i32()));
            case BOOLEAN -> ready(new Value.Bool(in.u16() != 0));
            case TIME -> ready(time(in));
            case ERROR_CODE -> ready(new Value.ErrorValue(in.i32()));
            case NULL, OBJECT -> {
                in.i32(); // lReserved
                yield ready(new Value.ObjectValue(Bytes.EMPTY));
            }
            case STRING8 -> ifPresent(in, new Value.Text8(Bytes.EMPTY), PropertyValues::text8);
            case STRING -> ifPresent(in, new Value.Text(""), PropertyValues::text);
            case GUID -> ifPresent(in, new Value.Guid(NO_GUID), PropertyValues::guid);
            case BINARY -> beginBinary(in);
            case MULTIPLE_INTEGER16 -> beginMultiple(in, PropertyType.INTEGER16, 2,
                    each -> ready(new Value.Int16((short) each.u16())));
            case MULTIPLE_INTEGER32 -> beginMultiple(in, PropertyType.INTEGER32, 4,
                    each -> ready(new Value.Int32(each.i32())));
            case MULTIPLE_STRING8 -> beginMultiple(in, PropertyType.STRING8, 4,
                    each -> ifPresent(each, new Value.Text8(Bytes.EMPTY), PropertyValues::text8));
            case MULTIPLE_STRING -> beginMultiple(in, PropertyType.STRING, 4,
                    each -> ifPresent(each, new Value.Text(""), PropertyValues::text));
            case MULTIPLE_BINARY -> beginMultiple(in, PropertyType.BINARY, 8, PropertyValues::beginBinary);
            case MULTIPLE_GUID -> beginMultiple(in, PropertyType.GUID, 4,
                    each -> ifPresent(each, new Value.Guid(NO_GUID), PropertyValues::guid));
            case MULTIPLE_TIME -> beginMultiple(in, PropertyType.TIME, 8, each -> ready(time(each)));
            case UNSPECIFIED, FLOATING32, FLOATING64, CURRENCY, FLOATING_TIME, INTEGER64, SERVER_ID, RESTRICTION,
                    RULE_ACTION, MULTIPLE_FLOATING32, MULTIPLE_FLOATING64, MULTIPLE_CURRENCY, MULTIPLE_FLOATING_TIME,
                    MULTIPLE_INTEGER64 -> throw new MalformedException("PROP_VAL_UNION has no such type");
        };
    }

    private static Supplier<Value> ready(Value value) {
        return () -> value;
    }

    private static Supplier<Value> ifPresent(NdrReader in, Value absent, Function<NdrReader, Value> content) {
        return in.pointer() ? () -> content.apply(in) : ready(absent);
    }

    private static Value text8(NdrReader in) {
        return new Value.Text8(in.stringBytes(NspiLimits.STRING_CHARS_MAX));
    }

    private static Value text(NdrReader in) {
        return new Value.Text(in.wideString(NspiLimits.STRING_CHARS_MAX));
    }

    private static Value time(NdrReader in) {
        long low = in.u32();
        return new Value.Time(low | in.u32() << 32);
    }

    private static Value guid(NdrReader in) {
        return new Value.Guid(in.blob(16).reader().guid());
    }

    /// Binary_r: `[range(0, 2097152)] DWORD cb; [size_is(cb)] BYTE * lpb;`
    private static Supplier<Value> beginBinary(NdrReader in) {
        long count = in.u32();
        boolean present = in.pointer();
        require(count <= NspiLimits.BINARY_BYTES_MAX && (present || count == 0), "Binary_r.cb");
        if (!present) {
            return ready(new Value.Binary(Bytes.EMPTY));
        }
        return () -> {
            Bytes content = in.conformantBytes(NspiLimits.BINARY_BYTES_MAX);
            require(content.length() == count, "Binary_r.lpb");
            return new Value.Binary(content);
        };
    }

    /// The array structures of [MS-OXNSPI] 2.2.2.4 to 2.2.2.10: a count and a pointer to the elements.
    private static Supplier<Value> beginMultiple(NdrReader in, PropertyType elementType, int elementSizeMin,
            Function<NdrReader, Supplier<Value>> beginElement) {
        long count = in.u32();
        boolean present = in.pointer();
        require(count <= NspiLimits.ELEMENTS_MAX && (present || count == 0), "cValues of a multiple value");
        if (!present) {
            return ready(new Value.Multiple(elementType, List.of()));
        }
        return () -> {
            require(in.conformance(NspiLimits.ELEMENTS_MAX) == count, "size of a multiple value");
            var values = new ArrayList<Value>();
            for (Supplier<Value> element : in.list((int) count, elementSizeMin, beginElement)) {
                values.add(element.get());
            }
            return new Value.Multiple(elementType, values);
        };
    }
}
