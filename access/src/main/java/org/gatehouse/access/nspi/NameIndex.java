package org.gatehouse.access.nspi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.mapi.property.Tags;

/// Finds listed objects by the beginnings of their names: a sorted array of names, searched by halving.
///
/// The names are those that Active Directory marks for ambiguous name resolution ([MS-ADTS] 3.1.1.3.1.3.4), as far as
/// the address book knows them: display name, given name, surname, account, alias, office, addresses. SMTP addresses
/// are kept without their type, which those who type it are held to afterwards.
final class NameIndex {
    /// The properties whose texts are names here.
    static final Set<Integer> PROPERTIES = Set.of(Tags.DISPLAY_NAME.id(), Tags.GIVEN_NAME.id(), Tags.SURNAME.id(),
            Tags.ACCOUNT.id(), Tags.OFFICE_LOCATION.id(), Tags.SMTP_ADDRESS.id(),
            Tags.ADDRESS_BOOK_PROXY_ADDRESSES.id());
    private static final String SMTP = "smtp:";
    private static final int BEGINNING_BYTES = Long.BYTES;

    private final List<AddressBookEntry> listed;
    private final Name[] names;

    /// @param beginning of the key as a number, which decides most comparisons without a look at the text
    private record Name(long beginning, String key, int position) implements Comparable<Name> {
        static Name of(String key, int position) {
            long beginning = 0;
            int count = Math.min(key.length(), BEGINNING_BYTES);
            for (int i = 0; i < count; i++) {
                int unit = Math.min(key.charAt(i) + 1, 0xff);
                beginning |= (long) unit << 8 * (BEGINNING_BYTES - 1 - i);
                if (unit == 0xff) {
                    // Several characters look like this one, so nothing behind it may decide.
                    break;
                }
            }
            return new Name(beginning, key, position);
        }

        @Override
        public int compareTo(Name other) {
            int order = Long.compareUnsigned(beginning, other.beginning);
            if (order == 0) {
                order = key.compareTo(other.key);
            }
            return order == 0 ? Integer.compare(position, other.position) : order;
        }
    }

    NameIndex(List<AddressBookEntry> listed) {
        this.listed = listed;
        var all = new ArrayList<Name>(listed.size() * 6);
        for (int i = 0; i < listed.size(); i++) {
            for (String name : namesOf(listed.get(i))) {
                all.add(Name.of(name, i));
            }
        }
        names = all.toArray(Name[]::new);
        Arrays.sort(names);
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
            keys.add(DisplayOrder.key(hasType(proxy) ? proxy.substring(SMTP.length()) : proxy));
        }
        return keys;
    }

    private static boolean hasType(String address) {
        return address.regionMatches(true, 0, SMTP, 0, SMTP.length());
    }

    /// Objects with a name that starts as typed, in display order, at most `max` of those wanted.
    List<AddressBookEntry> startingWith(String typed, Predicate<AddressBookEntry> wanted, int max) {
        if (hasType(typed)) {
            String address = typed.toLowerCase(Locale.ROOT);
            return startingWith(typed.substring(SMTP.length()), wanted.and(entry -> entry.proxyAddresses().stream()
                    .anyMatch(proxy -> proxy.toLowerCase(Locale.ROOT).startsWith(address))), max);
        }
        String key = DisplayOrder.key(typed);
        return collect(firstAtOrAfter(key), firstBehind(key), wanted, max);
    }

    /// Objects that have exactly this name, in display order, at most `max` of those wanted.
    List<AddressBookEntry> named(String typed, Predicate<AddressBookEntry> wanted, int max) {
        if (hasType(typed)) {
            return named(typed.substring(SMTP.length()), wanted.and(entry -> entry.proxyAddresses().stream()
                    .anyMatch(typed::equalsIgnoreCase)), max);
        }
        String key = DisplayOrder.key(typed);
        int first = firstAtOrAfter(key);
        int behind = first;
        while (behind < names.length && names[behind].key().equals(key)) {
            behind++;
        }
        return collect(first, behind, wanted, max);
    }

    /// How many names start as typed.
    int count(String typed) {
        String key = DisplayOrder.key(typed);
        return firstBehind(key) - firstAtOrAfter(key);
    }

    private List<AddressBookEntry> collect(int first, int behind, Predicate<AddressBookEntry> wanted, int max) {
        var found = new BitSet();
        int count = 0;
        for (int at = first; at < behind && count < max; at++) {
            int position = names[at].position();
            if (!found.get(position) && wanted.test(listed.get(position))) {
                found.set(position);
                count++;
            }
        }
        return found.stream().mapToObj(listed::get).toList();
    }

    private int firstAtOrAfter(String key) {
        return first(name -> name.compareTo(key) >= 0);
    }

    private int firstBehind(String key) {
        return first(name -> name.compareTo(key) > 0 && !name.startsWith(key));
    }

    /// By halving: of names for which the condition, once true, stays so.
    private int first(Predicate<String> condition) {
        int low = 0;
        int high = names.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (condition.test(names[middle].key())) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
