package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What clients are told of a Client Access server, and what a mailbox's owner may use: as Active Directory keeps it.
final class ClientAccessTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");
    private static final VirtualDirectories.Changes NOTHING = new VirtualDirectories.Changes(null, null, null);
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Organization organization = new Organization(directory, LAYOUT, UUID::randomUUID);

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", List.of());
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.servers().register("EX2", "ex2.corp.example", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("MB1", "mb1.corp.example", "HeadOffice", Set.of(ServerRole.MAILBOX));
    }

    @Test
    void aNewClientAccessServerHasItsDirectoriesAsARealOneDoes() {
        VirtualDirectory mapi = organization.virtualDirectories().get(VirtualDirectory.Kind.MAPI,
                "EX1\\mapi (Default Web Site)");
        assertThat(mapi.internalUrl()).isEqualTo("https://ex1.corp.example/mapi");
        assertThat(mapi.externalUrl()).isEmpty();
        assertThat(mapi.authentication()).containsExactlyInAnyOrder(HttpAuthentication.BASIC,
                HttpAuthentication.NTLM, HttpAuthentication.NEGOTIATE);
        assertThat(mapi.header().objectClass()).containsExactly("top", "container", "msExchVirtualDirectory",
                "msExchMapiVirtualDirectory");
        ReadOnlyEntry entry = entry("CN=Autodiscover (Default Web Site),CN=HTTP,CN=Protocols,CN=EX1,CN=Servers,"
                + "CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Org,"
                + "CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=example");
        assertThat(entry.hasObjectClass("msExchAutoDiscoverVirtualDirectory")).isTrue();
        assertThat(entry.getAttributeValue("msExchInternalHostName"))
                .isEqualTo("https://ex1.corp.example/Autodiscover/Autodiscover.xml");
        assertThat(entry.getAttributeValue("msExchInternalAuthenticationMethods")).isEqualTo("17");
        assertThat(organization.virtualDirectories().all(VirtualDirectory.Kind.AUTODISCOVER))
                .extracting(VirtualDirectory::server).containsExactly("EX1", "EX2");
        assertThat(organization.virtualDirectories().of(VirtualDirectory.Kind.MAPI, "MB1")).isEmpty();
        assertThat(organization.outlookAnywhere().all()).isEmpty();
    }

    @Test
    void anOrganisationFromBeforeGetsWhatItLacksAndKeepsWhatWasTakenAway() {
        entriesBelow(LAYOUT.http("EX2")).forEach(directory::delete);
        entriesBelow(LAYOUT.clientAccess()).forEach(directory::delete);
        organization.virtualDirectories().remove(VirtualDirectory.Kind.MAPI, "EX1\\mapi (Default Web Site)");
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        assertThat(organization.virtualDirectories().all(VirtualDirectory.Kind.MAPI))
                .extracting(VirtualDirectory::server).containsExactly("EX2");
        assertThat(organization.virtualDirectories().of(VirtualDirectory.Kind.AUTODISCOVER, "EX2")).hasSize(1);
        assertThat(organization.outlookProviders().all()).extracting(OutlookProvider::name)
                .containsExactly("EXCH", "EXPR", "WEB");
        organization.outlookProviders().remove("WEB");
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        assertThat(organization.outlookProviders().find("WEB")).isEmpty();
    }

    @Test
    void directoriesAreNamedWithAndWithoutTheirServerAndChanged() {
        VirtualDirectories all = organization.virtualDirectories();
        VirtualDirectory made = all.set(VirtualDirectory.Kind.MAPI, "ex1.corp.example\\MAPI(default web site)",
                new VirtualDirectories.Changes("", "https://mail.corp.example/mapi",
                        Set.of(HttpAuthentication.NTLM))).value();
        for (String identity : List.of("EX1\\mapi (Default Web Site)", made.header().guid().toString(),
                made.header().distinguishedName())) {
            assertThat(all.get(VirtualDirectory.Kind.MAPI, identity)).as(identity).isEqualTo(made);
        }
        assertThat(made.internalUrl()).isEmpty();
        assertThat(made.externalUrl()).isEqualTo("https://mail.corp.example/mapi");
        assertThat(made.authentication()).containsExactly(HttpAuthentication.NTLM);
        refused(Reason.AMBIGUOUS, () -> all.get(VirtualDirectory.Kind.MAPI, "mapi (Default Web Site)"));
        refused(Reason.NOT_FOUND, () -> all.get(VirtualDirectory.Kind.MAPI, "EX1\\Autodiscover (Default Web Site)"));
        refused(Reason.NOT_FOUND, () -> all.get(VirtualDirectory.Kind.MAPI, "EX9\\mapi (Default Web Site)"));
        for (String url : List.of("mail.corp.example/mapi", "ftp://mail.corp.example/", "https:///mapi", "https://a b/",
                "https://user:pass@mail.corp.example/", "https://h/" + "x".repeat(1100))) {
            refused(Reason.INVALID, () -> all.set(VirtualDirectory.Kind.MAPI, "EX1\\mapi (Default Web Site)",
                    new VirtualDirectories.Changes(url, null, null)));
        }
    }

    @Test
    void aDirectoryTakenAwayCanBeMadeAgainButNotTwice() {
        VirtualDirectories all = organization.virtualDirectories();
        refused(Reason.ALREADY_EXISTS, () -> all.create(VirtualDirectory.Kind.MAPI, "EX1", "", NOTHING));
        refused(Reason.INVALID, () -> all.create(VirtualDirectory.Kind.MAPI, "MB1", "", NOTHING));
        VirtualDirectory old = all.remove(VirtualDirectory.Kind.MAPI, "EX1\\mapi (Default Web Site)").value();
        VirtualDirectory made = all.create(VirtualDirectory.Kind.MAPI, "EX1", "", NOTHING).value();
        assertThat(made.internalUrl()).isEqualTo(old.internalUrl());
        assertThat(made.authentication()).isEqualTo(old.authentication());
        assertThat(all.remove(VirtualDirectory.Kind.MAPI, made.header().guid().toString()).warnings()).hasSize(1);
        assertThat(all.create(VirtualDirectory.Kind.MAPI, "EX1", "mail.corp.example", new VirtualDirectories.Changes(
                "https://x.corp.example/mapi", "https://y.corp.example/mapi", Set.of(HttpAuthentication.BASIC)))
                .value()).satisfies(directory -> {
                    assertThat(directory.identity()).isEqualTo("EX1\\mapi (mail.corp.example)");
                    assertThat(directory.internalUrl()).isEqualTo("https://x.corp.example/mapi");
                    assertThat(directory.authentication()).containsExactly(HttpAuthentication.BASIC);
                });
    }

    @Test
    void outlookAnywhereIsThereWhileItIsEnabled() {
        OutlookAnywhere anywhere = organization.outlookAnywhere();
        refused(Reason.INVALID, () -> anywhere.enable("MB1", changes("mail.corp.example")));
        refused(Reason.INVALID, () -> anywhere.enable("EX1", changes("no host")));
        OutlookAnywhereSettings made = anywhere.enable("EX1", changes("Mail.corp.example")).value();
        assertThat(anywhere.of("ex1.corp.example")).contains(made);
        assertThat(anywhere.of("EX2")).isEmpty();
        assertThat(made.identity()).isEqualTo("EX1\\Rpc (Default Web Site)");
        assertThat(made.externalHostname()).isEqualTo("mail.corp.example");
        assertThat(made.externalClientAuthentication()).isEqualTo(HttpAuthentication.BASIC);
        assertThat(made.authentication()).containsExactlyInAnyOrder(HttpAuthentication.BASIC,
                HttpAuthentication.NTLM);
        assertThat(made.sslOffloading()).isTrue();
        assertThat(entry(made.header().distinguishedName()).getAttributeValue("msExchExternalAuthenticationMethods"))
                .isEqualTo("1");
        assertThat(made.header().objectClass()).endsWith("msExchVirtualDirectory", "msExchRpcHttpVirtualDirectory");
        refused(Reason.ALREADY_EXISTS, () -> anywhere.enable("EX1", changes("mail.corp.example")));
        OutlookAnywhereSettings changed = anywhere.set("Rpc (Default Web Site)", new OutlookAnywhere.Changes("",
                "in.corp.example", HttpAuthentication.NEGOTIATE, null, null, false, null, true)).value();
        assertThat(changed.externalHostname()).isEmpty();
        assertThat(changed.internalHostname()).isEqualTo("in.corp.example");
        assertThat(changed.externalClientAuthentication()).isEqualTo(HttpAuthentication.NEGOTIATE);
        assertThat(changed.authentication()).isEqualTo(made.authentication());
        assertThat(changed.sslOffloading()).isFalse();
        assertThat(changed.internalClientsRequireSsl()).isTrue();
        anywhere.disable("EX1\\rpc (default web site)");
        assertThat(anywhere.all()).isEmpty();
    }

    private static OutlookAnywhere.Changes changes(String externalHost) {
        return new OutlookAnywhere.Changes(externalHost, null, HttpAuthentication.BASIC, null,
                Set.of(HttpAuthentication.BASIC, HttpAuthentication.NTLM), true, null, null);
    }

    @Test
    void outlookProvidersAreReadChangedAndRenamed() {
        OutlookProviders providers = organization.outlookProviders();
        assertThat(providers.get("expr")).satisfies(provider -> {
            assertThat(provider.ttlHours()).isOne();
            assertThat(provider.certPrincipalName()).isEmpty();
            assertThat(provider.flags()).isEmpty();
            assertThat(provider.header().distinguishedName()).startsWith(
                    "CN=EXPR,CN=Outlook,CN=AutoDiscover,CN=Client Access,CN=Org,CN=Microsoft Exchange,");
            assertThat(provider.header().objectClass()).containsExactly("top", "msExchAutoDiscoverConfig");
        });
        OutlookProvider changed = providers.set("EXPR", new OutlookProviders.Changes(null, "msstd:mail.corp.example",
                "mail.corp.example", 24, OutlookProviders.flags("OutlookProviderFlags",
                        List.of("serverexclusiveconnect", "ExternalClientsRequireSSL")))).value();
        assertThat(changed.flags()).containsExactlyInAnyOrder(OutlookProvider.Flag.SERVER_EXCLUSIVE_CONNECT,
                OutlookProvider.Flag.EXTERNAL_CLIENTS_REQUIRE_SSL);
        ReadOnlyEntry entry = entry(changed.header().distinguishedName());
        assertThat(entry.getAttributeValue("msExchAutoDiscoverCertPrincipalName"))
                .isEqualTo("msstd:mail.corp.example");
        assertThat(entry.getAttributeValue("msExchAutoDiscoverTTL")).isEqualTo("24");
        assertThat(entry.getAttributeValue("msExchAutoDiscoverFlags")).isEqualTo("3");
        assertThat(providers.set("EXPR", new OutlookProviders.Changes(null, "", "", null,
                OutlookProviders.flags("OutlookProviderFlags", List.of("None")))).value().flags()).isEmpty();
        providers.create("Other");
        refused(Reason.ALREADY_EXISTS, () -> providers.create("exch"));
        refused(Reason.ALREADY_EXISTS, () -> providers.set("Other",
                new OutlookProviders.Changes("WEB", null, null, null, null)));
        assertThat(providers.set("Other", new OutlookProviders.Changes("Another", null, null, 0, null)).value())
                .satisfies(provider -> assertThat(provider.name() + provider.ttlHours()).isEqualTo("Another0"));
        refused(Reason.INVALID, () -> providers.set("EXCH", new OutlookProviders.Changes(null, null, null, -1, null)));
        refused(Reason.INVALID, () -> OutlookProviders.flags("OutlookProviderFlags", List.of("Sometimes")));
        assertThat(providers.remove("Another").warnings()).isEmpty();
        assertThat(providers.remove("EXPR").warnings()).hasSize(1);
    }

    @Test
    void theConnectionPointIsTheOneThatClientsSearchFor() {
        organization.servers().setAutodiscover("EX1", "https://autodiscover.corp.example/autodiscover/autodiscover.xml",
                List.of("HeadOffice", "Later"));
        AutodiscoverPoint point = organization.servers().autodiscover(organization.servers().get("EX1")).orElseThrow();
        assertThat(point.uri()).isEqualTo("https://autodiscover.corp.example/autodiscover/autodiscover.xml");
        assertThat(point.sites()).containsExactly("HeadOffice", "Later");
        assertThat(entry("CN=EX1,CN=Autodiscover,CN=Protocols," + organization.servers().get("EX1").header()
                .distinguishedName()).getAttributeValues("keywords")).containsExactlyInAnyOrder(
                        "77378F46-2C66-4aa9-A6A6-3E7A48B19596", "Site=HeadOffice", "Site=Later");
        assertThat(organization.servers().setAutodiscover("EX1", "", List.of()).warnings()).hasSize(1);
        point = organization.servers().autodiscover(organization.servers().get("EX1")).orElseThrow();
        assertThat(point.uri() + point.sites()).isEqualTo("[]");
        assertThat(point.keyword()).isEqualTo("77378F46-2C66-4aa9-A6A6-3E7A48B19596");
        refused(Reason.INVALID, () -> organization.servers().setAutodiscover("MB1", "https://a.corp.example/", null));
        refused(Reason.INVALID, () -> organization.servers().setAutodiscover("EX1", "autodiscover", null));
    }

    /// The lines and fields that public articles and dumps of real directories show.
    @Test
    void protocolSettingsAreKeptAsActiveDirectoryKeepsThem() {
        DN ann = Names.requireDn(mailbox("ann").header().distinguishedName());
        ProtocolSettings everybody = organization.mailboxes().get("ann").protocols();
        assertThat(everybody.given()).isEmpty();
        assertThat(everybody.is(ProtocolSwitch.MAPI_ENABLED)).isTrue();
        assertThat(everybody.is(ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP)).isFalse();
        directory.modify(ann, List.of(new Modification(ModificationType.ADD, "protocolSettings",
                "RemotePowerShell\u00a71", "MAPI\u00a71\u00a71\u00a7\u00a7\u00a71\u00a7\u00a7\u00a7\u00a7\u00a70",
                "HTTP\u00a71\u00a71\u00a7\u00a7\u00a7\u00a7\u00a7\u00a7", "OWA\u00a70",
                "POP3\u00a70\u00a71\u00a74\u00a7ISO-8859-1\u00a70\u00a7\u00a7\u00a7"),
                new Modification(ModificationType.ADD, "msExchOmaAdminWirelessEnable", "5")));
        ProtocolSettings read = organization.mailboxes().get("ann").protocols();
        assertThat(read.given()).isEqualTo(Map.of(ProtocolSwitch.MAPI_ENABLED, true,
                ProtocolSwitch.MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE, true, ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP,
                true, ProtocolSwitch.OWA_ENABLED, false, ProtocolSwitch.POP_ENABLED, false,
                ProtocolSwitch.ACTIVE_SYNC_ENABLED, false));
        organization.mailboxes().setProtocols("ann", Map.of(ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP,
                Optional.of(false), ProtocolSwitch.POP_ENABLED, Optional.of(true), ProtocolSwitch.ACTIVE_SYNC_ENABLED,
                Optional.of(true), ProtocolSwitch.MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE, Optional.empty(),
                ProtocolSwitch.EWS_ENABLED, Optional.of(false)), "-14.32767.65535");
        ReadOnlyEntry entry = directory.get(ann).orElseThrow();
        assertThat(entry.getAttributeValues("protocolSettings")).containsExactlyInAnyOrder("RemotePowerShell\u00a71",
                "MAPI\u00a71\u00a7\u00a7-14.32767.65535\u00a7\u00a70\u00a7\u00a7\u00a7\u00a7\u00a70",
                "HTTP\u00a71\u00a71\u00a7\u00a7\u00a7\u00a7\u00a7\u00a7", "OWA\u00a70",
                "POP3\u00a71\u00a71\u00a74\u00a7ISO-8859-1\u00a70\u00a7\u00a7\u00a7");
        assertThat(entry.getAttributeValue("msExchOmaAdminWirelessEnable")).isEqualTo("1");
        assertThat(entry.getAttributeValue("msExchEwsEnabled")).isEqualTo("0");
        assertThat(organization.mailboxes().get("ann").protocols().blockedOutlookVersions())
                .isEqualTo("-14.32767.65535");
    }

    @Test
    void eachSwitchIsSetAndGivenBackToTheDefault() {
        mailbox("bob");
        for (ProtocolSwitch which : ProtocolSwitch.values()) {
            for (boolean value : new boolean[] {true, false}) {
                ProtocolSettings now = set(which, Optional.of(value));
                assertThat(now.given()).as(which.parameter()).isEqualTo(Map.of(which, value));
                assertThat(now.is(which)).isEqualTo(value);
            }
            assertThat(set(which, Optional.empty()).given()).as(which.parameter()).isEmpty();
        }
        refused(Reason.INVALID, () -> organization.mailboxes().setProtocols("bob", Map.of(), "old ones"));
        set(ProtocolSwitch.MAPI_ENABLED, Optional.of(false));
        set(ProtocolSwitch.EWS_ENABLED, Optional.of(false));
        DN dn = Names.requireDn(organization.mailboxes().disable("bob").value().header().distinguishedName());
        assertThat(directory.get(dn).orElseThrow().hasAttribute("protocolSettings")).isFalse();
        assertThat(directory.get(dn).orElseThrow().hasAttribute("msExchEwsEnabled")).isFalse();
    }

    private ProtocolSettings set(ProtocolSwitch which, Optional<Boolean> value) {
        return organization.mailboxes().setProtocols("bob", Map.of(which, value), null).value().protocols();
    }

    private MailboxUser mailbox(String name) {
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        return organization.mailboxes().create(NewMailbox.of(name, name + "@corp.example", "Us3r.pass".toCharArray(),
                "DB1")).value();
    }

    private List<DN> entriesBelow(DN base) {
        var entries = new Entries(directory, LAYOUT).all(base,
                com.unboundid.ldap.sdk.Filter.createPresenceFilter("objectClass"));
        return entries.stream().map(entry -> Names.requireDn(entry.getDN())).sorted(java.util.Comparator.comparingInt(
                (DN dn) -> dn.getRDNs().length).reversed()).toList();
    }

    private ReadOnlyEntry entry(String dn) {
        return directory.get(Names.requireDn(dn)).orElseThrow();
    }

    private static void refused(Reason reason, Runnable attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(DirectoryException.class,
                refusal -> assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason));
    }
}
