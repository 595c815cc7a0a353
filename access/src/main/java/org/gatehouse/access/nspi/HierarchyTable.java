package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// The address book hierarchy table ([MS-OXNSPI] 3.1.4.4.3.1, [MS-OXOABK] 2.2.2): a row for each address list.
final class HierarchyTable {
    /// PidTagContainerFlags ([MS-OXOABK] 2.2.2.1): holds recipients, cannot be changed.
    static final int FLAGS = 0x1 | 0x8;
    private static final int SUBCONTAINERS = 0x2;
    /// The table's version; it has to change when the table does.
    static final int VERSION = 0x4741_0002;

    private HierarchyTable() {}

    static List<PropertyRow> rows(MinimalIds minimalIds, boolean unicode, Charset codePage) {
        return Stream.of(AddressList.values()).map(list -> row(list, minimalIds, unicode, codePage)).toList();
    }

    /// The columns in the order that [MS-OXNSPI] 3.1.4.1.3 constraint 14 demands; the seventh where there is a parent.
    private static PropertyRow row(AddressList list, MinimalIds minimalIds, boolean unicode, Charset codePage) {
        Value name = unicode ? new Value.Text(list.displayName())
                : new Value.Text8(CodePages.encode(list.displayName(), codePage));
        PropertyTag nameTag = Tags.DISPLAY_NAME.withType(unicode ? PropertyType.STRING : PropertyType.STRING8);
        var columns = new ArrayList<>(List.of(
                new PropertyValue(Tags.ENTRY_ID, new Value.Binary(list.entryId())),
                new PropertyValue(Tags.CONTAINER_FLAGS,
                        new Value.Int32(list.hasChildren() ? FLAGS | SUBCONTAINERS : FLAGS)),
                new PropertyValue(Tags.DEPTH, new Value.Int32(list.depth())),
                new PropertyValue(Tags.ADDRESS_BOOK_CONTAINER_ID, new Value.Int32(list.containerId(minimalIds))),
                new PropertyValue(nameTag, name),
                new PropertyValue(Tags.ADDRESS_BOOK_IS_MASTER, new Value.Bool(false))));
        list.parent().ifPresent(parent -> columns.add(
                new PropertyValue(Tags.ADDRESS_BOOK_PARENT_ENTRY_ID, new Value.Binary(parent.entryId()))));
        return new PropertyRow(columns);
    }
}
