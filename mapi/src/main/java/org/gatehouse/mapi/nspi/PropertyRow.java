package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// One row of values, PropertyRow_r ([MS-OXNSPI] 2.2.3):
/// `DWORD Reserved; [range(0, 100000)] DWORD cValues; [size_is(cValues)] PropertyValue_r * lpProps;`
public record PropertyRow(List<PropertyValue> values) {
    public PropertyRow {
        values = List.copyOf(values);
    }

    /// The first value of a property, whatever its type.
    public Optional<Value> get(PropertyTag tag) {
        return values.stream().filter(value -> value.tag().id() == tag.id()).map(PropertyValue::value).findFirst();
    }

    static PropertyRow read(NdrReader in) {
        in.i32(); // Reserved
        long count = in.u32();
        boolean present = in.pointer();
        require(count <= NspiLimits.ELEMENTS_MAX && (present || count == 0), "PropertyRow_r.cValues");
        return new PropertyRow(present ? PropertyValues.readArray(in, (int) count) : List.of());
    }

    private void writeFixed(NdrWriter out) {
        out.i32(0).i32(values.size()).pointer(true);
    }

    /// A unique pointer to a row.
    static void writePointer(NdrWriter out, @Nullable PropertyRow row) {
        out.pointer(row != null);
        if (row != null) {
            row.writeFixed(out);
            PropertyValueWriter.writeArray(out, row.values);
        }
    }

    /// A unique pointer to a PropertyRowSet_r ([MS-OXNSPI] 2.2.4):
    /// `[range(0, 100000)] DWORD cRows; [size_is(cRows)] PropertyRow_r aRow[];`
    static void writeSetPointer(NdrWriter out, @Nullable List<PropertyRow> rows) {
        out.pointer(rows != null);
        if (rows != null) {
            out.i32(rows.size()).i32(rows.size());
            rows.forEach(row -> row.writeFixed(out));
            rows.forEach(row -> PropertyValueWriter.writeArray(out, row.values));
        }
    }
}
