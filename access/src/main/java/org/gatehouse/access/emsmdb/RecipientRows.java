package org.gatehouse.access.emsmdb;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.RecipientRow.Address;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.property.Value.StringValue;
import org.gatehouse.store.MessageDraft.Recipient;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Recipients between the row form of the wire ([MS-OXCDATA] 2.8.3) and the properties that the store keeps.
final class RecipientRows {
    private static final PropertyTag PRINTABLE = PropertyTag.of(0x39ff, PropertyType.STRING);
    private static final PropertyTag TRANSMITTABLE = PropertyTag.of(0x3a20, PropertyType.STRING);
    private static final PropertyTag RICH = PropertyTag.of(0x3a40, PropertyType.BOOLEAN);
    private static final PropertyTag RESPONSIBILITY = PropertyTag.of(0x0e0f, PropertyType.BOOLEAN);
    private static final PropertyTag DISPLAY_TYPE = PropertyTag.of(0x3900, PropertyType.INTEGER32);
    /// PidTagDisplayType of distribution lists, and of those in a user's own contacts.
    private static final int LIST = 1;
    private static final int PRIVATE_LIST = 5;
    private static final int PERSONAL_LIST = 6;
    private static final int PERSONAL_LIST_PRIVATE = 7;
    private static final PropertyTag SEARCH_KEY = PropertyTag.of(0x300b, PropertyType.BINARY);

    /// What rows tell beyond their fixed fields: object and display type, SMTP address, encodings, and the recipient's
    /// flags, tracking, order, entry id and name ([MS-OXCMSG] 2.2.3.1.2).
    static final List<PropertyTag> COLUMNS = List.of(PropertyTag.of(0x0ffe, PropertyType.INTEGER32), DISPLAY_TYPE,
            Tags.SMTP_ADDRESS, PropertyTag.of(0x3a71, PropertyType.INTEGER32),
            PropertyTag.of(0x3905, PropertyType.INTEGER32), PropertyTag.of(0x5ff6, PropertyType.STRING),
            PropertyTag.of(0x5ffd, PropertyType.INTEGER32), PropertyTag.of(0x5fff, PropertyType.INTEGER32),
            PropertyTag.of(0x5fde, PropertyType.INTEGER32), PropertyTag.of(0x5fdf, PropertyType.INTEGER32),
            PropertyTag.of(0x5ff7, PropertyType.BINARY));

    private RecipientRows() {}

    /// PidTagRecipientType of the RecipientType on the wire: the flags of a resent message lie in its upper half there
    /// ([MS-OXCMSG] 2.2.3.1.2), and in the highest byte of the property ([MS-OXOMSG] 2.2.3.1).
    static int type(int onWire) {
        return onWire & 0x0f | (onWire & 0xf0) << 24;
    }

    static int onWire(int type) {
        return type & 0x0f | type >>> 24 & 0xf0;
    }

    /// @param type as the wire has it
    /// @param columns of the request; the row may have fewer cells
    /// @param userDn of the session's user: what an address's prefix is a part of
    static Recipient recipient(int rowId, int type, @Nullable RecipientRow row, List<PropertyTag> columns,
            Charset codePage, String userDn) {
        if (row == null) {
            return new Recipient(rowId, type(type), List.of());
        }
        var values = new ArrayList<PropertyValue>();
        for (int i = 0; i < row.properties().cells().size(); i++) {
            if (row.properties().cells().get(i) instanceof Cell.Present(var value)) {
                values.add(new PropertyValue(columns.get(i), value));
            }
        }
        addAddress(row, codePage, userDn, values);
        put(values, Tags.DISPLAY_NAME, text(row.displayName(), codePage));
        put(values, PRINTABLE, text(row.simpleDisplayName(), codePage));
        put(values, TRANSMITTABLE, text((row.flags() & RecipientRow.SAME_TRANSMITTABLE) != 0 ? row.displayName()
                : row.transmittableDisplayName(), codePage));
        put(values, RICH, new Value.Bool((row.flags() & RecipientRow.NON_RICH) == 0));
        if ((row.flags() & RecipientRow.RESPONSIBLE) != 0) {
            put(values, RESPONSIBILITY, new Value.Bool(true));
        }
        return new Recipient(rowId, type(type), values);
    }

    private static void addAddress(RecipientRow row, Charset codePage, String userDn, List<PropertyValue> values) {
        switch (row.address()) {
            case Address.X500(int prefix, int displayType, String rest) -> {
                // [MS-OXCDATA] 2.8.3.2, AddressPrefixUsed
                String dn = userDn.substring(0, Math.min(prefix, userDn.length())) + rest;
                put(values, Tags.ADDRESS_TYPE, new Value.Text("EX"));
                put(values, Tags.EMAIL_ADDRESS, new Value.Text(dn));
                put(values, DISPLAY_TYPE, new Value.Int32(displayType));
                put(values, Tags.ENTRY_ID, new Value.Binary(AddressBookEntryId.ofUser(dn).encode()));
                put(values, SEARCH_KEY, new Value.Binary(searchKey("EX", dn)));
                return;
            }
            case Address.PersonalList(int kind, Bytes entryId, Bytes searchKey) -> {
                put(values, DISPLAY_TYPE, new Value.Int32(kind == PERSONAL_LIST_PRIVATE ? PRIVATE_LIST : LIST));
                put(values, Tags.ADDRESS_TYPE, new Value.Text("MAPIPDL"));
                put(values, Tags.ENTRY_ID, new Value.Binary(entryId));
                put(values, SEARCH_KEY, new Value.Binary(searchKey));
            }
            case Address.WellKnown(int type) -> put(values, Tags.ADDRESS_TYPE, new Value.Text(switch (type) {
                case 2 -> "MS";
                case Address.WellKnown.SMTP -> "SMTP";
                case 4 -> "FAX";
                default -> "PROFS";
            }));
            case Address.Other(String addressType) -> put(values, Tags.ADDRESS_TYPE, new Value.Text(addressType));
            case Address.Untyped _ -> { }
        }
        put(values, Tags.EMAIL_ADDRESS, text(row.emailAddress(), codePage));
    }

    /// PidTagSearchKey of an address: type and address in capitals, ended by zero ([MS-OXCPRPT] 2.2.1.9).
    static Bytes searchKey(String type, String address) {
        return new ByteWriter().terminated((type + ":" + address).toUpperCase(Locale.ROOT),
                java.nio.charset.StandardCharsets.ISO_8859_1).toBytes();
    }

    private static @Nullable Value text(@Nullable StringValue text, Charset codePage) {
        return text == null ? null : new Value.Text(text.text(codePage));
    }

    private static void put(List<PropertyValue> values, PropertyTag tag, @Nullable Value value) {
        if (value != null && values.stream().noneMatch(each -> each.tag().id() == tag.id())) {
            values.add(new PropertyValue(tag, value));
        }
    }

    /// The wire row of a stored recipient, with cells for [#COLUMNS].
    static RecipientRow row(Recipient recipient) {
        String type = textOf(recipient, Tags.ADDRESS_TYPE).orElse("");
        Optional<String> email = textOf(recipient, Tags.EMAIL_ADDRESS);
        int displayType = recipient.property(DISPLAY_TYPE).orElse(null) instanceof Value.Int32(int code) ? code : 0;
        boolean inAddressBook = type.equalsIgnoreCase("EX") && email.isPresent();
        Address address = inAddressBook ? new Address.X500(0, displayType & 0xff, email.get())
                : address(recipient, type, displayType);
        var cells = new ArrayList<Cell>(COLUMNS.size());
        for (PropertyTag column : COLUMNS) {
            Value value = recipient.property(column).orElse(null);
            cells.add(value != null && value.type() == column.type() ? new Cell.Present(value) : new Cell.Absent());
        }
        boolean poor = recipient.property(RICH).orElse(null) instanceof Value.Bool(boolean rich) && !rich;
        boolean elsewhere = recipient.property(RESPONSIBILITY).orElse(null) instanceof Value.Bool(boolean yes) && yes;
        return new RecipientRow((poor ? RecipientRow.NON_RICH : 0) | (elsewhere ? RecipientRow.RESPONSIBLE : 0), true,
                address,
                inAddressBook ? null : wide(email), wide(textOf(recipient, Tags.DISPLAY_NAME)),
                wide(textOf(recipient, PRINTABLE)), wide(textOf(recipient, TRANSMITTABLE)), new PropertyRow(cells));
    }

    private static Address address(Recipient recipient, String type, int displayType) {
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "" -> new Address.Untyped();
            case "MS" -> new Address.WellKnown(2);
            case "SMTP" -> new Address.WellKnown(Address.WellKnown.SMTP);
            case "FAX" -> new Address.WellKnown(4);
            case "PROFS" -> new Address.WellKnown(5);
            case "MAPIPDL" -> new Address.PersonalList(displayType == PRIVATE_LIST ? PERSONAL_LIST_PRIVATE
                    : PERSONAL_LIST, binary(recipient, Tags.ENTRY_ID), binary(recipient, SEARCH_KEY));
            default -> new Address.Other(type);
        };
    }

    private static Bytes binary(Recipient recipient, PropertyTag tag) {
        return recipient.property(tag).orElse(null) instanceof Value.Binary(Bytes bytes) ? bytes : Bytes.EMPTY;
    }

    private static @Nullable StringValue wide(Optional<String> text) {
        return text.map(Value.Text::new).orElse(null);
    }

    private static Optional<String> textOf(Recipient recipient, PropertyTag tag) {
        return recipient.property(tag).orElse(null) instanceof Value.Text(String text) ? Optional.of(text)
                : Optional.empty();
    }

    /// Bytes the row takes on the wire, without what the ROP puts before it.
    static int size(RecipientRow row) {
        var out = new ByteWriter();
        row.write(out, COLUMNS);
        return out.size();
    }
}
