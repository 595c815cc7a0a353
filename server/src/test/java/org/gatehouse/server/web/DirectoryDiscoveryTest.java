package org.gatehouse.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DistributionGroups;
import org.gatehouse.directory.organization.ExternalRecipient;
import org.gatehouse.directory.organization.ExternalRecipients;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxRight;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationRelationships;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.OutlookAnywhere;
import org.gatehouse.directory.organization.OutlookProvider;
import org.gatehouse.directory.organization.OutlookProviders;
import org.gatehouse.directory.organization.ProtocolSwitch;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.VirtualDirectories;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.web.autodiscover.AccountSettings;
import org.gatehouse.web.autodiscover.Discovery.Found;
import org.gatehouse.web.autodiscover.Discovery.Owner;
import org.gatehouse.web.autodiscover.OtherAutodiscover;
import org.gatehouse.web.http.Scheme;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Autodiscover finds in a real directory, before and after administrators' changes.
class DirectoryDiscoveryTest {
    private static final Layout LAYOUT = new Layout("Contoso", "contoso.com", "CONTOSO");
    private static final String ANN = "ann@contoso.com";

    @TempDir
    private Path folder;
    private SqlEngine sql;
    private CountingDirectory counting;
    private Organization organization;
    private DirectoryDiscovery discovery;
    private boolean tickets;

    @BeforeEach
    void organize() {
        var random = new SecureRandom();
        sql = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        var directory = new SqlDirectory(sql, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        OrganizationSetup.prepare(directory, LAYOUT, new UUID(0, 1));
        counting = new CountingDirectory(directory);
        organization = new Organization(counting, LAYOUT, UUID::randomUUID);
        organization.sites().create("HeadOffice", List.of());
        organization.servers().register("cas1", "cas1.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("mbx1", "mbx1.contoso.com", "HeadOffice", Set.of(ServerRole.MAILBOX));
        organization.arrays().create("outlook", "outlook.contoso.com", "HeadOffice");
        organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "mbx1", Map.of());
        create("Ann");
        discovery = discovery(443);
    }

    private MailboxUser create(String name) {
        return organization.mailboxes().create(NewMailbox.of(name, name.toLowerCase(java.util.Locale.ROOT)
                + "@contoso.com", "Secret-1".toCharArray(), "DB1")).value();
    }

    private DirectoryDiscovery discovery(int port) {
        return new DirectoryDiscovery(organization, new AddressBook(organization),
                new WebAddresses(organization, "cas1", port), () -> tickets);
    }

    @AfterEach
    void close() {
        sql.close();
    }

    private AccountSettings settings(String address) {
        assertThat(discovery.byAddress(address)).isInstanceOf(Found.Reachable.class);
        return discovery.byAddress(address) instanceof Found.Reachable(var settings) ? settings : null;
    }

    @Test
    void theEndpointIsTheDatabases() {
        assertThat(settings(ANN).rpc().server()).isEqualTo("outlook.contoso.com");
        assertThat(settings(ANN).rpc().serverDn()).endsWith("/cn=Configuration/cn=Servers/cn=outlook");
        organization.databases().setRpcClientAccessServer("DB1", "cas1");
        assertThat(settings(ANN).rpc().server()).isEqualTo("cas1.contoso.com");
        assertThat(settings(ANN).rpc().databaseDn()).endsWith("/cn=Servers/cn=cas1/cn=Microsoft Private MDB");
        assertThat(settings(ANN).rpc().authPackage()).isEqualTo("Ntlm");
        tickets = true;
        assertThat(settings(ANN).rpc().authPackage()).isEqualTo("KerbNtlm");
    }

    @Test
    void whatDependsOnTheConfigurationOutlastsChangesOfPeople() {
        create("Ben");
        int first = looks(() -> settings(ANN));
        assertThat(looks(() -> settings(ANN))).isZero();
        assertThat(looks(() -> settings("ben@contoso.com"))).as("the same home").isLessThanOrEqualTo(3);
        organization.mailboxes().setEmailAddresses("ben", List.of("SMTP:ben@contoso.com", "smtp:benny@contoso.com"));
        assertThat(looks(() -> settings(ANN))).as("somebody was changed").isLessThanOrEqualTo(3);
        organization.mailboxes().setEmailAddresses("ann", List.of("SMTP:anna@contoso.com", "smtp:" + ANN));
        assertThat(settings(ANN).person().smtpAddress()).as("at once").isEqualTo("anna@contoso.com");
        organization.virtualDirectories().set(VirtualDirectory.Kind.MAPI, "cas1\\mapi (Default Web Site)",
                new VirtualDirectories.Changes(null, "https://mail.contoso.com/mapi", null));
        assertThat(settings(ANN).mapiHttp().orElseThrow().outside()).as("at once")
                .contains("https://mail.contoso.com/mapi");
        organization.virtualDirectories().set(VirtualDirectory.Kind.MAPI, "cas1\\mapi (Default Web Site)",
                new VirtualDirectories.Changes(null, "", null));
        assertThat(looks(() -> settings(ANN))).as("the configuration was changed").isBetween(15, first);
    }

    private int looks(Runnable work) {
        int before = counting.looks().get();
        work.run();
        return counting.looks().get() - before;
    }

    @Test
    void everyAddressAndLegacyDnLeadsThere() {
        organization.mailboxes().setEmailAddresses("ann", List.of("SMTP:ann.smith@contoso.com", "smtp:" + ANN,
                "smtp:ann@fabrikam.com", "X500:/o=Old/cn=ann"));
        MailboxUser ann = organization.mailboxes().get("ann");
        assertThat(settings("ANN@fabrikam.com")).isEqualTo(settings(ANN));
        assertThat(settings(ANN).person().smtpAddress()).isEqualTo("ann.smith@contoso.com");
        assertThat(discovery.byLegacyDn(ann.legacyExchangeDn().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(discovery.byAddress(ANN));
        assertThat(discovery.byLegacyDn("/o=old/cn=ANN")).isEqualTo(discovery.byAddress(ANN));
        assertThat(discovery.byLegacyDn("/o=old/cn=ben")).isEqualTo(new Found.Nobody());
        assertThat(discovery.byAddress("ben@contoso.com")).isEqualTo(new Found.Nobody());
        assertThat(discovery.byAddress("")).isNotInstanceOf(Found.Reachable.class);
        assertThat(discovery.ownerOf("fabrikam.com")).isEqualTo(new Owner.Us());
        assertThat(discovery.ownerOf("CONTOSO.COM")).isEqualTo(new Owner.Us());
        assertThat(discovery.ownerOf("example.com")).isEqualTo(new Owner.Unknown());
    }

    @Test
    void urlsAreThoseOfTheVirtualDirectory() {
        assertThat(settings(ANN).mapiHttp()).hasValueSatisfying(mapi -> {
            assertThat(mapi.inside()).contains("https://cas1.contoso.com/mapi");
            assertThat(mapi.outside()).isEmpty();
            assertThat(mapi.mailboxId()).isEqualTo(organization.mailboxes().get("ann").mailbox().orElseThrow().guid()
                    + "@contoso.com");
        });
        organization.virtualDirectories().set(VirtualDirectory.Kind.MAPI, "cas1\\mapi (Default Web Site)",
                new VirtualDirectories.Changes(null, "https://mail.contoso.com/mapi/", null));
        assertThat(settings(ANN).mapiHttp().orElseThrow().outside()).contains("https://mail.contoso.com/mapi");
        discovery = discovery(8443);
        assertThat(settings(ANN).mapiHttp().orElseThrow().inside()).contains("https://cas1.contoso.com:8443/mapi");
        organization.virtualDirectories().set(VirtualDirectory.Kind.MAPI, "cas1\\mapi (Default Web Site)",
                new VirtualDirectories.Changes("", "", null));
        assertThat(settings(ANN).mapiHttp()).isEmpty();
        assertThat(discovery.autodiscoverUrl()).isEmpty();
        organization.virtualDirectories().set(VirtualDirectory.Kind.AUTODISCOVER,
                "cas1\\Autodiscover (Default Web Site)", new VirtualDirectories.Changes(null,
                        "https://mail.contoso.com/Autodiscover/Autodiscover.xml", null));
        assertThat(discovery.autodiscoverUrl()).contains("https://mail.contoso.com/Autodiscover/Autodiscover.xml");
    }

    @Test
    void theConnectionPointHasThePortThatIsServed() {
        var cas1 = organization.servers().get("cas1");
        organization.servers().setHttpsPort(cas1, 10443);
        assertThat(point()).isEqualTo("https://cas1.contoso.com:10443/Autodiscover/Autodiscover.xml");
        organization.servers().setHttpsPort(cas1, 443);
        assertThat(point()).isEqualTo("https://cas1.contoso.com/Autodiscover/Autodiscover.xml");
        organization.servers().setAutodiscover("cas1", "https://mail.contoso.com/autodiscover/autodiscover.xml", null);
        organization.servers().setHttpsPort(cas1, 10443);
        assertThat(point()).as("an administrator's word").isEqualTo(
                "https://mail.contoso.com/autodiscover/autodiscover.xml");
    }

    private String point() {
        return organization.servers().autodiscover(organization.servers().get("cas1")).orElseThrow().uri();
    }

    @Test
    void outlookAnywhereIsToldOfWhileItIsOn() {
        assertThat(settings(ANN).outlookAnywhere()).isEmpty();
        organization.outlookAnywhere().enable("cas1", new OutlookAnywhere.Changes("mail.contoso.com", null,
                HttpAuthentication.NTLM, null, null, false, true, null));
        assertThat(settings(ANN).outlookAnywhere()).contains(new AccountSettings.OutlookAnywhere("mail.contoso.com",
                true, "Ntlm"));
        organization.outlookProviders().set("EXPR", new OutlookProviders.Changes(null, "msstd:mail.contoso.com", null,
                4, Set.of(OutlookProvider.Flag.SERVER_EXCLUSIVE_CONNECT)));
        assertThat(settings(ANN).providers().expr()).isEqualTo(new AccountSettings.ProviderSettings(4,
                Optional.of("msstd:mail.contoso.com"), true));
        assertThat(settings(ANN).providers().exch()).isEqualTo(AccountSettings.ProviderSettings.DEFAULT);
        organization.mailboxes().setProtocols("ann", Map.of(ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP,
                Optional.of(true), ProtocolSwitch.MAPI_HTTP_ENABLED, Optional.of(false)), null);
        assertThat(settings(ANN).outlookAnywhere()).isEmpty();
        assertThat(settings(ANN).mapiHttp()).isEmpty();
    }

    @Test
    void publicFoldersHaveAnAnswerOfTheirOwn() {
        assertThat(settings(ANN).publicFolders()).isEmpty();
        DatabaseObject folders = organization.databases().create(DatabaseObject.Kind.PUBLIC_FOLDER, "PF1", "mbx1",
                Map.of()).value();
        String address = settings(ANN).publicFolders().orElseThrow();
        assertThat(address).isEqualTo("publicfolders." + folders.header().guid() + "@contoso.com");
        AccountSettings there = settings(address);
        assertThat(there.rpc().server()).isEqualTo("mbx1.contoso.com");
        assertThat(there.rpc().databaseDn()).endsWith("/cn=mbx1/cn=Microsoft Public MDB");
        assertThat(there.mapiHttp()).as("mbx1 serves no clients over HTTP").isEmpty();
        assertThat(settings(ANN).rpc().publicFolderServer()).contains("mbx1.contoso.com");
        assertThat(discovery.byAddress("publicfolders." + new UUID(1, 2) + "@contoso.com"))
                .isEqualTo(new Found.Nobody());
    }

    @Test
    void publicFoldersOfAClientAccessServerAreReachedOverHttp() {
        organization.servers().register("both", "both.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS,
                ServerRole.MAILBOX));
        organization.databases().create(DatabaseObject.Kind.PUBLIC_FOLDER, "PF2", "both", Map.of());
        assertThat(settings(settings(ANN).publicFolders().orElseThrow()).mapiHttp().orElseThrow().inside())
                .contains("https://both.contoso.com/mapi");
    }

    @Test
    void othersAreToldApart() throws LDAPException {
        organization.distributionGroups().create(new DistributionGroups.NewGroup("Team", "team", "Team", "team", "",
                false, "", List.of()));
        assertThat(discovery.byAddress("team@contoso.com")).isEqualTo(new Found.WithoutMailbox());
        DN team = new DN(organization.distributionGroups().get("team").header().distinguishedName());
        organization.directory().modify(team, List.of(new Modification(ModificationType.REPLACE, "targetAddress",
                "SMTP:team@fabrikam.com")));
        assertThat(discovery.byAddress("team@contoso.com")).isEqualTo(new Found.Elsewhere("team@fabrikam.com"));
        DN database = new DN(organization.databases().get(DatabaseObject.Kind.MAILBOX, "DB1").header()
                .distinguishedName());
        organization.directory().modify(database, List.of(new Modification(ModificationType.REPLACE,
                "legacyExchangeDN", "/o=gone/cn=gone/cn=Microsoft Private MDB")));
        assertThat(discovery.byAddress(ANN)).isInstanceOf(Found.Misconfigured.class);
    }

    private ExternalRecipient external(ExternalRecipient.Kind kind, String name, String address) {
        return organization.externalRecipients().create(new ExternalRecipients.NewRecipient(kind, name, address, "", "",
                "", "", "", "", "", new char[0], LAYOUT.users())).value();
    }

    @Test
    void thoseWhoseMailboxIsElsewhereAreSentThere() {
        ExternalRecipient contact = external(ExternalRecipient.Kind.MAIL_CONTACT, "Kweku", "kweku@mail2.contoso.com");
        ExternalRecipient user = external(ExternalRecipient.Kind.MAIL_USER, "Lena", "lena@fabrikam.com");
        assertThat(discovery.byAddress("KWEKU@contoso.com")).isEqualTo(new Found.Elsewhere("kweku@mail2.contoso.com"));
        assertThat(discovery.byAddress("lena@contoso.com")).isEqualTo(new Found.Elsewhere("lena@fabrikam.com"));
        assertThat(discovery.byLegacyDn(contact.legacyExchangeDn()))
                .isEqualTo(new Found.Elsewhere("kweku@mail2.contoso.com"));
        assertThat(discovery.byLegacyDn(user.legacyExchangeDn())).isEqualTo(new Found.Elsewhere("lena@fabrikam.com"));
        assertThat(discovery.byAddress("lena@fabrikam.com")).as("nobody is sent round in circles")
                .isEqualTo(new Found.WithoutMailbox());
        organization.externalRecipients().set(ExternalRecipient.Kind.MAIL_USER, "Lena", new ExternalRecipients.Changes(
                "lena@example.com", null, null, null, null, null));
        assertThat(discovery.byAddress("lena@contoso.com")).isEqualTo(new Found.Elsewhere("lena@example.com"));
        organization.externalRecipients().disable(ExternalRecipient.Kind.MAIL_USER, "Lena");
        assertThat(discovery.byAddress("lena@contoso.com")).isEqualTo(new Found.Nobody());
    }

    @Test
    void domainsOfOthersLeadToTheirUrl() {
        var others = new OtherAutodiscover("https://mail.fabrikam.com/autodiscover/autodiscover.svc");
        organization.relationships().create("Fabrikam", new OrganizationRelationships.Changes(
                List.of("fabrikam.com", "sub.fabrikam.com"), null, others.url()));
        external(ExternalRecipient.Kind.MAIL_CONTACT, "Lena", "lena@fabrikam.com");
        organization.mailboxes().setEmailAddresses("ann", List.of("SMTP:" + ANN, "smtp:ann@fabrikam.com"));
        assertThat(discovery.byAddress("zoe@Fabrikam.COM")).isEqualTo(new Found.OfOthers(others));
        assertThat(discovery.byAddress("zoe@sub.fabrikam.com")).isEqualTo(new Found.OfOthers(others));
        assertThat(discovery.byAddress("lena@fabrikam.com")).isEqualTo(new Found.OfOthers(others));
        assertThat(discovery.byAddress("lena@contoso.com")).isEqualTo(new Found.Elsewhere("lena@fabrikam.com"));
        assertThat(discovery.byAddress("ann@fabrikam.com")).as("a mailbox here").isInstanceOf(Found.Reachable.class);
        assertThat(discovery.ownerOf("SUB.fabrikam.com")).isEqualTo(new Owner.Others(others));
        organization.relationships().set("Fabrikam", new OrganizationRelationships.Changes(null, false, null));
        assertThat(discovery.byAddress("zoe@fabrikam.com")).isEqualTo(new Found.Nobody());
        organization.relationships().set("Fabrikam", new OrganizationRelationships.Changes(null, true, ""));
        assertThat(discovery.byAddress("zoe@fabrikam.com")).isEqualTo(new Found.Nobody());
        assertThat(discovery.ownerOf("sub.fabrikam.com")).isEqualTo(new Owner.Unknown());
    }

    @Test
    void mailboxesWithFullAccessAreAdditional() {
        MailboxUser room = create("Room");
        assertThat(settings(ANN).additional()).isEmpty();
        organization.mailboxPermissions().grant("room", "ann", List.of(MailboxRight.FULL_ACCESS), false, true);
        assertThat(settings(ANN).additional()).containsExactly(new AccountSettings.AdditionalMailbox("Room",
                room.legacyExchangeDn(), "outlook.contoso.com", "room@contoso.com"));
        organization.databases().setRpcClientAccessServer("DB1", "cas1");
        assertThat(settings(ANN).additional()).extracting(AccountSettings.AdditionalMailbox::server)
                .containsExactly("cas1.contoso.com");
        assertThat(settings("room@contoso.com").additional()).isEmpty();
        organization.mailboxPermissions().revoke("room", "ann", List.of(MailboxRight.FULL_ACCESS), false);
        assertThat(settings(ANN).additional()).isEmpty();
    }

    @Test
    void clientsThatKnowTheDomainAloneAreSentToTheUrlThatHoldsForThem() {
        var addresses = new WebAddresses(organization, "cas1", 8443);
        String directory = "cas1\\Autodiscover (Default Web Site)";
        assertThat(addresses.autodiscoverForEverybody())
                .contains("https://cas1.contoso.com:8443/Autodiscover/Autodiscover.xml");
        organization.virtualDirectories().set(VirtualDirectory.Kind.AUTODISCOVER, directory,
                new VirtualDirectories.Changes(null, "https://mail.contoso.com/Autodiscover/Autodiscover.xml", null));
        assertThat(addresses.autodiscoverForEverybody())
                .contains("https://mail.contoso.com/Autodiscover/Autodiscover.xml");
        organization.virtualDirectories().remove(VirtualDirectory.Kind.AUTODISCOVER, directory);
        assertThat(addresses.autodiscoverForEverybody()).isEmpty();
    }

    @Test
    void theWaysToSignInAreThoseOfTheVirtualDirectory() {
        var access = new PathAccess(organization, VirtualDirectory.Kind.AUTODISCOVER, "cas1");
        assertThat(access.get().schemes()).containsExactlyInAnyOrder(Scheme.values());
        assertThat(access.isServed()).isTrue();
        organization.virtualDirectories().set(VirtualDirectory.Kind.AUTODISCOVER,
                "cas1\\Autodiscover (Default Web Site)", new VirtualDirectories.Changes(null, null,
                        Set.of(HttpAuthentication.WINDOWS_INTEGRATED)));
        assertThat(access.get().schemes()).containsExactlyInAnyOrder(Scheme.NEGOTIATE, Scheme.NTLM, Scheme.BEARER);
        organization.virtualDirectories().remove(VirtualDirectory.Kind.AUTODISCOVER,
                "cas1\\Autodiscover (Default Web Site)");
        assertThat(access.isServed()).as("404 from now on").isFalse();
        assertThat(new PathAccess(organization, VirtualDirectory.Kind.MAPI, "cas1").get().schemes())
                .containsExactlyInAnyOrder(Scheme.values());
    }
}
