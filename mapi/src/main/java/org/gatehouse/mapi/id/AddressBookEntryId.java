package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// The permanent entry id of an address book object ([MS-OXCDATA] 2.2.5.2).
///
/// @param type a display type: [#USER], [#DISTRIBUTION_LIST] and the others of [MS-OXCDATA] 2.2.5.2
/// @param x500Dn the object's legacy distinguished name, ASCII
public record AddressBookEntryId(int type, String x500Dn) {
    public static final int USER = 0x0000_0000;
    public static final int DISTRIBUTION_LIST = 0x0000_0001;
    public static final int FORUM = 0x0000_0002;
    public static final int AGENT = 0x0000_0003;
    public static final int ORGANIZATION = 0x0000_0004;
    public static final int PRIVATE_DISTRIBUTION_LIST = 0x0000_0005;
    public static final int REMOTE_USER = 0x0000_0006;
    public static final int CONTAINER = 0x0000_0100;
    public static final int TEMPLATE = 0x0000_0101;
    public static final int ONE_OFF_USER = 0x0000_0102;
    public static final int SEARCH = 0x0000_0200;
    private static final int VERSION = 1;

    public static AddressBookEntryId ofUser(String x500Dn) {
        return new AddressBookEntryId(USER, x500Dn);
    }

    public static AddressBookEntryId of(Bytes encoded) {
        return read(encoded.reader());
    }

    /// Reads as far as the name goes.
    public static AddressBookEntryId read(ByteReader in) {
        EntryIds.readHeader(in, EntryIds.ADDRESS_BOOK);
        require(in.i32() == VERSION, "version of an address book entry id");
        return new AddressBookEntryId(in.i32(), in.terminated(StandardCharsets.ISO_8859_1));
    }

    public Bytes encode() {
        return EntryIds.writeHeader(EntryIds.ADDRESS_BOOK).i32(VERSION).i32(type)
                .terminated(x500Dn, StandardCharsets.ISO_8859_1).toBytes();
    }
}
