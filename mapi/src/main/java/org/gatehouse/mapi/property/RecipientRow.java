package org.gatehouse.mapi.property;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.mapi.property.Value.StringValue;
import org.gatehouse.mapi.property.Value.Text;
import org.gatehouse.mapi.property.Value.Text8;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// One recipient of a message: standard properties by flag, then a row of others ([MS-OXCDATA] 2.8.3).
///
/// @param flags bits that no field stands for: [#NON_RICH], [#RESPONSIBLE], [#SAME_TRANSMITTABLE] and reserved ones
/// @param unicode the form of the four texts
/// @param properties cells of the first `properties.cells().size()` recipient columns of the ROP
public record RecipientRow(int flags, boolean unicode, Address address, @Nullable StringValue emailAddress,
        @Nullable StringValue displayName, @Nullable StringValue simpleDisplayName,
        @Nullable StringValue transmittableDisplayName, PropertyRow properties) {
    /// The recipient cannot receive rich text.
    public static final int NON_RICH = 0x0100;
    public static final int RESPONSIBLE = 0x0080;
    /// The transmittable display name is the display name.
    public static final int SAME_TRANSMITTABLE = 0x0040;

    private static final int TYPE_MASK = 0x0007;
    private static final int HAS_EMAIL_ADDRESS = 0x0008;
    private static final int HAS_DISPLAY_NAME = 0x0010;
    private static final int HAS_TRANSMITTABLE = 0x0020;
    private static final int UNICODE = 0x0200;
    private static final int HAS_SIMPLE_DISPLAY_NAME = 0x0400;
    private static final int HAS_ADDRESS_TYPE = 0x8000;
    private static final int DERIVED = TYPE_MASK | HAS_EMAIL_ADDRESS | HAS_DISPLAY_NAME | HAS_TRANSMITTABLE | UNICODE
            | HAS_SIMPLE_DISPLAY_NAME | HAS_ADDRESS_TYPE;
    private static final int TYPE_NONE = 0;
    private static final int TYPE_X500 = 1;
    private static final int TYPE_PERSONAL_LIST_1 = 6;
    private static final int TYPE_PERSONAL_LIST_2 = 7;

    public RecipientRow {
        if ((flags & DERIVED) != 0) {
            throw new IllegalArgumentException("recipient flags 0x" + Integer.toHexString(flags));
        }
    }

    /// What kind of address the recipient has, and the fields that only this kind brings.
    public sealed interface Address {
        /// An object of the address book.
        ///
        /// @param prefixUsed how much of the user's own DN leads this one; the rest is in `x500Dn`
        record X500(int prefixUsed, int displayType, String x500Dn) implements Address {}

        /// A personal distribution list.
        ///
        /// @param type 6 or 7
        record PersonalList(int type, Bytes entryId, Bytes searchKey) implements Address {}

        /// A well-known kind: 2 Microsoft Mail, 3 SMTP, 4 fax, 5 Professional Office System.
        record WellKnown(int type) implements Address {
            public static final int SMTP = 3;
        }

        /// Any other address type by its name.
        record Other(String addressType) implements Address {}

        /// No type said.
        record Untyped() implements Address {}
    }

    /// Reads the whole window.
    public static RecipientRow read(ByteReader in, List<PropertyTag> columns) {
        int flags = in.u16();
        boolean unicode = (flags & UNICODE) != 0;
        Address address = readAddress(in, flags);
        StringValue email = text(in, flags, HAS_EMAIL_ADDRESS);
        StringValue display = text(in, flags, HAS_DISPLAY_NAME);
        StringValue simple = text(in, flags, HAS_SIMPLE_DISPLAY_NAME);
        StringValue transmittable = text(in, flags, HAS_TRANSMITTABLE);
        int count = in.u16();
        require(count <= columns.size(), "RecipientColumnCount");
        PropertyRow properties = PropertyRow.read(in, columns.subList(0, count));
        require(!in.hasRemaining(), "RecipientRowSize");
        return new RecipientRow(flags & ~DERIVED, unicode, address, email, display, simple, transmittable, properties);
    }

    private static Address readAddress(ByteReader in, int flags) {
        int type = flags & TYPE_MASK;
        return switch (type) {
            case TYPE_NONE -> (flags & HAS_ADDRESS_TYPE) != 0
                    ? new Address.Other(in.terminated(StandardCharsets.ISO_8859_1)) : new Address.Untyped();
            case TYPE_X500 -> new Address.X500(in.u8(), in.u8(), in.terminated(StandardCharsets.ISO_8859_1));
            case TYPE_PERSONAL_LIST_1, TYPE_PERSONAL_LIST_2 ->
                new Address.PersonalList(type, in.blob(in.u16()), in.blob(in.u16()));
            default -> new Address.WellKnown(type);
        };
    }

    private static @Nullable StringValue text(ByteReader in, int flags, int flag) {
        if ((flags & flag) == 0) {
            return null;
        }
        return (flags & UNICODE) != 0 ? new Text(in.utf16Terminated()) : new Text8(in.terminatedBytes());
    }

    public void write(ByteWriter out, List<PropertyTag> columns) {
        int at = out.size();
        out.u16(0);
        int type = writeAddress(out);
        int present = flags | type | (unicode ? UNICODE : 0) | write(out, emailAddress, HAS_EMAIL_ADDRESS)
                | write(out, displayName, HAS_DISPLAY_NAME) | write(out, simpleDisplayName, HAS_SIMPLE_DISPLAY_NAME)
                | write(out, transmittableDisplayName, HAS_TRANSMITTABLE);
        out.patchU16(at, present);
        out.u16(properties.cells().size());
        properties.write(out, columns.subList(0, properties.cells().size()));
    }

    /// Writes the fields of the address and gives its flags.
    private int writeAddress(ByteWriter out) {
        return switch (address) {
            case Address.Untyped _ -> TYPE_NONE;
            case Address.WellKnown known -> known.type();
            case Address.Other other -> {
                out.terminated(other.addressType(), StandardCharsets.ISO_8859_1);
                yield HAS_ADDRESS_TYPE;
            }
            case Address.X500 x500 -> {
                out.u8(x500.prefixUsed()).u8(x500.displayType())
                        .terminated(x500.x500Dn(), StandardCharsets.ISO_8859_1);
                yield TYPE_X500;
            }
            case Address.PersonalList list -> {
                out.u16(list.entryId().length()).bytes(list.entryId());
                out.u16(list.searchKey().length()).bytes(list.searchKey());
                yield list.type();
            }
        };
    }

    private int write(ByteWriter out, @Nullable StringValue text, int flag) {
        if (text == null) {
            return 0;
        }
        if (text instanceof Text != unicode) {
            throw new IllegalArgumentException("recipient text in the other form than the row's");
        }
        Values.write(out, text, CountWidth.ROP);
        return flag;
    }
}
