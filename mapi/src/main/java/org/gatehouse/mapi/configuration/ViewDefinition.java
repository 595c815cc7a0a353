package org.gatehouse.mapi.configuration;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidTagViewDescriptorBinary of a message of class [#MESSAGE_CLASS]: how a folder is shown ([MS-OXOCFG] 2.2.6.1).
///
/// @param descending whether the column that rows are sorted by goes from the greatest on
/// @param sortColumn which of the columns that is; none when rows are arranged by conversation
/// @param groups how many columns rows are grouped by
/// @param groupSort the order of the groups
/// @param restriction RestrictionInfo, which rows are shown, as it came
public record ViewDefinition(boolean descending, OptionalInt sortColumn, int groups, int groupSort,
        List<Column> columns, Bytes restriction) {
    public static final String MESSAGE_CLASS = "IPM.Microsoft.FolderDesign.NamedView";
    /// PidTagViewDescriptorVersion too (2.2.6.4).
    public static final int VERSION = 8;
    private static final int DESCENDING = 2;
    private static final int BY_CONVERSATION = -1;
    private static final int RESERVED1_BYTES = 8;
    private static final int RESERVED2_BYTES = 24;
    private static final int COLUMN_BYTES_MIN = 36;
    private static final int COLUMN_RESERVED_BYTES = 12;
    private static final int FIRST_NAMED_ID = 0x8000;

    public ViewDefinition {
        columns = List.copyOf(columns);
    }

    /// One column (2.2.6.1.1).
    ///
    /// @param tag PropertyType and PropertyID: of named properties, an id of the writer's
    /// @param width in pixels
    /// @param flags how its head and its values look
    /// @param id the property's id, or the number that names it
    /// @param name what else names it, for named properties
    public record Column(PropertyTag tag, int width, int flags, int id, Optional<Name> name) {}

    /// A named property's set, and its name when that is a text (Kind 1): as it came.
    public record Name(UUID set, Optional<Bytes> text) {}

    /// @throws org.gatehouse.wire.MalformedException for another version, or a sort by a column that is not there
    public static ViewDefinition of(Bytes encoded) {
        ByteReader in = encoded.reader();
        in.skip(RESERVED1_BYTES);
        require(in.i32() == VERSION, "version of a view");
        int order = in.i32();
        require(order == 0 || order == DESCENDING, "sort order of a view");
        in.skip(Integer.BYTES);
        int count = in.count32(COLUMN_BYTES_MIN);
        int sorted = in.i32();
        require(sorted >= BY_CONVERSATION && sorted < count, "sorted column of a view");
        int groups = in.i32();
        int groupSort = in.i32();
        in.skip(RESERVED2_BYTES);
        List<Column> columns = in.list(count, COLUMN_BYTES_MIN, ViewDefinition::column);
        return new ViewDefinition(order == DESCENDING, sorted == BY_CONVERSATION ? OptionalInt.empty()
                : OptionalInt.of(sorted), groups, groupSort, columns, in.blob(in.remaining()));
    }

    private static Column column(ByteReader in) {
        PropertyTag tag = PropertyTag.read(in);
        int width = in.i32();
        in.skip(Integer.BYTES);
        int flags = in.i32();
        in.skip(COLUMN_RESERVED_BYTES);
        int kind = in.i32();
        require(kind == 0 || kind == 1, "Kind of a column");
        int id = in.i32();
        if (tag.id() < FIRST_NAMED_ID) {
            return new Column(tag, width, flags, id, Optional.empty());
        }
        UUID set = in.guid();
        return new Column(tag, width, flags, id, Optional.of(new Name(set, kind == 0 ? Optional.empty()
                : Optional.of(in.blob(in.count32(1))))));
    }

    public Bytes encode() {
        var out = new ByteWriter().zeros(RESERVED1_BYTES).i32(VERSION).i32(descending ? DESCENDING : 0).i32(0)
                .i32(columns.size()).i32(sortColumn.orElse(BY_CONVERSATION)).i32(groups).i32(groupSort)
                .zeros(RESERVED2_BYTES);
        for (Column column : columns) {
            boolean text = column.name.flatMap(Name::text).isPresent();
            out.i32(column.tag.code()).i32(column.width).i32(0).i32(column.flags).zeros(COLUMN_RESERVED_BYTES)
                    .i32(text ? 1 : 0).i32(column.id);
            column.name.ifPresent(name -> {
                out.guid(name.set);
                name.text.ifPresent(bytes -> out.i32(bytes.length()).bytes(bytes));
            });
        }
        return out.bytes(restriction).toBytes();
    }

    /// The heads of columns, each behind a line feed of the one before it: PidTagViewDescriptorStrings (2.2.6.3).
    public static List<String> heads(String strings) {
        List<String> parts = List.of(strings.split("\n", -1));
        return parts.subList(0, parts.size() - 1);
    }
}
