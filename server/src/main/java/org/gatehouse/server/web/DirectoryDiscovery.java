package org.gatehouse.server.web;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.ClientHome;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.MailUsers;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ProtocolSwitch;
import org.gatehouse.web.autodiscover.AccountSettings;
import org.gatehouse.web.autodiscover.AccountSettings.AdditionalMailbox;
import org.gatehouse.web.autodiscover.AccountSettings.MapiHttp;
import org.gatehouse.web.autodiscover.AccountSettings.OutlookAnywhere;
import org.gatehouse.web.autodiscover.AccountSettings.Person;
import org.gatehouse.web.autodiscover.AccountSettings.Providers;
import org.gatehouse.web.autodiscover.AccountSettings.RpcEndpoint;
import org.gatehouse.web.autodiscover.Discovery;
import org.gatehouse.web.autodiscover.OtherAutodiscover;
import org.gatehouse.web.autodiscover.Services;

/// Answers Autodiscover from the directory.
final class DirectoryDiscovery implements Discovery {
    /// In front of a public folder database's GUID in the address that stands for it.
    private static final String PUBLIC_FOLDERS = "publicfolders.";
    /// Mailboxes that a client opens beside its own.
    private static final int ADDITIONAL_MAX = 64;
    /// Answers in memory, some 2 KB each.
    private static final int REMEMBERED_MAX = 5_000;

    private final Organization organization;
    private final AddressBook addressBook;
    private final MailUsers users;
    private final WebAddresses addresses;
    private final BooleanSupplier kerberos;
    private final Remembered<Asked, Found> answers;
    private final Remembered<Home, Surroundings> surroundings;

    /// An address in lower case, and whether tickets are good just now, which the directory alone does not decide.
    private record Asked(String address, boolean kerberos) {}

    /// The database, by its DN, and the server of a mailbox.
    private record Home(String database, String server) {}

    /// What all mailboxes of one home are told alike, from the configuration only: it outlasts changes of people.
    private record Surroundings(boolean database, Optional<ClientHome> clients, Optional<DatabaseObject> publicFolders,
            Optional<String> publicFolderServer, WebAddresses.Urls mapi, Optional<OutlookAnywhere> outlookAnywhere,
            Providers providers, UUID deployment) {}

    /// @param addresses of the server that answers
    /// @param kerberos whether clients can sign in with tickets
    DirectoryDiscovery(Organization organization, AddressBook addressBook, WebAddresses addresses,
            BooleanSupplier kerberos) {
        this.organization = organization;
        this.addressBook = addressBook;
        this.users = MailUsers.of(organization.directory(), organization.layout());
        this.addresses = addresses;
        this.kerberos = kerberos;
        Directory directory = organization.directory();
        // Of addresses that nobody has there is no end.
        this.answers = new Remembered<>(directory::changeCounter, REMEMBERED_MAX, Found.Reachable.class::isInstance);
        this.surroundings = new Remembered<>(directory::configurationCounter, REMEMBERED_MAX, _ -> true);
    }

    @Override
    public Found byAddress(String smtpAddress) {
        return answers.get(new Asked(smtpAddress.toLowerCase(Locale.ROOT), kerberos.getAsBoolean()),
                () -> lookUp(smtpAddress));
    }

    private Found lookUp(String smtpAddress) {
        Optional<MailboxUser> user = addressBook.bySmtp(smtpAddress);
        if (user.isPresent() && user.get().mailbox().isPresent()) {
            return mailbox(user.get(), user.get().mailbox().get());
        }
        return publicFolderDatabase(smtpAddress).map(this::publicFolders).orElseGet(() -> others(smtpAddress));
    }

    @Override
    public Found byLegacyDn(String legacyDn) {
        Optional<MailboxUser> user = addressBook.byLegacyDn(legacyDn);
        if (user.isPresent() && user.get().mailbox().isPresent()) {
            return mailbox(user.get(), user.get().mailbox().get());
        }
        return organization.externalRecipients().byLegacyDn(legacyDn)
                .<Found>map(recipient -> new Found.Elsewhere(recipient.externalAddress()))
                .orElseGet(() -> user.isPresent() ? new Found.WithoutMailbox() : new Found.Nobody());
    }

    /// Ours are the domain itself, and those that some mailbox has its addresses in.
    @Override
    public Owner ownerOf(String domain) {
        boolean ours = domain.equalsIgnoreCase(organization.layout().domain())
                || addressBook.snapshot().users().stream().flatMap(user -> user.proxyAddresses().stream())
                .anyMatch(proxy -> proxy.regionMatches(true, 0, "smtp:", 0, 5) && domain(proxy)
                        .equalsIgnoreCase(domain));
        return ours ? new Owner.Us() : ofOthers(domain).<Owner>map(Owner.Others::new).orElseGet(Owner.Unknown::new);
    }

    private Optional<OtherAutodiscover> ofOthers(String domain) {
        return organization.relationships().autodiscoverOf(domain).map(OtherAutodiscover::new);
    }

    /// None of them is served yet.
    @Override
    public Services outside() {
        return Services.NONE;
    }

    @Override
    public Optional<String> autodiscoverUrl() {
        return addresses.autodiscover();
    }

    /// Somebody who has no mailbox here: perhaps one elsewhere, which targetAddress then names. Where that is the very
    /// address that was asked for, or nobody here has it, others look after it if its domain is theirs.
    private Found others(String smtpAddress) {
        if (smtpAddress.isEmpty()) {
            return new Found.Nobody();
        }
        Optional<ReadOnlyEntry> found = directory().search(Query.below(organization.layout().domainContext(),
                Filter.createEqualityFilter("proxyAddresses", "smtp:" + smtpAddress))).entries().stream().findFirst();
        Optional<String> target = found.map(entry -> entry.getAttributeValue("targetAddress"))
                .filter(address -> address.regionMatches(true, 0, "smtp:", 0, 5)).map(address -> address.substring(5));
        if (target.isPresent() && !target.get().equalsIgnoreCase(smtpAddress)) {
            return new Found.Elsewhere(target.get());
        }
        if (found.isPresent() && target.isEmpty()) {
            return new Found.WithoutMailbox();
        }
        return ofOthers(domain(smtpAddress)).<Found>map(Found.OfOthers::new)
                .orElseGet(() -> found.isPresent() ? new Found.WithoutMailbox() : new Found.Nobody());
    }

    private Found mailbox(MailboxUser user, MailboxUser.Mailbox mailbox) {
        Surroundings home = home(user, mailbox);
        if (home.clients().isEmpty()) {
            return new Found.Misconfigured("the database of " + user.primarySmtpAddress()
                    + (home.database() ? " has an RpcClientAccessServer that is gone" : " is gone"));
        }
        ClientHome clients = home.clients().get();
        var rpc = new RpcEndpoint(clients.fqdn(), clients.legacyDn(), clients.databaseLegacyDn(),
                home.publicFolderServer(), authPackage());
        String address = user.primarySmtpAddress();
        Optional<MapiHttp> mapi = user.protocols().is(ProtocolSwitch.MAPI_ENABLED)
                && user.protocols().is(ProtocolSwitch.MAPI_HTTP_ENABLED)
                ? mapi(mailbox.guid(), address, home.mapi()) : Optional.empty();
        return new Found.Reachable(new AccountSettings(new Person(user.displayName(), user.legacyExchangeDn(), address,
                home.deployment()), rpc, user.protocols().is(ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP)
                ? Optional.empty() : home.outlookAnywhere(), mapi, Services.NONE, Services.NONE, home.providers(),
                home.publicFolders().map(this::addressOf), additional(user)));
    }

    private Surroundings home(MailboxUser user, MailboxUser.Mailbox mailbox) {
        return surroundings.get(new Home(mailbox.databaseDn(), mailbox.server()), () -> surroundings(user, mailbox));
    }

    private Surroundings surroundings(MailboxUser user, MailboxUser.Mailbox mailbox) {
        Optional<DatabaseObject> publicFolders = addressBook.publicFolderDatabaseOf(user);
        Optional<DatabaseObject> database = database(DatabaseObject.Kind.MAILBOX, mailbox.databaseDn());
        Optional<ClientHome> clients = database.flatMap(organization.clientHomes()::of);
        String site = clients.map(ClientHome::site).orElse("");
        return new Surroundings(database.isPresent(), clients, publicFolders,
                publicFolders.flatMap(this::host).map(ExchangeServer::fqdn), addresses.mapiOf(site),
                addresses.outlookAnywhereOf(site), addresses.providers(), deployment());
    }

    private static Optional<MapiHttp> mapi(UUID mailbox, String address, WebAddresses.Urls urls) {
        return urls.isEmpty() ? Optional.empty()
                : Optional.of(new MapiHttp(mailbox + "@" + domain(address), urls.inside(), urls.outside()));
    }

    /// Those whose owners, or administrators, have put this user on the list that Outlook opens by itself.
    private List<AdditionalMailbox> additional(MailboxUser user) {
        return users.matching(Filter.createEqualityFilter("msExchDelegateListLink", user.header().distinguishedName()))
                .stream().limit(ADDITIONAL_MAX).flatMap(owner -> owner.mailbox().stream().map(mailbox ->
                        new AdditionalMailbox(owner.displayName(), owner.legacyExchangeDn(),
                                home(owner, mailbox).clients().map(ClientHome::fqdn).orElse(""),
                                owner.primarySmtpAddress())))
                .filter(additional -> !additional.server().isEmpty()).toList();
    }

    private Found publicFolders(DatabaseObject database) {
        Optional<ExchangeServer> host = host(database);
        if (host.isEmpty()) {
            return new Found.Misconfigured("public folder database " + database.name() + " is on no server");
        }
        var rpc = new RpcEndpoint(host.get().fqdn(), database.endpointLegacyDn(), database.legacyExchangeDn(),
                Optional.of(host.get().fqdn()), authPackage());
        String address = addressOf(database);
        // Over HTTP a server opens only those of its own.
        Optional<MapiHttp> mapi = mapi(database.header().guid(), address, addresses.mapiAt(host.get()));
        return new Found.Reachable(new AccountSettings(new Person(database.name(), database.legacyExchangeDn(), address,
                deployment()), rpc, Optional.empty(), mapi, Services.NONE, Services.NONE,
                addresses.providers(), Optional.empty(), List.of()));
    }

    private String addressOf(DatabaseObject publicFolders) {
        return PUBLIC_FOLDERS + publicFolders.header().guid() + "@" + organization.layout().domain();
    }

    private Optional<DatabaseObject> publicFolderDatabase(String smtpAddress) {
        String suffix = "@" + organization.layout().domain();
        String lower = smtpAddress.toLowerCase(Locale.ROOT);
        if (!lower.startsWith(PUBLIC_FOLDERS) || !lower.endsWith(suffix.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        return Names.guid(lower.substring(PUBLIC_FOLDERS.length(), lower.length() - suffix.length()))
                .flatMap(guid -> database(DatabaseObject.Kind.PUBLIC_FOLDER, guid.toString()));
    }

    private Optional<DatabaseObject> database(DatabaseObject.Kind kind, String identity) {
        try {
            return Optional.of(organization.databases().get(kind, identity));
        } catch (DirectoryException gone) {
            if (gone.reason() == DirectoryException.Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw gone;
        }
    }

    private Optional<ExchangeServer> host(DatabaseObject database) {
        return organization.servers().all().stream()
                .filter(server -> server.name().equalsIgnoreCase(database.server())).findFirst();
    }

    private String authPackage() {
        return kerberos.getAsBoolean() ? "KerbNtlm" : "Ntlm";
    }

    /// The organisation's GUID, by which clients of several forests tell them apart.
    private UUID deployment() {
        DN root = organization.layout().organizationRoot();
        return Guids.of(directory().get(root).orElseThrow().getAttributeValueBytes("objectGUID"));
    }

    private Directory directory() {
        return organization.directory();
    }

    private static String domain(String smtpAddress) {
        return smtpAddress.substring(smtpAddress.lastIndexOf('@') + 1);
    }
}
