package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// Puts an object's properties into the types and the code page that a client asked for ([MS-OXNSPI] 3.1.4.3.3).
///
/// @param codePage of PtypString8 values
/// @param ephemeral whether entry ids are wanted in their ephemeral form
record RowBuilder(AddressBookProperties properties, Charset codePage, boolean ephemeral) {
    /// What a null pPropTags stands for ([MS-OXNSPI] 3.1.4.1.8 constraint 6).
    static final List<PropertyTag> DEFAULT_COLUMNS = List.of(Tags.ADDRESS_BOOK_CONTAINER_ID, Tags.OBJECT_TYPE,
            Tags.DISPLAY_TYPE, Tags.DISPLAY_NAME.withType(PropertyType.STRING8),
            Tags.PRIMARY_TELEPHONE_NUMBER.withType(PropertyType.STRING8),
            Tags.DEPARTMENT_NAME.withType(PropertyType.STRING8), Tags.OFFICE_LOCATION.withType(PropertyType.STRING8));

    /// One value for each tag, in order; what the object lacks becomes an error in its place.
    ///
    /// @param entry null for an object that is not there, which has no values at all
    PropertyRow row(@Nullable AddressBookEntry entry, List<PropertyTag> tags) {
        return new PropertyRow(tags.stream().map(tag -> cell(entry, tag)).toList());
    }

    /// Whether some property of the row has no value.
    static boolean hasErrors(PropertyRow row) {
        return row.values().stream().anyMatch(value -> value.value() instanceof Value.ErrorValue);
    }

    private PropertyValue cell(@Nullable AddressBookEntry entry, PropertyTag tag) {
        if (entry == null) {
            return error(tag);
        }
        Value value = properties.value(entry, tag.id(), ephemeral);
        return Optional.ofNullable(value).flatMap(there -> convert(there, tag.typeCode()))
                .or(() -> link(properties.targets(entry, tag.id()), tag.typeCode()))
                .map(converted -> new PropertyValue(tag.withType(converted.type()), converted))
                .orElseGet(() -> error(tag));
    }

    static PropertyValue error(PropertyTag tag) {
        return new PropertyValue(tag.withType(PropertyType.ERROR_CODE), new Value.ErrorValue(NspiStatus.NOT_FOUND));
    }

    /// A property that refers to other objects, as their DNs or as a table whatever its native type is.
    private Optional<Value> link(List<String> dns, int typeCode) {
        if (dns.isEmpty()) {
            return Optional.empty();
        }
        if (typeCode == PropertyType.OBJECT.code()) {
            return Optional.of(new Value.ObjectValue(Bytes.EMPTY));
        }
        if (typeCode == PropertyType.MULTIPLE_STRING.code() || typeCode == PropertyType.MULTIPLE_STRING8.code()) {
            List<Value> texts = dns.stream().map(dn -> (Value) new Value.Text(dn)).toList();
            return convert(new Value.Multiple(PropertyType.STRING, texts), typeCode);
        }
        return convert(new Value.Text(dns.getFirst()), typeCode);
    }

    /// PtypUnspecified takes what there is.
    private Optional<Value> convert(Value value, int typeCode) {
        if (typeCode == value.type().code() || typeCode == PropertyType.UNSPECIFIED.code()) {
            return Optional.of(value);
        }
        if (value instanceof Value.Text(String text) && typeCode == PropertyType.STRING8.code()) {
            return Optional.of(new Value.Text8(CodePages.encode(text, codePage)));
        }
        if (value instanceof Value.Multiple(PropertyType type, List<Value> values) && type == PropertyType.STRING
                && typeCode == PropertyType.MULTIPLE_STRING8.code()) {
            return Optional.of(new Value.Multiple(PropertyType.STRING8,
                    values.stream().map(each -> convert(each, PropertyType.STRING8.code()).orElseThrow()).toList()));
        }
        return Optional.empty();
    }

    /// Tags with their strings as PtypString8 ([MS-OXNSPI] 3.1.4.1.6 constraint 4).
    static PropertyTag narrow(PropertyTag tag) {
        return switch (tag.type()) {
            case STRING -> tag.withType(PropertyType.STRING8);
            case MULTIPLE_STRING -> tag.withType(PropertyType.MULTIPLE_STRING8);
            default -> tag;
        };
    }
}
