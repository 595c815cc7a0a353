package org.gatehouse.mapi.search;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Values within search folder definitions ([MS-OXOSRCH] 2.2.1.2.8.1.1.1): a tag, and a value of one of nine types.
/// Text and bytes are led by their length in two bytes, which counts the text's terminator; truth takes two bytes.
final class SearchValues {
    private SearchValues() {}

    static PropertyValue readTagged(ByteReader in) {
        PropertyTag tag = PropertyTag.read(in);
        return new PropertyValue(tag, switch (tag.type()) {
            case INTEGER32 -> new Value.Int32(in.i32());
            case ERROR_CODE -> new Value.ErrorValue(in.i32());
            case BOOLEAN -> new Value.Bool(in.u16() != 0);
            case TIME -> new Value.Time(in.i64());
            case STRING -> new Value.Text(in.window(in.u16()).utf16Terminated());
            case STRING8 -> new Value.Text8(in.window(in.u16()).terminatedBytes());
            case BINARY -> new Value.Binary(in.blob(in.u16()));
            case MULTIPLE_STRING8 -> new Value.Multiple(PropertyType.STRING8, in.list(in.u16(), 1,
                    each -> (Value) new Value.Text8(each.terminatedBytes())));
            case MULTIPLE_BINARY -> new Value.Multiple(PropertyType.BINARY, in.list(in.u16(), Short.BYTES,
                    each -> (Value) new Value.Binary(each.blob(each.u16()))));
            default -> throw new MalformedException("a " + tag.type() + " in a search folder definition");
        });
    }

    static void writeTagged(ByteWriter out, PropertyValue value) {
        out.i32(value.tag().code());
        write(out, value.value());
    }

    private static void write(ByteWriter out, Value value) {
        switch (value) {
            case Value.Int32(int number) -> out.i32(number);
            case Value.ErrorValue(int code) -> out.i32(code);
            case Value.Bool(boolean truth) -> out.u16(truth ? 1 : 0);
            case Value.Time(long time) -> out.i64(time);
            case Value.Text(String text) -> blob(out, new ByteWriter().utf16Terminated(text).toBytes());
            case Value.Text8 text -> blob(out, new ByteWriter().bytes(text.raw()).u8(0).toBytes());
            case Value.Binary(Bytes bytes) -> blob(out, bytes);
            case Value.Multiple(PropertyType type, List<Value> values)
                    when type == PropertyType.STRING8 || type == PropertyType.BINARY -> {
                out.u16(counted(values.size()));
                for (Value each : values) {
                    if (each instanceof Value.Text8 text) {
                        out.terminated(text.text(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
                    } else {
                        write(out, each);
                    }
                }
            }
            default -> throw new IllegalArgumentException("no " + value.type() + " in a search folder definition");
        }
    }

    private static void blob(ByteWriter out, Bytes bytes) {
        out.u16(counted(bytes.length())).bytes(bytes);
    }

    private static int counted(int count) {
        if (count > 0xffff) {
            throw new IllegalArgumentException(count + " do not fit into a count of two bytes");
        }
        return count;
    }
}
