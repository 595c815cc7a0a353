package org.gatehouse.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.gatehouse.access.nspi.AddressBookEntry;

/// Gathers which objects of the directory refer to which, and gives every entry both ends of its links.
///
/// The directory keeps one end, by distinguished name; who refers to what is not in the address book is left out.
final class AddressBookLinks {
    private final Map<String, AddressBookEntry> byName = new HashMap<>();
    private final Map<UUID, Ends> ends = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /// The attributes of the directory that refer to others.
    enum Kind { MEMBER, OWNER, MANAGER, DELEGATE }

    private record Reference(Kind kind, AddressBookEntry from, String to) {}

    private static final class Ends {
        private final List<String> members = new ArrayList<>();
        private final List<String> memberOf = new ArrayList<>();
        private final List<String> owners = new ArrayList<>();
        private final List<String> owned = new ArrayList<>();
        private final List<String> managers = new ArrayList<>();
        private final List<String> reports = new ArrayList<>();
        private final List<String> delegates = new ArrayList<>();

        AddressBookEntry.Links links() {
            return new AddressBookEntry.Links(members, memberOf, owners, owned, managers, reports, delegates);
        }
    }

    /// Takes an entry under the directory's distinguished name.
    void add(String distinguishedName, AddressBookEntry entry) {
        byName.put(AddressBookEntry.fold(distinguishedName), entry);
    }

    /// Notes that an entry refers to the objects with these distinguished names.
    void refer(Kind kind, AddressBookEntry from, List<String> distinguishedNames) {
        distinguishedNames.forEach(name -> references.add(new Reference(kind, from, name)));
    }

    /// The entries with their links, once all are there.
    List<AddressBookEntry> linked(List<AddressBookEntry> entries) {
        for (Reference reference : references) {
            AddressBookEntry target = byName.get(AddressBookEntry.fold(reference.to()));
            if (target != null) {
                Ends from = ends(reference.from());
                switch (reference.kind()) {
                    case MEMBER -> link(reference.from(), from.members, target, each -> each.memberOf);
                    case OWNER -> link(reference.from(), from.owners, target, each -> each.owned);
                    case MANAGER -> link(reference.from(), from.managers, target, each -> each.reports);
                    case DELEGATE -> from.delegates.add(target.legacyDn());
                }
            }
        }
        return entries.stream().map(entry -> {
            Ends found = ends.get(entry.guid());
            return found == null ? entry : entry.with(found.links());
        }).toList();
    }

    private void link(AddressBookEntry from, List<String> forward, AddressBookEntry target,
            Function<Ends, List<String>> back) {
        forward.add(target.legacyDn());
        back.apply(ends(target)).add(from.legacyDn());
    }

    private Ends ends(AddressBookEntry entry) {
        return ends.computeIfAbsent(entry.guid(), _ -> new Ends());
    }
}
