package org.gatehouse.access;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.access.nspi.AddressBook;
import org.gatehouse.access.nspi.AddressBookEntry;
import org.gatehouse.access.nspi.AddressBookSnapshot;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ClientHome;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ExternalRecipient;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailGroup;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The address book as the directory holds it: users, contacts, groups, and servers and arrays by their names.
///
/// Keeps one snapshot and makes it anew after a change, when somebody asks; the larger the directory, the longer it
/// leaves a snapshot alone, so that making snapshots never takes more than a tenth of the time. One that takes long is
/// made in the background, and whoever asked goes on with the last. Share one instance among the servers of a process.
/// Thread-safe.
public final class DirectoryAddressBook implements AddressBook {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryAddressBook.class);
    private static final int PAUSE_FACTOR = 10;
    /// What a request waits for; above that it is served from the last snapshot.
    private static final Duration WAIT_MAX = Duration.ofMillis(50);
    private static final String PRIVATE_DATABASE = "/cn=Microsoft Private MDB";

    private final Organization organization;
    private final InstantSource clock;
    private final Executor background;
    private final ReentrantLock making = new ReentrantLock();
    private final AtomicBoolean ordered = new AtomicBoolean();
    private volatile @Nullable Made latest;

    /// @param changeCounter the directory's before the snapshot was begun
    /// @param fresh until when the snapshot stands whatever changes
    /// @param isSlow whether it took longer than a request should wait
    private record Made(AddressBookSnapshot snapshot, long changeCounter, Instant fresh, boolean isSlow) {}

    /// @param background where snapshots that take long are made
    public DirectoryAddressBook(Organization organization, InstantSource clock, Executor background) {
        this.organization = organization;
        this.clock = clock;
        this.background = background;
    }

    @Override
    public AddressBookSnapshot snapshot() {
        Made known = latest;
        if (known != null && isGood(known)) {
            return known.snapshot();
        }
        if (known != null && known.isSlow()) {
            order();
            return latestOr(known).snapshot();
        }
        // One makes it; others go on with the last one, and wait only where there is none yet.
        if (known == null) {
            making.lock();
        } else if (!making.tryLock()) {
            return known.snapshot();
        }
        try {
            Made made = latest;
            if (made == null || !isGood(made)) {
                made = make();
                latest = made;
            }
            return made.snapshot();
        } finally {
            making.unlock();
        }
    }

    private Made latestOr(Made known) {
        Made made = latest;
        return made == null ? known : made;
    }

    /// Has a snapshot made, unless that is under way.
    private void order() {
        if (!ordered.compareAndSet(false, true)) {
            return;
        }
        background.execute(() -> {
            try {
                latest = make();
            } catch (RuntimeException failure) {
                LOG.error("the address book stays as it was", failure);
            } finally {
                ordered.set(false);
            }
        });
    }

    private boolean isGood(Made made) {
        return made.changeCounter() == organization.directory().changeCounter()
                || clock.instant().isBefore(made.fresh());
    }

    private Made make() {
        Instant begun = clock.instant();
        // Read before the search: a change in between makes the snapshot newer than its number, never older.
        long counter = organization.directory().changeCounter();
        var entries = new ArrayList<AddressBookEntry>();
        addServers(entries);
        var links = new AddressBookLinks();
        addUsers(entries, links);
        for (ExternalRecipient.Kind kind : ExternalRecipient.Kind.values()) {
            organization.externalRecipients().all(kind).forEach(found -> {
                AddressBookEntry entry = external(found);
                entries.add(entry);
                links.add(found.header().distinguishedName(), entry);
            });
        }
        organization.distributionGroups().all().forEach(group -> addGroup(group, entries, links));
        var snapshot = AddressBookSnapshot.of(links.linked(entries));
        Instant ended = clock.instant();
        Duration took = Duration.between(begun, ended);
        return new Made(snapshot, counter, ended.plus(took.multipliedBy(PAUSE_FACTOR)),
                took.compareTo(WAIT_MAX) > 0);
    }

    private void addServers(List<AddressBookEntry> entries) {
        for (ExchangeServer server : organization.servers().all()) {
            entries.add(server(server.header().guid(), server.name(), server.legacyExchangeDn(), server.fqdn()));
        }
        for (ClientAccessArray array : organization.arrays().all()) {
            entries.add(server(array.header().guid(), array.name(), array.legacyExchangeDn(), array.fqdn()));
        }
    }

    /// A server also answers to its host name and to the databases behind it, as home database DNs spell them.
    private AddressBookEntry server(UUID guid, String name, String legacyDn, String fqdn) {
        String byHost = organization.layout().legacyServer(fqdn);
        return new AddressBookEntry(guid, AddressBookEntry.Kind.SERVER, false, legacyDn, name, "", "", "",
                List.of("X500:" + byHost, "X500:" + byHost + PRIVATE_DATABASE, "X500:" + legacyDn + PRIVATE_DATABASE),
                "", List.of("ncacn_ip_tcp:" + fqdn), AddressBookEntry.Person.UNKNOWN);
    }

    private void addUsers(List<AddressBookEntry> entries, AddressBookLinks links) {
        Map<String, String> databases = homeDatabases();
        Directory directory = organization.directory();
        Query query = Query.below(organization.layout().domainContext(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", "user"), Filter.createPresenceFilter("msExchMailboxGuid")));
        while (true) {
            Directory.Page page = directory.search(query);
            for (ReadOnlyEntry entry : page.entries()) {
                AddressBookEntry user = user(entry, databases);
                entries.add(user);
                links.add(entry.getDN(), user);
                links.refer(AddressBookLinks.Kind.MANAGER, user, values(entry, "manager"));
                links.refer(AddressBookLinks.Kind.DELEGATE, user, values(entry, "publicDelegates"));
            }
            if (page.cookie().isEmpty()) {
                return;
            }
            query = query.after(page.cookie());
        }
    }

    private static void addGroup(MailGroup found, List<AddressBookEntry> entries, AddressBookLinks links) {
        AddressBookEntry group = group(found);
        entries.add(group);
        links.add(found.header().distinguishedName(), group);
        links.refer(AddressBookLinks.Kind.MEMBER, group, found.members());
        links.refer(AddressBookLinks.Kind.OWNER, group, found.managedBy().isEmpty() ? List.of()
                : List.of(found.managedBy()));
    }

    private static AddressBookEntry external(ExternalRecipient recipient) {
        return new AddressBookEntry(recipient.header().guid(), switch (recipient.kind()) {
            case MAIL_CONTACT -> AddressBookEntry.Kind.CONTACT;
            case MAIL_USER -> AddressBookEntry.Kind.MAIL_USER;
        }, recipient.hiddenFromAddressLists(), recipient.legacyExchangeDn(), recipient.displayName(),
                recipient.samAccountName(), recipient.alias(), recipient.primarySmtpAddress(),
                recipient.proxyAddresses(), "", List.of(),
                AddressBookEntry.Person.named(recipient.givenName(), recipient.surname()));
    }

    private static AddressBookEntry group(MailGroup group) {
        return new AddressBookEntry(group.header().guid(), group.isSecurity() ? AddressBookEntry.Kind.SECURITY_GROUP
                : AddressBookEntry.Kind.GROUP, group.hiddenFromAddressLists(), group.legacyExchangeDn(),
                group.displayName(), group.samAccountName(), group.alias(), group.primarySmtpAddress(),
                group.proxyAddresses(), "", List.of(), AddressBookEntry.Person.UNKNOWN);
    }

    /// Home database DNs by homeMDB: the endpoint's host name in the place of a server's ([MS-OXOABK] 2.2.4.37).
    private Map<String, String> homeDatabases() {
        Layout layout = organization.layout();
        var names = new HashMap<String, String>();
        for (DatabaseObject database : organization.databases().all(DatabaseObject.Kind.MAILBOX)) {
            names.put(AddressBookEntry.fold(database.header().distinguishedName()),
                    organization.clientHomes().of(database).map(ClientHome::fqdn).filter(host -> !host.isEmpty())
                            .map(host -> layout.legacyServer(host) + PRIVATE_DATABASE)
                            .orElse(database.legacyExchangeDn()));
        }
        return names;
    }

    private static AddressBookEntry user(ReadOnlyEntry entry, Map<String, String> databases) {
        List<String> proxies = values(entry, "proxyAddresses");
        String smtp = proxies.stream().filter(proxy -> proxy.startsWith("SMTP:")).map(proxy -> proxy.substring(5))
                .findFirst().orElse(text(entry, "mail"));
        String displayName = text(entry, "displayName");
        var person = new AddressBookEntry.Person(text(entry, "givenName"), text(entry, "sn"), text(entry, "initials"),
                text(entry, "title"), text(entry, "company"), text(entry, "department"),
                text(entry, "physicalDeliveryOfficeName"), text(entry, "telephoneNumber"), text(entry, "mobile"),
                text(entry, "info"));
        return new AddressBookEntry(guid(entry), kind(entry),
                "TRUE".equalsIgnoreCase(text(entry, "msExchHideFromAddressLists")), text(entry, "legacyExchangeDN"),
                displayName.isEmpty() ? text(entry, "name") : displayName, text(entry, "sAMAccountName"),
                text(entry, "mailNickname"), smtp, proxies,
                databases.getOrDefault(AddressBookEntry.fold(text(entry, "homeMDB")), ""), List.of(), person);
    }

    /// msExchRecipientDisplayType holds the low byte of PidTagDisplayTypeEx ([MS-OXOABK] 2.2.3.12).
    private static AddressBookEntry.Kind kind(ReadOnlyEntry entry) {
        return switch (text(entry, "msExchRecipientDisplayType")) {
            case "7" -> AddressBookEntry.Kind.ROOM;
            case "8" -> AddressBookEntry.Kind.EQUIPMENT;
            default -> AddressBookEntry.Kind.MAILBOX;
        };
    }

    /// objectGUID holds the packet form of a GUID ([MS-DTYP] 2.3.4.2).
    private static UUID guid(ReadOnlyEntry entry) {
        byte[] raw = entry.getAttributeValueBytes("objectGUID");
        if (raw == null || raw.length != 16) {
            throw new IllegalStateException("objectGUID of " + entry.getDN());
        }
        return Bytes.copyOf(raw).reader().guid();
    }

    private static String text(ReadOnlyEntry entry, String attribute) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? "" : value;
    }

    private static List<String> values(ReadOnlyEntry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? List.of() : List.of(values);
    }
}
