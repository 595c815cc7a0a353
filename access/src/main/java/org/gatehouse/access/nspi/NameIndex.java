package org.gatehouse.access.nspi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.mapi.property.Tags;

/// Finds listed objects by the beginnings of their names: a sorted array of names, searched by halving.
///
/// The names are those that Active Directory marks for ambiguous name resolution ([MS-ADTS] 3.1.1.3.1.3.4), as far as
/// the address book knows them: display name, given name, surname, account, alias, office, addresses.
final class NameIndex {
    /// The properties whose texts are names here.
    static final Set<Integer> PROPERTIES = Set.of(Tags.DISPLAY_NAME.id(), Tags.GIVEN_NAME.id(), Tags.SURNAME.id(),
            Tags.ACCOUNT.id(), Tags.OFFICE_LOCATION.id(), Tags.SMTP_ADDRESS.id(),
            Tags.ADDRESS_BOOK_PROXY_ADDRESSES.id());

    private record Name(String key, int position) {}

    private final List<AddressBookEntry> listed;
    private final Name[] names;

    NameIndex(List<AddressBookEntry> listed) {
        this.listed = listed;
        var all = new ArrayList<Name>(listed.size() * 6);
        for (int i = 0; i < listed.size(); i++) {
            for (String name : namesOf(listed.get(i))) {
                all.add(new Name(name, i));
            }
        }
        names = all.toArray(Name[]::new);
        Arrays.sort(names, Comparator.comparing(Name::key).thenComparingInt(Name::position));
    }

    private static Set<String> namesOf(AddressBookEntry entry) {
        var keys = new LinkedHashSet<String>();
        var person = entry.person();
        for (String name : List.of(entry.displayName(), person.givenName(), person.surname(), entry.account(),
                entry.alias(), person.office(), entry.smtpAddress())) {
            if (!name.isEmpty()) {
                keys.add(DisplayOrder.key(name));
            }
        }
        for (String proxy : entry.proxyAddresses()) {
            keys.add(DisplayOrder.key(proxy));
            if (proxy.regionMatches(true, 0, "smtp:", 0, 5)) {
                keys.add(DisplayOrder.key(proxy.substring(5)));
            }
        }
        return keys;
    }

    List<AddressBookEntry> startingWith(String typed, Predicate<AddressBookEntry> wanted, int max) {
        String key = DisplayOrder.key(typed);
        return collect(key, name -> name.startsWith(key), wanted, max);
    }

    List<AddressBookEntry> named(String typed, Predicate<AddressBookEntry> wanted, int max) {
        String key = DisplayOrder.key(typed);
        return collect(key, name -> name.equals(key), wanted, max);
    }

    private List<AddressBookEntry> collect(String key, Predicate<String> matches, Predicate<AddressBookEntry> wanted,
            int max) {
        var found = new LinkedHashSet<Integer>();
        for (int at = firstAtOrAfter(key); at < names.length && found.size() < max; at++) {
            if (!matches.test(names[at].key())) {
                break;
            }
            if (wanted.test(listed.get(names[at].position()))) {
                found.add(names[at].position());
            }
        }
        return entries(found);
    }

    private int firstAtOrAfter(String key) {
        int low = 0;
        int high = names.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (names[middle].key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private List<AddressBookEntry> entries(Collection<Integer> positions) {
        return positions.stream().sorted().map(listed::get).toList();
    }
}
