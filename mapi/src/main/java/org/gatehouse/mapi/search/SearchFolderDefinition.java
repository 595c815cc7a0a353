package org.gatehouse.mapi.search;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidTagSearchFolderDefinition of a search folder definition message: what a search folder looks for, and where
/// ([MS-OXOSRCH] 2.2.1.2.8). Space for later versions is skipped, and none is written.
///
/// @param flags as PidTagSearchFolderStorageType has them (2.2.1.2.6): which of the fields there are
/// @param numericalSearch a size, or an age: the unit in the upper half, the amount in the lower
/// @param textSearch what the template looks for, such as words
/// @param deepSearch whether folders below the chosen ones are searched too
/// @param folderNames of the folders to search, for people
/// @param folders their entry ids
/// @param addresses properties of those whom the search names
/// @param restriction the criteria themselves
/// @param advancedSearch what is the client's own
public record SearchFolderDefinition(int flags, int numericalSearch, String textSearch, boolean deepSearch,
        String folderNames, List<Bytes> folders, List<List<PropertyValue>> addresses,
        Optional<Restriction> restriction, Bytes advancedSearch) {
    /// The bits H to B of the flags.
    public static final int HAS_NUMBER = 0x01;
    public static final int HAS_TEXT = 0x02;
    public static final int HAS_ADDRESSES = 0x04;
    public static final int HAS_RESTRICTION = 0x08;
    public static final int HAS_ADVANCED_SEARCH = 0x10;
    public static final int HAS_FOLDER_NAMES = 0x20;
    public static final int HAS_FOLDERS = 0x40;
    /// Network order: the first byte is 4.
    private static final int VERSION = 0x0410_0000;
    private static final int LENGTH_IS_LONG = 0xff;
    private static final int TEXT_UNITS_MAX = 0xffff;
    /// EntryLength and its padding ([MS-OXCDATA] 2.3.1).
    private static final int ENTRY_LENGTH_BYTES = 8;
    /// PropertyCount and Pad of an address.
    private static final int ADDRESS_BYTES_MIN = 8;
    private static final int VALUE_BYTES_MIN = 6;

    public SearchFolderDefinition {
        folders = List.copyOf(folders);
        addresses = addresses.stream().map(List::copyOf).toList();
        if (textSearch.length() > TEXT_UNITS_MAX || folderNames.length() > TEXT_UNITS_MAX) {
            throw new IllegalArgumentException("text of more than " + TEXT_UNITS_MAX + " characters");
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// Clients leave the flags of texts unset though these are there: the lengths decide.
    public static SearchFolderDefinition of(Bytes encoded) {
        ByteReader in = encoded.reader();
        require(in.i32BigEndian() == VERSION, "version of a search folder definition");
        int flags = in.i32();
        int number = in.i32();
        String text = text(in);
        skipBlock(in);
        boolean deep = in.i32() != 0;
        String names = text(in);
        ByteReader list = in.window(in.count32(1));
        List<Bytes> folders = (flags & HAS_FOLDERS) != 0 ? entryList(list) : List.of();
        require(!list.hasRemaining(), "length of FolderList2");
        List<List<PropertyValue>> addresses = (flags & HAS_ADDRESSES) != 0 ? in.list(in.count32(ADDRESS_BYTES_MIN),
                ADDRESS_BYTES_MIN, SearchFolderDefinition::address) : List.of();
        skipBlock(in);
        Optional<Restriction> restriction = (flags & HAS_RESTRICTION) != 0
                ? Optional.of(SearchRestrictionCodec.read(in)) : Optional.empty();
        Bytes advanced = (flags & HAS_ADVANCED_SEARCH) != 0 ? advanced(in) : Bytes.EMPTY;
        skipBlock(in);
        return new SearchFolderDefinition(flags, number, text, deep, names, folders, addresses, restriction, advanced);
    }

    /// A length in characters of one byte, or of two behind 255.
    private static String text(ByteReader in) {
        int units = in.u8();
        return in.utf16(2 * (units == LENGTH_IS_LONG ? in.u16() : units));
    }

    private static void skipBlock(ByteReader in) {
        in.skip(in.count32(1));
    }

    /// EntryList ([MS-OXCDATA] 2.3.1).
    private static List<Bytes> entryList(ByteReader in) {
        int count = in.count32(ENTRY_LENGTH_BYTES);
        in.skip(Integer.BYTES);
        List<Integer> lengths = in.list(count, ENTRY_LENGTH_BYTES, each -> {
            int length = each.count32(1);
            each.skip(Integer.BYTES);
            return length;
        });
        var entries = new ArrayList<Bytes>(count);
        lengths.forEach(length -> entries.add(in.blob(length)));
        return entries;
    }

    /// AddressEntry (2.2.1.2.8.1.1).
    private static List<PropertyValue> address(ByteReader in) {
        int count = in.count32(VALUE_BYTES_MIN);
        in.skip(Integer.BYTES);
        return in.list(count, VALUE_BYTES_MIN, SearchValues::readTagged);
    }

    private static Bytes advanced(ByteReader in) {
        long bytes = in.i64();
        require(bytes >= 0 && bytes <= in.remaining(), "length of AdvancedSearch");
        return in.blob((int) bytes);
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.i32BigEndian(VERSION).i32(flags).i32(has(HAS_NUMBER) ? numericalSearch : 0);
        write(out, textSearch);
        out.i32(0).i32(deepSearch ? 1 : 0);
        write(out, folderNames);
        writeFolders(out);
        if (has(HAS_ADDRESSES)) {
            out.i32(addresses.size());
            for (List<PropertyValue> address : addresses) {
                out.i32(address.size()).i32(0);
                address.forEach(value -> SearchValues.writeTagged(out, value));
            }
        }
        out.i32(0);
        if (has(HAS_RESTRICTION)) {
            SearchRestrictionCodec.write(out, restriction.orElseThrow(() ->
                    new IllegalArgumentException("no restriction though the flags say so")));
        }
        if (has(HAS_ADVANCED_SEARCH)) {
            out.i64(advancedSearch.length()).bytes(advancedSearch);
        }
        return out.i32(0).toBytes();
    }

    private static void write(ByteWriter out, String text) {
        if (text.length() < LENGTH_IS_LONG) {
            out.u8(text.length());
        } else {
            out.u8(LENGTH_IS_LONG).u16(text.length());
        }
        out.utf16(text);
    }

    private void writeFolders(ByteWriter out) {
        if (!has(HAS_FOLDERS)) {
            out.i32(0);
            return;
        }
        int at = out.size();
        out.i32(0).i32(folders.size()).i32(0);
        folders.forEach(entry -> out.i32(entry.length()).i32(0));
        folders.forEach(out::bytes);
        out.patchI32(at, out.size() - at - Integer.BYTES);
    }
}
