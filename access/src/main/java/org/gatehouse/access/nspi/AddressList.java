package org.gatehouse.access.nspi;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The containers of the address book: the Global Address List and the lists that an organisation has from the start,
/// in the order of the hierarchy table, each child behind its parent.
///
/// Each holds those objects of the Global Address List that it is for.
enum AddressList {
    GLOBAL("Global Address List", null, _ -> true),
    /// Holds the lists below it and no objects.
    ALL("All Address Lists", null, _ -> false),
    CONTACTS("All Contacts", ALL, entry -> entry.kind() == AddressBookEntry.Kind.CONTACT),
    GROUPS("All Groups", ALL, AddressBookEntry::isGroup),
    ROOMS("All Rooms", ALL, entry -> entry.kind() == AddressBookEntry.Kind.ROOM),
    USERS("All Users", ALL, entry -> switch (entry.kind()) {
        case MAILBOX, ROOM, EQUIPMENT, MAIL_USER -> true;
        case CONTACT, GROUP, SECURITY_GROUP, PUBLIC_FOLDER, SERVER -> false;
    }),
    PUBLIC_FOLDERS("Public Folders", ALL, entry -> entry.kind() == AddressBookEntry.Kind.PUBLIC_FOLDER);

    /// PidTagAddressBookContainerId of the Global Address List ([MS-OXOABK] 2.2.2.3).
    private static final int GLOBAL_ID = 0;

    private final String displayName;
    private final @Nullable AddressList parent;
    private final Predicate<AddressBookEntry> members;
    private final UUID guid;

    AddressList(String displayName, @Nullable AddressList parent, Predicate<AddressBookEntry> members) {
        this.displayName = displayName;
        this.parent = parent;
        this.members = members;
        // The same on every server and after every start: clients keep a container's permanent entry id.
        this.guid = UUID.nameUUIDFromBytes(("address list " + displayName).getBytes(StandardCharsets.US_ASCII));
    }

    String displayName() {
        return displayName;
    }

    Optional<AddressList> parent() {
        return Optional.ofNullable(parent);
    }

    /// PidTagDepth ([MS-OXOABK] 2.2.2.2).
    int depth() {
        return parent == null ? 0 : 1;
    }

    boolean hasChildren() {
        return Stream.of(values()).anyMatch(list -> list.parent == this);
    }

    boolean holds(AddressBookEntry entry) {
        return members.test(entry);
    }

    /// `addresslist-dn` ([MS-OXOABK] 2.2.1.1).
    String dn() {
        return this == GLOBAL ? "/" : "/guid=" + new ByteWriter(16).guid(guid).toBytes().hex().toUpperCase(Locale.ROOT);
    }

    /// PidTagEntryId: a permanent one, of a container ([MS-OXNSPI] 3.1.4.1.3 constraint 16).
    Bytes entryId() {
        return new AddressBookEntryId(AddressBookEntryId.CONTAINER, dn()).encode();
    }

    /// PidTagAddressBookContainerId, which a STAT names as ContainerID.
    int containerId(MinimalIds minimalIds) {
        return this == GLOBAL ? GLOBAL_ID : minimalIds.of(guid);
    }

    static Optional<AddressList> byContainerId(int containerId, MinimalIds minimalIds) {
        return Stream.of(values()).filter(list -> list.containerId(minimalIds) == containerId).findFirst();
    }

    /// By its DN in any letter case.
    static Optional<AddressList> byDn(String dn) {
        return Stream.of(values()).filter(list -> list.dn().equalsIgnoreCase(dn)).findFirst();
    }
}
