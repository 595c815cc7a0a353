package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// The entry id of an address in a contact, or of a personal distribution list, as the client's contact address book
/// gives it ([MS-OXCDATA] 2.2.5.3 and 2.2.5.4).
///
/// @param type [#CONTACT] or [#PERSONAL_LIST]
/// @param index which address of the contact is meant: 0 to 2 mail, 3 to 5 fax; [#NO_INDEX] of lists
/// @param object the message entry id of the contact or list
public record ContactEntryId(int type, int index, Bytes object) {
    public static final int CONTACT = 4;
    public static final int PERSONAL_LIST = 5;
    public static final int NO_INDEX = 0xff;
    private static final int VERSION = 3;
    private static final int INDEX_MAX = 5;
    /// Outlook 2003 and 2007 leave as many bytes at the end that mean nothing ([MS-OXCDATA] product note 4).
    private static final int SLACK = 3;

    public static ContactEntryId of(Bytes encoded) {
        ByteReader in = encoded.reader();
        EntryIds.readHeader(in, EntryIds.CONTACT_ADDRESS_BOOK);
        require(in.i32() == VERSION, "version of a contact's entry id");
        int type = in.i32();
        int index = in.i32();
        require(type == CONTACT && index >= 0 && index <= INDEX_MAX || type == PERSONAL_LIST && index == NO_INDEX,
                "type of a contact's entry id");
        Bytes object = in.blob(in.count32(1));
        require(in.remaining() <= SLACK, "size of a contact's entry id");
        return new ContactEntryId(type, index, object);
    }

    public Bytes encode() {
        return EntryIds.writeHeader(EntryIds.CONTACT_ADDRESS_BOOK).i32(VERSION).i32(type).i32(index)
                .i32(object.length()).bytes(object).toBytes();
    }
}
