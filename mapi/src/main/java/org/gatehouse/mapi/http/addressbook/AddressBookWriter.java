package org.gatehouse.mapi.http.addressbook;

import java.util.List;
import java.util.function.BiConsumer;
import org.gatehouse.mapi.http.Auxiliary;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Writes the fields that response bodies are made of ([MS-OXCMAPIHTTP] 2.2.1, 2.2.5).
final class AddressBookWriter {
    private static final int TRUE = 0xff;
    private static final int ROW_WHOLE = 0;
    private static final int ROW_FLAGGED = 1;
    private static final int VALUE_PRESENT = 0;
    private static final int VALUE_ERROR = 0x0a;

    private final ByteWriter out = new ByteWriter();

    /// Begins a success: StatusCode, which is zero, and ErrorCode.
    AddressBookWriter(int error) {
        out.i32(0).i32(error);
    }

    AddressBookWriter i32(int value) {
        out.i32(value);
        return this;
    }

    AddressBookWriter bytes(Bytes value) {
        out.bytes(value);
        return this;
    }

    AddressBookWriter wideString(String text) {
        out.utf16Terminated(text);
        return this;
    }

    <T> AddressBookWriter optional(@Nullable T value, BiConsumer<AddressBookWriter, T> field) {
        out.u8(value == null ? 0 : TRUE);
        if (value != null) {
            field.accept(this, value);
        }
        return this;
    }

    void stat(Stat stat) {
        out.i32(stat.sortType()).i32(stat.containerId()).i32(stat.currentRec()).i32(stat.delta()).i32(stat.numPos())
                .i32(stat.totalRecs()).i32(stat.codePage()).i32(stat.templateLocale()).i32(stat.sortLocale());
    }

    void minimalIds(List<Integer> ids) {
        out.i32(ids.size());
        ids.forEach(out::i32);
    }

    /// LargePropertyTagArray (2.2.1.8).
    void tags(List<PropertyTag> tags) {
        out.i32(tags.size());
        tags.forEach(tag -> out.i32(tag.code()));
    }

    /// AddressBookPropertyValueList (2.2.1.3).
    void values(PropertyRow row) {
        out.i32(row.values().size());
        row.values().forEach(value -> Values.writeTagged(out, value, CountWidth.ADDRESS_BOOK));
    }

    /// RowCount and lists of tagged values.
    void lists(List<PropertyRow> rows) {
        out.i32(rows.size());
        rows.forEach(this::values);
    }

    /// HasColsAndRows, then Columns, RowCount and RowData, unless there are no rows to tell.
    ///
    /// @param columns in the order of each row's values
    AddressBookWriter rows(@Nullable List<PropertyTag> columns, @Nullable List<PropertyRow> rows) {
        boolean told = columns != null && rows != null;
        out.u8(told ? TRUE : 0);
        if (columns != null && rows != null) {
            tags(columns);
            out.i32(rows.size());
            rows.forEach(row -> row(columns, row));
        }
        return this;
    }

    /// AddressBookPropertyRow (2.2.1.7).
    private void row(List<PropertyTag> columns, PropertyRow row) {
        boolean flagged = row.values().stream().anyMatch(value -> value.value() instanceof Value.ErrorValue);
        out.u8(flagged ? ROW_FLAGGED : ROW_WHOLE);
        for (int i = 0; i < columns.size(); i++) {
            Value value = row.values().get(i).value();
            if (columns.get(i).typeCode() == PropertyType.UNSPECIFIED.code()) {
                out.u16(value.type().code()); // 2.2.1.4, 2.2.1.6
            }
            if (flagged) {
                out.u8(value instanceof Value.ErrorValue ? VALUE_ERROR : VALUE_PRESENT); // 2.2.1.5
            }
            Values.write(out, value, CountWidth.ADDRESS_BOOK);
        }
    }

    /// The body, with an empty auxiliary buffer at its end.
    Bytes end() {
        Auxiliary.write(out, Bytes.EMPTY);
        return out.toBytes();
    }
}
