package org.gatehouse.access.nspi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// The address book at one moment, listed by display name and indexed. Immutable, so that positions stay true while a
/// request works with it.
public final class AddressBookSnapshot {
    private final List<AddressBookEntry> listed;
    private final String[] sortKeys;
    private final Map<UUID, AddressBookEntry> byGuid;
    private final Map<UUID, Integer> positions;
    private final Map<String, AddressBookEntry> byDn;
    private final Map<String, AddressBookEntry> byAddress;
    private final NameIndex names;
    private final Map<AddressList, AddressTable> tables = new EnumMap<>(AddressList.class);

    private AddressBookSnapshot(Collection<AddressBookEntry> entries) {
        record Keyed(String key, AddressBookEntry entry) {}
        List<Keyed> sorted = entries.stream().filter(AddressBookEntry::listed)
                .map(entry -> new Keyed(DisplayOrder.key(entry.displayName()), entry))
                .sorted(Comparator.comparing(Keyed::key).thenComparing(keyed -> keyed.entry().guid()))
                .toList();
        listed = sorted.stream().map(Keyed::entry).toList();
        sortKeys = sorted.stream().map(Keyed::key).toArray(String[]::new);
        positions = HashMap.newHashMap(listed.size());
        for (int i = 0; i < listed.size(); i++) {
            positions.put(listed.get(i).guid(), i);
        }
        byGuid = HashMap.newHashMap(entries.size());
        byDn = HashMap.newHashMap(entries.size());
        byAddress = HashMap.newHashMap(entries.size() * 2);
        entries.forEach(this::index);
        names = new NameIndex(listed);
        for (AddressList list : AddressList.values()) {
            tables.put(list, new AddressTable(this, list));
        }
    }

    public static AddressBookSnapshot of(Collection<AddressBookEntry> entries) {
        return new AddressBookSnapshot(entries);
    }

    /// An object's own DN wins over an X500 alias that another object kept from a former name.
    private void index(AddressBookEntry entry) {
        byGuid.put(entry.guid(), entry);
        byDn.put(AddressBookEntry.fold(entry.legacyDn()), entry);
        for (String proxy : entry.proxyAddresses()) {
            String folded = AddressBookEntry.fold(proxy);
            byAddress.putIfAbsent(folded, entry);
            if (folded.startsWith("x500:")) {
                byDn.putIfAbsent(folded.substring("x500:".length()), entry);
            }
        }
        if (!entry.smtpAddress().isEmpty()) {
            byAddress.putIfAbsent("smtp:" + AddressBookEntry.fold(entry.smtpAddress()), entry);
        }
    }

    /// The Global Address List in display order.
    public List<AddressBookEntry> listed() {
        return listed;
    }

    /// The part of it that an address list holds.
    AddressTable table(AddressList list) {
        return Objects.requireNonNull(tables.get(list));
    }

    public Optional<AddressBookEntry> byGuid(UUID guid) {
        return Optional.ofNullable(byGuid.get(guid));
    }

    /// Finds by legacyExchangeDN or X500 alias, in any letter case.
    public Optional<AddressBookEntry> byDn(String dn) {
        return Optional.ofNullable(byDn.get(AddressBookEntry.fold(dn)));
    }

    /// Finds by a typed address such as `SMTP:a@b`, in any letter case.
    public Optional<AddressBookEntry> byAddress(String typedAddress) {
        return Optional.ofNullable(byAddress.get(AddressBookEntry.fold(typedAddress)));
    }

    /// The zero-based place in the Global Address List, empty for what is not listed.
    public Optional<Integer> position(UUID guid) {
        return Optional.ofNullable(positions.get(guid));
    }

    /// The place of the first listed object whose display name is not before `name`; the list's size if there is none.
    public int positionAtOrAfter(String name) {
        int at = Arrays.binarySearch(sortKeys, DisplayOrder.key(name));
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && sortKeys[at - 1].equals(sortKeys[at])) {
            at--;
        }
        return at;
    }

    /// Listed objects with a name that starts as typed, at most `max` of those wanted.
    List<AddressBookEntry> startingWith(String typed, Predicate<AddressBookEntry> wanted, int max) {
        return names.startingWith(typed, wanted, max);
    }

    /// Listed objects that have exactly this name, at most `max` of those wanted.
    List<AddressBookEntry> named(String typed, Predicate<AddressBookEntry> wanted, int max) {
        return names.named(typed, wanted, max);
    }

    /// How many names of listed objects start as typed.
    int namesStartingWith(String typed) {
        return names.count(typed);
    }

    /// Puts objects into display order.
    public List<AddressBookEntry> inDisplayOrder(Collection<AddressBookEntry> entries) {
        var sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing((AddressBookEntry entry) -> DisplayOrder.key(entry.displayName()))
                .thenComparing(AddressBookEntry::guid));
        return sorted;
    }
}
