package org.gatehouse.access.nspi;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// One object of the address book ([MS-OXOABK] 2.2.3 to 2.2.7). Text that an object lacks is empty, never null.
///
/// @param guid the directory object's GUID, its identity
/// @param hidden neither listed nor found by name; still found by its DN and addresses
/// @param legacyDn the legacyExchangeDN, ASCII
/// @param account the sAMAccountName
/// @param alias the mail nickname
/// @param smtpAddress the primary SMTP address
/// @param proxyAddresses all addresses with their type, as `SMTP:a@b` (primary), `smtp:c@d`, `X500:/o=...`
/// @param homeDatabaseDn the home database's legacyExchangeDN, which carries the database's endpoint as a host name
///     ([MS-OXOABK] 2.2.4.37): `.../cn=Configuration/cn=Servers/cn=<endpoint>/cn=Microsoft Private MDB`
/// @param networkAddresses of a server or array, as `ncacn_ip_tcp:name`
public record AddressBookEntry(UUID guid, Kind kind, boolean hidden, String legacyDn, String displayName,
        String account, String alias, String smtpAddress, List<String> proxyAddresses, String homeDatabaseDn,
        List<String> networkAddresses, Person person, Links links) {
    /// What an object is, with its display types ([MS-OXNSPI] 2.2.1.3, [MS-OXOABK] 2.2.3.11, 2.2.3.12) and its object
    /// type ([MS-OXOABK] 2.2.3.10). 0x40000000 says that folders can be shared with the object.
    public enum Kind {
        MAILBOX(0, 0x4000_0000, 6),
        ROOM(0, 0x4000_0007, 6),
        EQUIPMENT(0, 0x4000_0008, 6),
        /// Somebody of ours whose mailbox is elsewhere.
        MAIL_USER(6, 6, 6),
        CONTACT(6, 6, 6),
        GROUP(1, 1, 8),
        SECURITY_GROUP(1, 0x4000_0009, 8),
        PUBLIC_FOLDER(2, 2, 3),
        /// A server, array or database: never listed, found by its DN for its network address.
        SERVER(0, 0, 6);

        private final int displayType;
        private final int displayTypeEx;
        private final int objectType;

        Kind(int displayType, int displayTypeEx, int objectType) {
            this.displayType = displayType;
            this.displayTypeEx = displayTypeEx;
            this.objectType = objectType;
        }

        public int displayType() {
            return displayType;
        }

        public int displayTypeEx() {
            return displayTypeEx;
        }

        public int objectType() {
            return objectType;
        }
    }

    /// What is known about a person.
    public record Person(String givenName, String surname, String initials, String title, String company,
            String department, String office, String telephone, String mobile, String comment) {
        public static final Person UNKNOWN = new Person("", "", "", "", "", "", "", "", "", "");

        public static Person named(String givenName, String surname) {
            return new Person(givenName, surname, "", "", "", "", "", "", "", "");
        }
    }

    /// Other objects that this one refers to, by their legacyExchangeDN.
    ///
    /// @param members of a group ([MS-OXOABK] 2.2.6.1)
    /// @param memberOf the groups that the object is in (2.2.4.14)
    /// @param owners of a group (2.2.6.2)
    /// @param owned the groups of an owner (2.2.5.4)
    /// @param managers one at most (2.2.5.1)
    /// @param reports whose manager the object is (2.2.5.2)
    /// @param delegates who may send on behalf (2.2.5.5)
    public record Links(List<String> members, List<String> memberOf, List<String> owners, List<String> owned,
            List<String> managers, List<String> reports, List<String> delegates) {
        public static final Links NONE = new Links(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of());

        public Links {
            members = List.copyOf(members);
            memberOf = List.copyOf(memberOf);
            owners = List.copyOf(owners);
            owned = List.copyOf(owned);
            managers = List.copyOf(managers);
            reports = List.copyOf(reports);
            delegates = List.copyOf(delegates);
        }
    }

    public AddressBookEntry {
        proxyAddresses = List.copyOf(proxyAddresses);
        networkAddresses = List.copyOf(networkAddresses);
    }

    /// An object that refers to no other.
    public AddressBookEntry(UUID guid, Kind kind, boolean hidden, String legacyDn, String displayName, String account,
            String alias, String smtpAddress, List<String> proxyAddresses, String homeDatabaseDn,
            List<String> networkAddresses, Person person) {
        this(guid, kind, hidden, legacyDn, displayName, account, alias, smtpAddress, proxyAddresses, homeDatabaseDn,
                networkAddresses, person, Links.NONE);
    }

    public AddressBookEntry with(Links newLinks) {
        return new AddressBookEntry(guid, kind, hidden, legacyDn, displayName, account, alias, smtpAddress,
                proxyAddresses, homeDatabaseDn, networkAddresses, person, newLinks);
    }

    public boolean isGroup() {
        return kind == Kind.GROUP || kind == Kind.SECURITY_GROUP;
    }

    /// Whether the object stands in the Global Address List.
    public boolean listed() {
        return !hidden && kind != Kind.SERVER;
    }

    /// Distinguished names and addresses compare in this form.
    public static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
