package org.gatehouse.mapi.property;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.Value.Binary;
import org.gatehouse.mapi.property.Value.Bool;
import org.gatehouse.mapi.property.Value.Currency;
import org.gatehouse.mapi.property.Value.ErrorValue;
import org.gatehouse.mapi.property.Value.Float32;
import org.gatehouse.mapi.property.Value.Float64;
import org.gatehouse.mapi.property.Value.FloatingTime;
import org.gatehouse.mapi.property.Value.Guid;
import org.gatehouse.mapi.property.Value.Int16;
import org.gatehouse.mapi.property.Value.Int32;
import org.gatehouse.mapi.property.Value.Int64;
import org.gatehouse.mapi.property.Value.Multiple;
import org.gatehouse.mapi.property.Value.ObjectValue;
import org.gatehouse.mapi.property.Value.RestrictionValue;
import org.gatehouse.mapi.property.Value.RuleActions;
import org.gatehouse.mapi.property.Value.ServerId;
import org.gatehouse.mapi.property.Value.Text;
import org.gatehouse.mapi.property.Value.Text8;
import org.gatehouse.mapi.property.Value.Time;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Property values on the wire ([MS-OXCDATA] 2.11.1) and their tagged forms (2.11.3, 2.11.4).
public final class Values {
    private Values() {}

    /// Reads a value whose type the context gives. PtypUnspecified reads the type first ([MS-OXCDATA] 2.11.3).
    public static Value read(ByteReader in, PropertyType type, CountWidth width) {
        return switch (type) {
            case UNSPECIFIED -> readTyped(in, width);
            case NULL -> throw new MalformedException("a value of PtypNull");
            case INTEGER16 -> new Int16((short) in.u16());
            case INTEGER32 -> new Int32(in.i32());
            case FLOATING32 -> new Float32(Float.intBitsToFloat(in.i32()));
            case FLOATING64 -> new Float64(Double.longBitsToDouble(in.i64()));
            case CURRENCY -> new Currency(in.i64());
            case FLOATING_TIME -> new FloatingTime(Double.longBitsToDouble(in.i64()));
            case ERROR_CODE -> new ErrorValue(in.i32());
            case BOOLEAN -> new Bool(in.u8() != 0);
            case INTEGER64 -> new Int64(in.i64());
            case STRING8 -> new Text8(width.readPresence(in) ? in.terminatedBytes() : Bytes.EMPTY);
            case STRING -> new Text(width.readPresence(in) ? in.utf16Terminated() : "");
            case TIME -> new Time(in.i64());
            case GUID -> new Guid(in.guid());
            case BINARY -> new Binary(width.readPresence(in) ? readBlob(in, width) : Bytes.EMPTY);
            case OBJECT -> new ObjectValue(readBlob(in, width));
            case SERVER_ID -> new ServerId(readBlob(in, width));
            case RESTRICTION -> new RestrictionValue(readRestriction(in, width));
            case RULE_ACTION -> new RuleActions(readActions(in, width));
            case MULTIPLE_INTEGER16, MULTIPLE_INTEGER32, MULTIPLE_FLOATING32, MULTIPLE_FLOATING64, MULTIPLE_CURRENCY,
                 MULTIPLE_FLOATING_TIME, MULTIPLE_INTEGER64, MULTIPLE_STRING8, MULTIPLE_STRING, MULTIPLE_TIME,
                 MULTIPLE_GUID, MULTIPLE_BINARY -> width.readPresence(in) ? readMultiple(in, type.single(), width)
                    : new Multiple(type.single(), List.of());
        };
    }

    /// Writes a value without its type.
    public static void write(ByteWriter out, Value value, CountWidth width) {
        switch (value) {
            case Int16 number -> out.u16(number.value());
            case Int32 number -> out.i32(number.value());
            case Int64 number -> out.i64(number.value());
            case Float32 number -> out.i32(Float.floatToRawIntBits(number.value()));
            case Float64 number -> out.i64(Double.doubleToRawLongBits(number.value()));
            case Currency money -> out.i64(money.tenThousandths());
            case FloatingTime time -> out.i64(Double.doubleToRawLongBits(time.days()));
            case Bool bool -> out.u8(bool.value() ? 1 : 0);
            case Text text -> {
                width.writePresence(out);
                out.utf16Terminated(text.value());
            }
            case Text8 text -> {
                width.writePresence(out);
                out.bytes(text.raw()).u8(0);
            }
            case Time time -> out.i64(time.fileTime());
            case Guid guid -> out.guid(guid.value());
            case Binary binary -> {
                width.writePresence(out);
                writeBlob(out, binary.value(), width);
            }
            case ObjectValue object -> writeBlob(out, object.value(), width);
            case ServerId serverId -> writeBlob(out, serverId.value(), width);
            case ErrorValue error -> out.i32(error.code());
            case RestrictionValue restriction -> out.bytes(restriction.encoded());
            case RuleActions actions -> out.bytes(actions.encoded());
            case Multiple multiple -> {
                width.writePresence(out);
                out.i32(multiple.values().size());
                multiple.values().forEach(single -> write(out, single, width));
            }
        }
    }

    /// TypedPropertyValue ([MS-OXCDATA] 2.11.3): the type, then the value.
    public static Value readTyped(ByteReader in, CountWidth width) {
        int code = in.u16();
        PropertyType type = PropertyType.of(code)
                .orElseThrow(() -> new MalformedException("property type 0x" + Integer.toHexString(code)));
        require(type != PropertyType.UNSPECIFIED, "a typed value of PtypUnspecified");
        return read(in, type, width);
    }

    public static void writeTyped(ByteWriter out, Value value, CountWidth width) {
        write(out.u16(value.type().code()), value, width);
    }

    /// TaggedPropertyValue ([MS-OXCDATA] 2.11.4): the tag, then the value.
    public static PropertyValue readTagged(ByteReader in, CountWidth width) {
        PropertyTag tag = PropertyTag.read(in);
        int code = tag.typeCode();
        // A single instance of a multi-valued property, as restrictions on such columns hold it.
        boolean instance = (code & PropertyType.INSTANCE) != 0;
        int plain = instance ? code & ~(PropertyType.INSTANCE | PropertyType.MULTIPLE) : code;
        PropertyType type = PropertyType.of(plain)
                .orElseThrow(() -> new MalformedException("property type of " + tag));
        require(type != PropertyType.UNSPECIFIED, "a tagged value of PtypUnspecified");
        return new PropertyValue(tag, read(in, type, width));
    }

    public static void writeTagged(ByteWriter out, PropertyValue tagged, CountWidth width) {
        write(out.i32(tagged.tag().code()), tagged.value(), width);
    }

    /// Reads tagged values; the smallest one has five bytes.
    public static List<PropertyValue> readTagged(ByteReader in, int count, CountWidth width) {
        return in.list(count, 5, each -> readTagged(each, width));
    }

    private static Bytes readBlob(ByteReader in, CountWidth width) {
        return in.blob(width.read(in, 1));
    }

    private static void writeBlob(ByteWriter out, Bytes blob, CountWidth width) {
        width.write(out, blob.length());
        out.bytes(blob);
    }

    private static Bytes readRestriction(ByteReader in, CountWidth width) {
        int start = in.position();
        Restriction.read(in, width);
        return consumedSince(in, start);
    }

    /// RuleAction ([MS-OXORULE] 2.2.5): a count of blocks, each led by its length; the content stays as it is.
    private static Bytes readActions(ByteReader in, CountWidth width) {
        int start = in.position();
        for (int left = width.read(in, 2); left > 0; left--) {
            in.skip(width.read(in, 1));
        }
        return consumedSince(in, start);
    }

    private static Bytes consumedSince(ByteReader in, int start) {
        int end = in.position();
        in.seek(start);
        return in.blob(end - start);
    }

    /// Value counts are 32 bits wide in every context ([MS-OXCDATA] 2.11.1).
    private static Multiple readMultiple(ByteReader in, PropertyType element, CountWidth width) {
        int count = in.count32(sizeMin(element, width));
        var values = new ArrayList<Value>(count);
        for (int i = 0; i < count; i++) {
            values.add(read(in, element, width));
        }
        return new Multiple(element, values);
    }

    private static int sizeMin(PropertyType element, CountWidth width) {
        return switch (element) {
            case INTEGER16 -> 2;
            case STRING -> width == CountWidth.ADDRESS_BOOK ? 1 : 2;
            case INTEGER32, FLOATING32 -> 4;
            case FLOATING64, CURRENCY, FLOATING_TIME, INTEGER64, TIME -> 8;
            case GUID -> 16;
            case BINARY -> switch (width) {
                case ROP -> 2;
                case WIDE -> 4;
                case ADDRESS_BOOK -> 1;
            };
            default -> 1;
        };
    }
}
