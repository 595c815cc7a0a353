package org.gatehouse.access.nspi;

import static org.gatehouse.mapi.property.Tags.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.nspi.EphemeralEntryId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The properties of address book objects ([MS-OXOABK] 2.2.3 to 2.2.7), one line each, as text in Unicode.
///
/// [MS-OXNSPI] 3.1.4.2 names those that every object has to have.
final class AddressBookProperties {
    /// PidTagMappingSignature ([MS-OXOABK] 2.2.3.32), which is the NSPI provider's GUID.
    private static final Bytes MAPPING_SIGNATURE_VALUE = Bytes.ofHex("dca740c8c042101ab4b908002b2fe182");
    private static final PropertyTag INITIAL_DETAILS_PANE = PropertyTag.of(0x3f08, PropertyType.INTEGER32);

    private final MinimalIds minimalIds;
    private final Map<Integer, Property> byId = new LinkedHashMap<>();
    private final Map<Integer, Function<AddressBookEntry, List<String>>> links = new HashMap<>();

    private record Property(PropertyTag tag, Function<AddressBookEntry, @Nullable Value> value) {}

    AddressBookProperties(MinimalIds minimalIds) {
        this.minimalIds = minimalIds;
        identity();
        person();
        links();
    }

    private void identity() {
        number(OBJECT_TYPE, entry -> entry.kind().objectType());
        number(DISPLAY_TYPE, entry -> entry.kind().displayType());
        number(DISPLAY_TYPE_EX, entry -> entry.kind().displayTypeEx());
        number(INITIAL_DETAILS_PANE, _ -> 0);
        number(ADDRESS_BOOK_CONTAINER_ID, entry -> minimalIds.of(entry.guid()));
        binary(ENTRY_ID, AddressBookProperties::permanentId);
        binary(TEMPLATEID, AddressBookProperties::permanentId);
        binary(RECORD_KEY, AddressBookProperties::permanentId);
        binary(INSTANCE_KEY, entry -> new ByteWriter(4).i32(minimalIds.of(entry.guid())).toBytes());
        binary(SEARCH_KEY, AddressBookProperties::searchKey);
        binary(MAPPING_SIGNATURE, _ -> MAPPING_SIGNATURE_VALUE);
        binary(ADDRESS_BOOK_OBJECT_GUID, entry -> new ByteWriter(16).guid(entry.guid()).toBytes());
        text(ADDRESS_TYPE, _ -> "EX");
        text(EMAIL_ADDRESS, AddressBookEntry::legacyDn);
        text(ADDRESS_BOOK_OBJECT_DISTINGUISHED_NAME, AddressBookEntry::legacyDn);
        text(DISPLAY_NAME, AddressBookEntry::displayName);
        text(TRANSMITTABLE_DISPLAY_NAME, AddressBookEntry::displayName);
        text(ADDRESS_BOOK_DISPLAY_NAME_PRINTABLE, entry -> CodePages.teletex(entry.displayName()));
        // [MS-OXOABK] 2.2.4.37; in lists of properties a string, as all clients read it, though also a table.
        text(ADDRESS_BOOK_HOME_MESSAGE_DATABASE, AddressBookEntry::homeDatabaseDn);
        texts(ADDRESS_BOOK_PROXY_ADDRESSES, AddressBookEntry::proxyAddresses);
        texts(ADDRESS_BOOK_NETWORK_ADDRESS, AddressBookEntry::networkAddresses);
        property(SEND_RICH_INFO, _ -> new Value.Bool(true));
        // Required of distribution lists only ([MS-OXNSPI] 3.1.4.2), of which there they are even without members.
        property(CONTAINER_FLAGS, entry -> entry.isGroup() ? new Value.Int32(HierarchyTable.FLAGS) : null);
        property(CONTAINER_CONTENTS, entry -> entry.isGroup() ? new Value.ObjectValue(Bytes.EMPTY) : null);
        property(ADDRESS_BOOK_DISTRIBUTION_LIST_MEMBER_COUNT,
                entry -> entry.isGroup() ? new Value.Int32(entry.links().members().size()) : null);
    }

    private void person() {
        text(SMTP_ADDRESS, AddressBookEntry::smtpAddress);
        // PidTagAccount is the mail nickname ([MS-OXOABK] 2.2.3.20), which is also what address lists show as alias.
        text(ACCOUNT, entry -> entry.alias().isEmpty() ? entry.account() : entry.alias());
        text(GIVEN_NAME, entry -> entry.person().givenName());
        text(SURNAME, entry -> entry.person().surname());
        text(INITIALS, entry -> entry.person().initials());
        text(TITLE, entry -> entry.person().title());
        text(COMPANY_NAME, entry -> entry.person().company());
        text(DEPARTMENT_NAME, entry -> entry.person().department());
        text(OFFICE_LOCATION, entry -> entry.person().office());
        text(PRIMARY_TELEPHONE_NUMBER, entry -> entry.person().telephone());
        text(BUSINESS_TELEPHONE_NUMBER, entry -> entry.person().telephone());
        text(MOBILE_TELEPHONE_NUMBER, entry -> entry.person().mobile());
        text(COMMENT, entry -> entry.person().comment());
    }

    /// Properties that refer to other objects: tables of those, or their DNs for who asks for strings.
    private void links() {
        link(ADDRESS_BOOK_MEMBER, entry -> entry.links().members());
        link(ADDRESS_BOOK_IS_MEMBER_OF_DISTRIBUTION_LIST, entry -> entry.links().memberOf());
        link(ADDRESS_BOOK_OWNER, entry -> entry.links().owners());
        link(ADDRESS_BOOK_OWNER_BACK_LINK, entry -> entry.links().owned());
        link(ADDRESS_BOOK_MANAGER, entry -> entry.links().managers());
        link(ADDRESS_BOOK_REPORTS, entry -> entry.links().reports());
        link(ADDRESS_BOOK_PUBLIC_DELEGATES, entry -> entry.links().delegates());
        links.put(CONTAINER_CONTENTS.id(), entry -> entry.links().members());
        links.put(ADDRESS_BOOK_HOME_MESSAGE_DATABASE.id(),
                entry -> entry.homeDatabaseDn().isEmpty() ? List.of() : List.of(entry.homeDatabaseDn()));
    }

    private void link(PropertyTag tag, Function<AddressBookEntry, List<String>> targets) {
        links.put(tag.id(), targets);
        property(tag.withType(PropertyType.OBJECT),
                entry -> targets.apply(entry).isEmpty() ? null : new Value.ObjectValue(Bytes.EMPTY));
    }

    private void property(PropertyTag tag, Function<AddressBookEntry, @Nullable Value> value) {
        byId.put(tag.id(), new Property(tag, value));
    }

    private void number(PropertyTag tag, Function<AddressBookEntry, Integer> value) {
        property(tag, entry -> new Value.Int32(value.apply(entry)));
    }

    private void binary(PropertyTag tag, Function<AddressBookEntry, Bytes> value) {
        property(tag, entry -> new Value.Binary(value.apply(entry)));
    }

    private void text(PropertyTag tag, Function<AddressBookEntry, String> value) {
        property(tag.withType(PropertyType.STRING), entry -> {
            String text = value.apply(entry);
            return text.isEmpty() ? null : new Value.Text(text);
        });
    }

    private void texts(PropertyTag tag, Function<AddressBookEntry, List<String>> values) {
        property(tag, entry -> {
            List<Value> texts = values.apply(entry).stream().map(text -> (Value) new Value.Text(text)).toList();
            return texts.isEmpty() ? null : new Value.Multiple(PropertyType.STRING, texts);
        });
    }

    /// PidTagEntryId in its permanent form ([MS-OXNSPI] 2.2.9.3).
    static Bytes permanentId(AddressBookEntry entry) {
        return new AddressBookEntryId(entry.kind().displayType(), entry.legacyDn()).encode();
    }

    /// `EX:`, the DN in capitals, a zero byte ([MS-OXOABK] 2.2.3.5).
    private static Bytes searchKey(AddressBookEntry entry) {
        return new ByteWriter().terminated("EX:" + entry.legacyDn().toUpperCase(Locale.ROOT),
                StandardCharsets.US_ASCII).toBytes();
    }

    /// Whether a property refers to other objects.
    boolean isLink(int propertyId) {
        return links.containsKey(propertyId);
    }

    /// The DNs of the objects that a property of this one refers to; none for a property that refers to none.
    List<String> targets(AddressBookEntry entry, int propertyId) {
        Function<AddressBookEntry, List<String>> targets = links.get(propertyId);
        return targets == null ? List.of() : targets.apply(entry);
    }

    /// A property's value in its native type, null when the object has none.
    ///
    /// @param ephemeral whether PidTagEntryId is wanted in its ephemeral form
    @Nullable Value value(AddressBookEntry entry, int propertyId, boolean ephemeral) {
        if (ephemeral && propertyId == ENTRY_ID.id()) {
            return new Value.Binary(new EphemeralEntryId(minimalIds.server(), entry.kind().displayType(),
                    minimalIds.of(entry.guid())).encode());
        }
        Property property = byId.get(propertyId);
        return property == null ? null : property.value().apply(entry);
    }

    /// All properties the server knows, with their native types.
    List<PropertyTag> tags() {
        var tags = new ArrayList<PropertyTag>(byId.size());
        byId.values().forEach(property -> tags.add(property.tag()));
        return Collections.unmodifiableList(tags);
    }

    /// The properties an object has, with their native types.
    List<PropertyTag> tagsOf(AddressBookEntry entry) {
        return tags().stream().filter(tag -> value(entry, tag.id(), false) != null).toList();
    }
}
