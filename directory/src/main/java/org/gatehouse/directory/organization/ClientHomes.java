package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.DatabaseObject.Kind;

/// Where the clients of mailbox databases belong, and who notices when that changes. A database's
/// RpcClientAccessServer names the endpoint; where its copies are in several sites, its group's rule decides
/// ([CrossSiteRule]).
public final class ClientHomes {
    private final Entries entries;
    private final Servers servers;
    private final ClientAccessArrays arrays;
    private final Databases databases;

    ClientHomes(Entries entries, Servers servers, ClientAccessArrays arrays, Databases databases) {
        this.entries = entries;
        this.servers = servers;
        this.arrays = arrays;
        this.databases = databases;
    }

    /// Where clients of every mailbox database are sent at one moment.
    public static final class Snapshot {
        private final Map<UUID, ClientHome> homes = new HashMap<>();

        private Snapshot() {}

        private Optional<ClientHome> of(DatabaseObject database) {
            return Optional.ofNullable(homes.get(database.header().guid()));
        }
    }

    /// Empty when the endpoint is gone.
    public Optional<ClientHome> of(DatabaseObject database) {
        return home(legacyDn(database));
    }

    /// The legacy DN of the array or server; of nothing when the endpoint is gone.
    public String legacyDn(DatabaseObject database) {
        return legacyDn(database, database.server());
    }

    private String legacyDn(DatabaseObject database, String active) {
        String named = database.endpointLegacyDn();
        Optional<ReadOnlyEntry> server = server(active);
        Optional<Boolean> allowed = server.flatMap(entry -> AvailabilityGroups.allowsCrossSite(entries, entry));
        if (database.kind() != Kind.MAILBOX || allowed.isEmpty()) {
            return named;
        }
        Optional<ClientHome> endpoint = home(named);
        if (endpoint.isEmpty()) {
            return named;
        }
        String site = CrossSiteRule.site(new CrossSiteRule.Facts(endpoint.get().site(),
                server.map(ClientHomes::site).orElse(""), database.copies().stream().map(copy ->
                        server(copy.server()).map(ClientHomes::site).orElse("")).toList(), allowed));
        return site.equalsIgnoreCase(endpoint.get().site()) ? named : endpointOf(site).orElse(named);
    }

    /// The array of a site, else its first Client Access server; where there is neither, nobody there could serve.
    private Optional<String> endpointOf(String site) {
        List<ExchangeServer> there = servers.clientAccessServersOf(site);
        return there.isEmpty() ? Optional.empty() : arrays.ofSite(site).map(ClientAccessArray::legacyExchangeDn)
                .or(() -> Optional.of(there.getFirst().legacyExchangeDn()));
    }

    private Optional<ClientHome> home(String legacyDn) {
        return databases.endpointEntry(legacyDn).map(entry -> new ClientHome(legacyDn, Servers.fqdn(entry),
                site(entry)));
    }

    private Optional<ReadOnlyEntry> server(String name) {
        return name.isEmpty() ? Optional.empty()
                : entries.directory().get(Layout.child(name, entries.layout().servers()));
    }

    private static String site(ReadOnlyEntry entry) {
        return Entries.referenceName(entry, "msExchServerSite");
    }

    /// As it is now.
    public Snapshot snapshot() {
        var taken = new Snapshot();
        databases.all(Kind.MAILBOX).forEach(database -> of(database).ifPresent(home ->
                taken.homes.put(database.header().guid(), home)));
        return taken;
    }

    /// Who is sent to another site by what has changed since: those whose mailboxes stay where they are.
    public List<SentOn> since(Snapshot before) {
        return databases.all(Kind.MAILBOX).stream().flatMap(database -> sentOn(database, before.of(database),
                of(database)).stream()).toList();
    }

    /// A change of something that homes depend on, with whom it sends on added to what is said of it.
    public <T> Outcome<T> watched(Supplier<Outcome<T>> change) {
        Snapshot before = snapshot();
        Outcome<T> outcome = change.get();
        List<SentOn> sentOn = since(before);
        return new Outcome<>(outcome.value(), outcome.description(), Stream.concat(outcome.warnings().stream(),
                SentOn.warnings(sentOn).stream()).toList(), sentOn);
    }

    /// Who would be sent on if the copy on another server became the active one, also of the databases that go along.
    public List<SentOn> ifActiveOn(DatabaseObject database, String server) {
        return databases.all(Kind.MAILBOX).stream().filter(each -> each.copy(server).isPresent()
                && (each.header().guid().equals(database.header().guid()) || each.isBeside(database)))
                .flatMap(each -> sentOn(each, of(each), home(legacyDn(each, server))).stream()).toList();
    }

    /// What an administrator is told who points a database at an endpoint in another site than its own.
    ///
    /// @param site the database's own
    List<String> otherSite(DatabaseObject database, ExchangeServer endpoint, String site) {
        if (site.isEmpty() || endpoint.site().equalsIgnoreCase(site)) {
            return List.of();
        }
        Optional<ClientHome> home = of(database);
        boolean overruled = home.isPresent() && !home.get().site().equalsIgnoreCase(endpoint.site());
        return List.of("Database '" + database.name() + "' is in site '" + site + "', its clients are "
                + (overruled ? "still sent to " + home.get().fqdn() + " in site '" + home.get().site()
                        + "': AllowCrossSiteRpcClientAccess of its group decides."
                        : "now sent to " + endpoint.fqdn() + " in site '" + endpoint.site() + "'."));
    }

    /// Whether somebody is sent on who moves from one database to another.
    Optional<SentOn> ifMoved(String user, DatabaseObject source, DatabaseObject target) {
        Optional<ClientHome> from = of(source);
        Optional<ClientHome> to = of(target);
        return from.isPresent() && to.isPresent() && notices(from.get(), to.get())
                ? Optional.of(new SentOn(user, target.name(), from.get(), to.get())) : Optional.empty();
    }

    /// Those of a database whose clients had another home.
    List<SentOn> sentOn(DatabaseObject database, Optional<ClientHome> from, Optional<ClientHome> to) {
        return from.isEmpty() || to.isEmpty() || !notices(from.get(), to.get()) ? List.of()
                : databases.users(database).stream()
                        .map(user -> new SentOn(user, database.name(), from.get(), to.get())).toList();
    }

    /// Only servers of the old site send anybody on, and of those only they that have been left to. Who is a server's
    /// own, and goes with it to another site, is at the right place as before.
    boolean notices(ClientHome from, ClientHome to) {
        return !from.legacyDn().equalsIgnoreCase(to.legacyDn()) && !from.site().equalsIgnoreCase(to.site())
                && servers.clientAccessServersOf(from.site()).stream()
                        .anyMatch(server -> RpcClientAccess.sendsOn(entries, server.name()));
    }
}
