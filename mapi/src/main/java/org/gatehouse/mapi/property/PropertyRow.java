package org.gatehouse.mapi.property;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.Cell.Absent;
import org.gatehouse.mapi.property.Cell.Failed;
import org.gatehouse.mapi.property.Cell.Present;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// One row of cells, in the order of its columns ([MS-OXCDATA] 2.8.1).
///
/// The wire form needs the columns: it holds no tags. All cells present make a standard row, anything else a flagged
/// one.
/// A column of PtypUnspecified carries the type with each value ([MS-OXCDATA] 2.11.3, 2.11.6).
public record PropertyRow(List<Cell> cells) {
    private static final int STANDARD = 0x00;
    private static final int FLAGGED = 0x01;
    private static final int FLAG_PRESENT = 0x00;
    private static final int FLAG_ABSENT = 0x01;
    private static final int FLAG_ERROR = 0x0a;

    public PropertyRow {
        cells = List.copyOf(cells);
    }

    public static PropertyRow of(Value... values) {
        var cells = new ArrayList<Cell>(values.length);
        for (Value value : values) {
            cells.add(new Present(value));
        }
        return new PropertyRow(cells);
    }

    /// Reads a row; recipient rows may hold fewer cells than there are columns, so the caller cuts the columns first.
    public static PropertyRow read(ByteReader in, List<PropertyTag> columns) {
        int form = in.u8();
        var cells = new ArrayList<Cell>(columns.size());
        for (PropertyTag column : columns) {
            cells.add(switch (form) {
                case STANDARD -> new Present(Values.read(in, columnType(column), CountWidth.ROP));
                case FLAGGED -> readFlagged(in, columnType(column));
                default -> throw new MalformedException("PropertyRow.Flag");
            });
        }
        return new PropertyRow(cells);
    }

    /// Writes the row in the flavour that its cells need.
    ///
    /// @throws IllegalArgumentException when cells and columns do not fit each other
    public void write(ByteWriter out, List<PropertyTag> columns) {
        if (columns.size() != cells.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        boolean standard = cells.stream().allMatch(Present.class::isInstance);
        out.u8(standard ? STANDARD : FLAGGED);
        for (int i = 0; i < cells.size(); i++) {
            PropertyType type = columnType(columns.get(i));
            if (standard) {
                writeValue(out, ((Present) cells.get(i)).value(), type);
            } else {
                writeFlagged(out, cells.get(i), type);
            }
        }
    }

    /// The type that a column's cells have: an instance column holds single values ([MS-OXCTABL] 2.2.2.1).
    public static PropertyType columnType(PropertyTag column) {
        return (column.typeCode() & PropertyType.INSTANCE) != 0 ? column.type().single() : column.type();
    }

    private static Cell readFlagged(ByteReader in, PropertyType column) {
        PropertyType type = column;
        if (column == PropertyType.UNSPECIFIED) {
            int code = in.u16();
            type = PropertyType.of(code).orElse(PropertyType.UNSPECIFIED);
        }
        int flag = in.u8();
        return switch (flag) {
            case FLAG_PRESENT -> {
                MalformedException.require(column == type || type != PropertyType.UNSPECIFIED, "type of a typed cell");
                yield new Present(Values.read(in, type, CountWidth.ROP));
            }
            case FLAG_ABSENT -> new Absent();
            case FLAG_ERROR -> new Failed(in.i32());
            default -> throw new MalformedException("FlaggedPropertyValue.Flag");
        };
    }

    private static void writeFlagged(ByteWriter out, Cell cell, PropertyType column) {
        if (column == PropertyType.UNSPECIFIED) {
            out.u16(cell instanceof Present present ? present.value().type().code() : PropertyType.ERROR_CODE.code());
        }
        switch (cell) {
            case Present present -> {
                requireType(present.value(), column);
                Values.write(out.u8(FLAG_PRESENT), present.value(), CountWidth.ROP);
            }
            // Servers say why: ecNotFound ([MS-OXCPRPT] 3.2.5.1, [MS-OXCTABL] 3.2.5.5).
            case Absent _ -> out.u8(FLAG_ERROR).i32(ErrorCode.NOT_FOUND);
            case Failed failed -> out.u8(FLAG_ERROR).i32(failed.error());
        }
    }

    private static void writeValue(ByteWriter out, Value value, PropertyType column) {
        if (column == PropertyType.UNSPECIFIED) {
            Values.writeTyped(out, value, CountWidth.ROP);
        } else {
            requireType(value, column);
            Values.write(out, value, CountWidth.ROP);
        }
    }

    private static void requireType(Value value, PropertyType column) {
        if (column != PropertyType.UNSPECIFIED && value.type() != column) {
            throw new IllegalArgumentException(value.type() + " in a column of " + column);
        }
    }
}
