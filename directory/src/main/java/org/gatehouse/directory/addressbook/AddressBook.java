package org.gatehouse.directory.addressbook;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.MailUsers;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.security.Identity;
import org.jspecify.annotations.Nullable;

/// Read view of users and endpoints for NSPI, RFR, the mailbox service and transport. Thread-safe.
public final class AddressBook {
    /// The legacy DNs a client may hand in are at most so long ([MS-OXABREF] 3.1.4.2).
    private static final int LEGACY_DN_MAX = 1024;
    private final Organization organization;
    private final Directory directory;
    private final MailUsers users;
    private volatile @Nullable Snapshot latest;

    public AddressBook(Organization organization) {
        this.organization = organization;
        this.directory = organization.directory();
        this.users = MailUsers.of(directory, organization.layout());
    }

    /// Rises with each change of the directory; equal readings mean that a snapshot is still good.
    public long changeCounter() {
        return directory.changeCounter();
    }

    /// A user by legacyExchangeDN or by an X500 proxy address, in any case.
    public Optional<MailboxUser> byLegacyDn(String legacyDn) {
        if (legacyDn.isEmpty() || legacyDn.length() > LEGACY_DN_MAX) {
            return Optional.empty();
        }
        return one(Filter.createEqualityFilter("legacyExchangeDN", legacyDn))
                .or(() -> one(Filter.createEqualityFilter("proxyAddresses", "X500:" + legacyDn)));
    }

    /// The user of an account that signed in.
    public Optional<MailboxUser> byIdentity(Identity identity) {
        return identity.domain().equalsIgnoreCase(organization.layout().netbiosDomain())
                ? one(Filter.createEqualityFilter("sAMAccountName", identity.account())) : Optional.empty();
    }

    /// A user by any SMTP proxy address; `SMTP:` in front is allowed.
    public Optional<MailboxUser> bySmtp(String address) {
        String bare = address.regionMatches(true, 0, "smtp:", 0, 5) ? address.substring(5) : address;
        return bare.isEmpty() ? Optional.empty() : one(Filter.createEqualityFilter("proxyAddresses", "smtp:" + bare));
    }

    /// Ambiguous name resolution ([MS-ADTS] 3.1.1.3.1.3.1.3): users in the address list whose names or addresses
    /// begin with the text, or are equal to it after `=`; at most `max`.
    public List<MailboxUser> resolve(String text, int max) {
        String wanted = text.strip();
        return wanted.isEmpty() || wanted.length() > LEGACY_DN_MAX ? List.of()
                : listed(Filter.createEqualityFilter("anr", wanted)).limit(max).toList();
    }

    /// The address list in the order of display names, case and accents aside.
    ///
    /// @param skip how many to leave out at the beginning
    /// @param max at most so many
    public List<MailboxUser> list(int skip, int max) {
        return snapshot().users().stream().skip(skip).limit(max).toList();
    }

    /// The whole address list with the counter it belongs to, made once per change of the directory.
    public Snapshot snapshot() {
        // Read before the search: a change in between makes the snapshot newer than its number, never older.
        long now = directory.changeCounter();
        Snapshot known = latest;
        if (known == null || known.changeCounter() != now) {
            known = new Snapshot(now, listed(Filter.createPresenceFilter("msExchMailboxGuid")).toList());
            latest = known;
        }
        return known;
    }

    /// The address list at one moment, in the order of display names.
    public record Snapshot(long changeCounter, List<MailboxUser> users) {
        public Snapshot {
            users = List.copyOf(users);
        }
    }

    /// Where the clients of a user's mailbox are sent: where those of its database belong.
    public Optional<Endpoint> endpointOf(MailboxUser user) {
        return user.mailbox().flatMap(mailbox -> endpointOfDatabase(mailbox.databaseDn()));
    }

    /// Where clients of a mailbox database belong, by its name, DN or GUID.
    public Optional<Endpoint> endpointOfDatabase(String database) {
        return found(() -> organization.databases().get(Kind.MAILBOX, database))
                .flatMap(object -> endpoint(organization.clientHomes().legacyDn(object)));
    }

    /// The endpoint, array or server, with a legacy DN; also one named by a database's legacy DN.
    public Optional<Endpoint> endpoint(String legacyDn) {
        return endpointEntry(legacyDn).map(AddressBook::endpoint);
    }

    /// The legacy DN of a user's home database, `<endpoint>/cn=Microsoft Private MDB`, with a host name clients reach
    /// in place of the endpoint's name ([MS-OXOABK] 2.2.4.37).
    public Optional<String> homeDatabaseLegacyDn(MailboxUser user) {
        return endpointOf(user).map(endpoint -> organization.layout().legacyServer(endpoint.fqdn())
                + "/cn=Microsoft Private MDB");
    }

    /// The host behind a legacy DN, be it of an array, a server, a public folder server or a database
    /// ([MS-OXABREF] 3.1.4.2).
    public Optional<String> fqdnOf(String legacyDn) {
        return endpoint(legacyDn).map(Endpoint::fqdn);
    }

    /// The public folder database of a user: the one of the home database, else one of the same site, else any.
    public Optional<DatabaseObject> publicFolderDatabaseOf(MailboxUser user) {
        List<DatabaseObject> all = organization.databases().all(Kind.PUBLIC_FOLDER);
        if (all.isEmpty() || user.mailbox().isEmpty()) {
            return all.stream().findFirst();
        }
        MailboxUser.Mailbox mailbox = user.mailbox().get();
        String named = found(() -> organization.databases().get(Kind.MAILBOX, mailbox.databaseDn()))
                .map(database -> database.setting(DatabaseProperty.PUBLIC_FOLDER_DATABASE)).orElse("");
        String site = siteOfServer(mailbox.server()).orElse("");
        return all.stream().filter(database -> database.name().equalsIgnoreCase(named)).findFirst()
                .or(() -> all.stream().filter(database -> siteOfServer(database.server())
                        .filter(site::equalsIgnoreCase).isPresent()).findFirst())
                .or(() -> all.stream().findFirst());
    }

    /// The site's name of a server by any identity.
    public Optional<String> siteOfServer(String server) {
        return server.isEmpty() ? Optional.empty()
                : found(() -> organization.servers().get(server)).map(ExchangeServer::site);
    }

    /// Whether the account may act for the whole organisation.
    public boolean isOrganizationAdministrator(Identity identity) {
        return byIdentity(identity).filter(user -> directory
                .get(OrganizationSetup.administrators(organization.layout()))
                .filter(group -> Stream.of(members(group))
                        .anyMatch(member -> member.equalsIgnoreCase(user.header().distinguishedName())))
                .isPresent()).isPresent();
    }

    private Stream<MailboxUser> listed(Filter filter) {
        return users.matching(Filter.createANDFilter(filter, Filter.createPresenceFilter("msExchMailboxGuid"))).stream()
                .filter(user -> !user.hiddenFromAddressLists());
    }

    private Optional<MailboxUser> one(Filter filter) {
        List<MailboxUser> found = users.matching(filter);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private Optional<ReadOnlyEntry> endpointEntry(String legacyDn) {
        if (legacyDn.isEmpty() || legacyDn.length() > LEGACY_DN_MAX) {
            return Optional.empty();
        }
        String tail = legacyDn.substring(legacyDn.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        boolean database = tail.equals("cn=microsoft private mdb") || tail.equals("cn=microsoft public mdb");
        String server = database ? legacyDn.substring(0, legacyDn.lastIndexOf('/')) : legacyDn;
        return byServerDn(server);
    }

    private Optional<ReadOnlyEntry> byServerDn(String legacyDn) {
        Optional<ReadOnlyEntry> stored = endpointSearch(Filter.createEqualityFilter("legacyExchangeDN", legacyDn));
        if (stored.isPresent()) {
            return stored;
        }
        // The form with a host name that homeDatabaseLegacyDn hands out.
        String root = organization.layout().legacyServer("").toLowerCase(Locale.ROOT);
        return legacyDn.toLowerCase(Locale.ROOT).startsWith(root)
                ? endpointSearch(Filter.createEqualityFilter("networkAddress",
                        "ncacn_ip_tcp:" + legacyDn.substring(root.length())))
                : Optional.empty();
    }

    private Optional<ReadOnlyEntry> endpointSearch(Filter filter) {
        return directory.search(org.gatehouse.directory.Query.below(organization.layout().administrativeGroup(),
                Filter.createANDFilter(filter, Filter.createEqualityFilter("objectClass", "msExchExchangeServer"))))
                .entries().stream().findFirst();
    }

    private static Endpoint endpoint(ReadOnlyEntry entry) {
        boolean array = entry.hasAttributeValue("objectClass", "msExchClientAccessArray");
        return new Endpoint(array ? Endpoint.Kind.ARRAY : Endpoint.Kind.SERVER, value(entry, "name"),
                Stream.of(entry.getAttributeValues("networkAddress"))
                        .filter(address -> address.startsWith("ncacn_ip_tcp:"))
                        .map(address -> address.substring("ncacn_ip_tcp:".length())).findFirst().orElse(""),
                value(entry, "legacyExchangeDN"), siteName(value(entry, "msExchServerSite")));
    }

    private static String siteName(String dn) {
        return dn.isEmpty() ? "" : Names.requireDn(dn).getRDN().getAttributeValues()[0];
    }

    private static String value(ReadOnlyEntry entry, String attribute) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? "" : value;
    }

    private static String[] members(ReadOnlyEntry group) {
        String[] members = group.getAttributeValues("member");
        return members == null ? new String[0] : members;
    }

    private static <T> Optional<T> found(java.util.function.Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (DirectoryException refused) {
            if (refused.reason() == DirectoryException.Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}
