package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.util.List;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// The address book hierarchy table ([MS-OXNSPI] 3.1.4.4.3.1, [MS-OXOABK] 2.2.2): the Global Address List and nothing
/// else so far.
final class HierarchyTable {
    /// PidTagContainerFlags ([MS-OXOABK] 2.2.2.1): holds recipients, cannot be changed.
    static final int FLAGS = 0x1 | 0x8;
    /// PidTagAddressBookContainerId of the Global Address List ([MS-OXOABK] 2.2.2.3).
    static final int GLOBAL_ADDRESS_LIST = 0;
    /// The table's version; it has to change when the table does.
    static final int VERSION = 0x4741_0001;
    private static final String GLOBAL_ADDRESS_LIST_NAME = "Global Address List";
    /// `gal-addrlist-dn` ([MS-OXOABK] 2.2.1.1).
    private static final String GLOBAL_ADDRESS_LIST_DN = "/";

    private HierarchyTable() {}

    /// The six columns in the order that [MS-OXNSPI] 3.1.4.1.3 constraint 14 demands.
    static List<PropertyRow> rows(boolean unicode, Charset codePage) {
        var dn = new AddressBookEntryId(AddressBookEntryId.CONTAINER, GLOBAL_ADDRESS_LIST_DN);
        Value name = unicode ? new Value.Text(GLOBAL_ADDRESS_LIST_NAME)
                : new Value.Text8(CodePages.encode(GLOBAL_ADDRESS_LIST_NAME, codePage));
        PropertyTag nameTag = Tags.DISPLAY_NAME.withType(unicode ? PropertyType.STRING : PropertyType.STRING8);
        return List.of(new PropertyRow(List.of(
                new PropertyValue(Tags.ENTRY_ID, new Value.Binary(dn.encode())),
                new PropertyValue(Tags.CONTAINER_FLAGS, new Value.Int32(FLAGS)),
                new PropertyValue(Tags.DEPTH, new Value.Int32(0)),
                new PropertyValue(Tags.ADDRESS_BOOK_CONTAINER_ID, new Value.Int32(GLOBAL_ADDRESS_LIST)),
                new PropertyValue(nameTag, name),
                new PropertyValue(Tags.ADDRESS_BOOK_IS_MASTER, new Value.Bool(false)))));
    }
}
