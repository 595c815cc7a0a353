package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

class NameIndexTest {
    private static final int MANY = Integer.MAX_VALUE;

    private static AddressBookEntry named(int number, String name) {
        return new AddressBookEntry(new UUID(1, number), AddressBookEntry.Kind.CONTACT, false, "/cn=" + number, name,
                "", "", "", List.of(), "", List.of(), AddressBookEntry.Person.UNKNOWN);
    }

    /// Names of every script and length are found by every beginning, as reading them all through finds them.
    @Test
    void findsWhatReadingThroughFinds() {
        var random = new Random(Mutations.seed());
        String letters = "aB\u00e4-\u00df9 \u00fe\u00ff\u0100\u4e00\u30ab\u2019z";
        var entries = new ArrayList<AddressBookEntry>();
        for (int number = 0; number < 400; number++) {
            var name = new StringBuilder();
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            entries.add(named(number, name.toString()));
        }
        AddressBookSnapshot book = AddressBookSnapshot.of(entries);
        for (AddressBookEntry entry : entries) {
            String name = entry.displayName();
            String typed = name.substring(0, 1 + random.nextInt(name.length()));
            String key = DisplayOrder.key(typed);
            List<AddressBookEntry> expected = book.listed().stream()
                    .filter(each -> DisplayOrder.key(each.displayName()).startsWith(key)).toList();
            assertThat(book.startingWith(typed, _ -> true, MANY)).as(typed).isEqualTo(expected);
            assertThat(book.namesStartingWith(typed)).as(typed).isEqualTo(expected.size());
            assertThat(book.named(name, _ -> true, MANY)).as(name).contains(entry)
                    .allMatch(each -> DisplayOrder.key(each.displayName()).equals(DisplayOrder.key(name)));
        }
    }

    @Test
    void typedSmtpMeansAddressesOnly() {
        AddressBookSnapshot book = AddressBookSnapshot.of(List.of(named(1, "ann.x"),
                SampleAddressBook.entry("ann", "Bea", "Archer", AddressBookEntry.Kind.MAILBOX, false)));
        assertThat(book.startingWith("ann", _ -> true, MANY)).hasSize(2);
        assertThat(book.startingWith("SMTP:ann", _ -> true, MANY)).extracting(AddressBookEntry::account)
                .containsExactly("ann");
        assertThat(book.named("smtp:ANN@corp.example", _ -> true, MANY)).hasSize(1);
        assertThat(book.named("smtp:ann.x", _ -> true, MANY)).isEmpty();
    }

    @Test
    void firstAndLastNamesMatchInEitherOrderThroughTheRarerOne() {
        SampleAddressBook many = SampleAddressBook.of(500, new Random(1));
        AddressBookSnapshot book = many.snapshot();
        assertThat(NameResolution.resolve(book, "User00123 Sur", AddressList.GLOBAL))
                .extracting(AddressBookEntry::account).containsExactly("u00123");
        assertThat(NameResolution.resolve(book, "surname user00123", AddressList.GLOBAL))
                .extracting(AddressBookEntry::account).containsExactly("u00123");
        assertThat(NameResolution.resolve(book, "User Sur", AddressList.GLOBAL)).hasSize(2);
        assertThat(NameResolution.resolve(book, "User00123 Nobody", AddressList.GLOBAL)).isEmpty();
    }
}
