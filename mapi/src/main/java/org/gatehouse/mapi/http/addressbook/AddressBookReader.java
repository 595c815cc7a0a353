package org.gatehouse.mapi.http.addressbook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.function.Function;
import org.gatehouse.mapi.http.Auxiliary;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// Reads the fields that request bodies are made of ([MS-OXCMAPIHTTP] 2.2.1, 2.2.5).
///
/// A field that may be missing has a byte before it, whose value is zero when it is missing.
final class AddressBookReader {
    /// The bound of [MS-OXCMAPIHTTP] 2.2.1.8 and 2.2.5.12.1, taken for every list.
    static final int ELEMENTS_MAX = 100_000;

    private final ByteReader in;

    AddressBookReader(ByteReader in) {
        this.in = in;
    }

    int i32() {
        return in.i32();
    }

    boolean bool() {
        return in.u8() != 0;
    }

    <T> @Nullable T optional(Function<AddressBookReader, T> field) {
        return bool() ? field.apply(this) : null;
    }

    /// A field that NSPI cannot do without.
    <T> T present(String name, Function<AddressBookReader, T> field) {
        T value = optional(field);
        if (value == null) {
            throw new MalformedException(name + " is missing");
        }
        return value;
    }

    /// STAT ([MS-OXNSPI] 2.2.8).
    Stat stat() {
        return new Stat(in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32());
    }

    /// LargePropertyTagArray (2.2.1.8).
    List<PropertyTag> tags() {
        return counted(4, PropertyTag::read);
    }

    /// A count and Minimal Entry IDs ([MS-OXNSPI] 2.2.9.1).
    List<Integer> minimalIds() {
        return counted(4, ByteReader::i32);
    }

    /// A count and texts of 8-bit characters that end with zero.
    List<Bytes> narrowStrings() {
        return counted(1, ByteReader::terminatedBytes);
    }

    /// A count and texts in UTF-16 that end with zero.
    List<String> wideStrings() {
        return counted(2, ByteReader::utf16Terminated);
    }

    String wideString() {
        return in.utf16Terminated();
    }

    Bytes narrowString() {
        return Bytes.wrap(in.terminated(US_ASCII).getBytes(US_ASCII));
    }

    /// A count and values led by their sizes in four bytes.
    List<Bytes> blobs() {
        return counted(4, each -> each.blob(each.count32(1)));
    }

    /// AddressBookPropertyValueList (2.2.1.3).
    List<PropertyValue> values() {
        return counted(5, each -> Values.readTagged(each, CountWidth.ADDRESS_BOOK));
    }

    /// AddressBookTaggedPropertyValue (2.2.1.2).
    PropertyValue value() {
        return Values.readTagged(in, CountWidth.ADDRESS_BOOK);
    }

    Restriction restriction() {
        return Restriction.read(in, CountWidth.ADDRESS_BOOK);
    }

    /// PropertyNameGuid and PropertyNameId (2.2.5.5.1); the operation goes by the number alone.
    Integer propertyNameId() {
        in.skip(16);
        return in.i32();
    }

    /// The auxiliary buffer, which is checked and dropped: what clients put there is for statistics.
    void end() {
        Bytes _ = Auxiliary.readLast(in);
    }

    private <T> List<T> counted(int elementSizeMin, Function<ByteReader, T> element) {
        long count = in.u32();
        require(count <= ELEMENTS_MAX, "more than " + ELEMENTS_MAX + " elements");
        return in.list((int) count, elementSizeMin, element);
    }
}
