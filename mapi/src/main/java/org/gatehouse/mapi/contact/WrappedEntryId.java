package org.gatehouse.mapi.contact;

import java.util.Optional;
import org.gatehouse.mapi.id.EntryIds;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// A member of a personal distribution list: an entry id with what kind it is ([MS-OXOCNTC] 2.2.2.2.4.1.1).
///
/// @param address which electronic address of a contact is meant; other kinds have none
/// @param entryId of the kind
public record WrappedEntryId(Kind kind, Optional<ContactAddress> address, Bytes entryId) {
    private static final int KIND_MASK = 0x0f;
    private static final int ADDRESS_SHIFT = 4;
    private static final int ADDRESS_MASK = 0x7;
    private static final int NO_ADDRESS = 3;
    /// Set but for one-off entry ids.
    private static final int NOT_ONE_OFF = 0x80;

    public WrappedEntryId {
        if (kind != Kind.CONTACT && address.isPresent()) {
            throw new IllegalArgumentException(address + " of a " + kind);
        }
    }

    /// What the embedded entry id names.
    public enum Kind {
        /// A one-off entry id ([MS-OXCDATA] 2.2.5.1).
        ONE_OFF(0),
        /// The message entry id of a contact ([MS-OXCDATA] 2.2.4.2).
        CONTACT(3),
        /// The message entry id of a personal distribution list.
        PERSONAL_LIST(4),
        /// The address book entry id of a user ([MS-OXCDATA] 2.2.5.2).
        USER(5),
        /// The address book entry id of a distribution list.
        DISTRIBUTION_LIST(6);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            for (Kind each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new MalformedException("type of a wrapped entry id");
        }
    }

    public static WrappedEntryId ofContact(ContactAddress address, Bytes messageEntryId) {
        return new WrappedEntryId(Kind.CONTACT, Optional.of(address), messageEntryId);
    }

    public static WrappedEntryId of(Bytes encoded) {
        ByteReader in = encoded.reader();
        EntryIds.readHeader(in, EntryIds.CONTACT_WRAP);
        int type = in.u8();
        Kind kind = Kind.of(type & KIND_MASK);
        return new WrappedEntryId(kind, kind == Kind.CONTACT
                ? ContactAddress.ofWrapped(type >> ADDRESS_SHIFT & ADDRESS_MASK) : Optional.empty(), in.rest());
    }

    public Bytes encode() {
        int type = switch (kind) {
            case ONE_OFF -> kind.code;
            case CONTACT, PERSONAL_LIST, USER, DISTRIBUTION_LIST ->
                NOT_ONE_OFF | address.map(ContactAddress::wrapped).orElse(NO_ADDRESS) << ADDRESS_SHIFT | kind.code;
        };
        ByteWriter out = EntryIds.writeHeader(EntryIds.CONTACT_WRAP);
        return out.u8(type).bytes(entryId).toBytes();
    }
}
