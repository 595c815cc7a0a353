package org.gatehouse.access.nspi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// A small address book in memory.
final class SampleAddressBook implements AddressBook {
    static final String RECIPIENTS = "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=";
    static final String SERVERS =
            "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=";
    static final String DATABASE = SERVERS + "outlook.corp.example/cn=Microsoft Private MDB";

    private final List<AddressBookEntry> entries = new ArrayList<>();

    /// Ann Archer, Bob Öst, Bobby Tables, Zoe (hidden) and the array.
    static SampleAddressBook small() {
        var book = new SampleAddressBook();
        book.person("bobby", "Bobby", "Tables");
        book.person("ann", "Ann", "Archer");
        book.person("bob", "Bob", "\u00d6st");
        book.entries.add(entry("zoe", "Zoe", "Hidden", AddressBookEntry.Kind.MAILBOX, true));
        book.entries.add(new AddressBookEntry(guid("array"), AddressBookEntry.Kind.SERVER, false,
                SERVERS + "outlook.corp.example", "outlook", "", "", "", List.of(), "",
                List.of("ncacn_ip_tcp:outlook.corp.example"), AddressBookEntry.Person.UNKNOWN));
        return book;
    }

    /// As many people as asked for, in random order.
    static SampleAddressBook of(int count, Random random) {
        var book = new SampleAddressBook();
        for (int i = 0; i < count; i++) {
            book.person(String.format("u%05d", i), String.format("User%05d", i), "Surname");
        }
        Collections.shuffle(book.entries, random);
        return book;
    }

    private void person(String account, String given, String surname) {
        entries.add(entry(account, given, surname, AddressBookEntry.Kind.MAILBOX, false));
    }

    static AddressBookEntry entry(String account, String given, String surname, AddressBookEntry.Kind kind,
            boolean hidden) {
        String address = account + "@corp.example";
        return new AddressBookEntry(guid(account), kind, hidden, RECIPIENTS + account, given + " " + surname, account,
                account, address, List.of("SMTP:" + address, "smtp:" + account + ".old@corp.example",
                        "X500:/o=Former/cn=" + account), DATABASE, List.of(),
                AddressBookEntry.Person.named(given, surname));
    }

    static UUID guid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    void remove(String account) {
        entries.removeIf(entry -> entry.guid().equals(guid(account)));
    }

    @Override
    public AddressBookSnapshot snapshot() {
        return AddressBookSnapshot.of(entries);
    }
}
