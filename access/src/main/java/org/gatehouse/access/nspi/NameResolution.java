package org.gatehouse.access.nspi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Ambiguous name resolution ([MS-OXNSPI] 3.1.4.7): from what a person typed to one object of the address list.
///
/// Which names count is each server's own policy. Ours follows [MS-ADTS] 3.1.1.3.1.3.4: names and addresses that begin
/// as typed; after `=` those that are equal; "first last" in either order. A complete address or distinguished name
/// decides by itself, since it names one object even where it is the beginning of another's.
final class NameResolution {
    /// Two matches are as ambiguous as a thousand.
    private static final int MATCHES_MAX = 2;
    /// How many namesakes are checked for the other name.
    private static final int NAMESAKES_MAX = 10_000;

    private NameResolution() {}

    /// At most two of the objects that the text may mean; none for text that is empty.
    static List<AddressBookEntry> resolve(AddressBookSnapshot book, String typed, AddressList list) {
        String text = typed.strip();
        boolean exact = text.startsWith("=");
        if (exact) {
            text = text.substring(1).strip();
        }
        if (text.isEmpty()) {
            return List.of();
        }
        Optional<AddressBookEntry> complete = complete(book, text).filter(list::holds);
        if (complete.isPresent()) {
            return List.of(complete.get());
        }
        return exact ? book.named(text, list::holds, MATCHES_MAX)
                : List.copyOf(beginning(book, text, list::holds, MATCHES_MAX));
    }

    /// Every listed object that the text may mean, for a restriction on PidTagAnr.
    static Set<AddressBookEntry> all(AddressBookSnapshot book, String typed) {
        String text = typed.strip();
        if (text.startsWith("=")) {
            return new LinkedHashSet<>(book.named(text.substring(1).strip(), _ -> true, Integer.MAX_VALUE));
        }
        return text.isEmpty() ? Set.of() : beginning(book, text, _ -> true, Integer.MAX_VALUE);
    }

    private static Optional<AddressBookEntry> complete(AddressBookSnapshot book, String text) {
        if (text.startsWith("/")) {
            return book.byDn(text).filter(entry -> entry.kind() != AddressBookEntry.Kind.SERVER);
        }
        if (text.regionMatches(true, 0, "EX:", 0, 3)) {
            return book.byDn(text.substring(3)).filter(AddressBookEntry::listed);
        }
        String address = text.indexOf(':') > 0 ? text : "smtp:" + text;
        return book.byAddress(address).filter(AddressBookEntry::listed);
    }

    private static Set<AddressBookEntry> beginning(AddressBookSnapshot book, String text,
            Predicate<AddressBookEntry> wanted, int max) {
        var found = new LinkedHashSet<>(book.startingWith(text, wanted, max));
        int space = text.indexOf(' ');
        if (space > 0 && found.size() < max) {
            String first = text.substring(0, space);
            String last = text.substring(space).strip();
            // Through those who have the rarer of the two names.
            String rarer = book.namesStartingWith(first) < book.namesStartingWith(last) ? first : last;
            String one = DisplayOrder.key(first);
            String other = DisplayOrder.key(last);
            for (AddressBookEntry entry : book.startingWith(rarer, wanted, NAMESAKES_MAX)) {
                if (found.size() < max && (hasNames(entry, one, other) || hasNames(entry, other, one))) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    private static boolean hasNames(AddressBookEntry entry, String givenKey, String surnameKey) {
        return DisplayOrder.key(entry.person().givenName()).startsWith(givenKey)
                && DisplayOrder.key(entry.person().surname()).startsWith(surnameKey);
    }
}
