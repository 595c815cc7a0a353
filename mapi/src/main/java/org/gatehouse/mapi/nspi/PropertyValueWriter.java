package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrWriter;

/// Writes PropertyValue_r ([MS-OXNSPI] 2.2.2.12) in the two steps that [PropertyValues] describes.
final class PropertyValueWriter {
    private PropertyValueWriter() {}

    /// The content of a PropertyRow_r.lpProps pointer: count, fixed parts, then what their pointers refer to.
    static void writeArray(NdrWriter out, List<PropertyValue> values) {
        out.i32(values.size());
        for (PropertyValue value : values) {
            out.i32(value.tag().code()).i32(0).i32(value.tag().typeCode());
            writeFixed(out, value.value());
        }
        for (PropertyValue value : values) {
            writeReferents(out, value.value());
        }
    }

    private static void writeFixed(NdrWriter out, Value value) {
        switch (value) {
            case Value.Int16(short number) -> out.u16(number & 0xffff);
            case Value.Int32(int number) -> out.i32(number);
            case Value.Bool(boolean set) -> out.u16(set ? 1 : 0);
            case Value.Time(long fileTime) -> out.i32((int) fileTime).i32((int) (fileTime >> 32));
            case Value.ErrorValue(int code) -> out.i32(code);
            case Value.ObjectValue _ -> out.i32(0);
            case Value.Text _, Value.Text8 _, Value.Guid _ -> out.pointer(true);
            case Value.Binary(Bytes content) -> out.i32(content.length()).pointer(true);
            case Value.Multiple(var _, List<Value> elements) -> out.i32(elements.size()).pointer(true);
            case Value.Int64 _, Value.Float32 _, Value.Float64 _, Value.Currency _, Value.FloatingTime _,
                    Value.ServerId _, Value.RestrictionValue _, Value.RuleActions _ ->
                    throw new IllegalArgumentException("PROP_VAL_UNION has no arm for " + value.type());
        }
    }

    private static void writeReferents(NdrWriter out, Value value) {
        switch (value) {
            case Value.Text(String text) -> out.wideString(text);
            case Value.Text8(Bytes raw) -> out.stringBytes(raw);
            case Value.Guid(var guid) -> out.blob(new ByteWriter(16).guid(guid).toBytes());
            case Value.Binary(Bytes content) -> out.conformantBytes(content);
            case Value.Multiple(var _, List<Value> elements) -> {
                out.i32(elements.size());
                elements.forEach(element -> writeFixed(out, element));
                elements.forEach(element -> writeReferents(out, element));
            }
            case Value.Int16 _, Value.Int32 _, Value.Bool _, Value.Time _, Value.ErrorValue _, Value.ObjectValue _,
                    Value.Int64 _, Value.Float32 _, Value.Float64 _, Value.Currency _, Value.FloatingTime _,
                    Value.ServerId _, Value.RestrictionValue _, Value.RuleActions _ -> { }
        }
    }
}
