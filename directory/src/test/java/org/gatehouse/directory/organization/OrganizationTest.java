package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.security.Identity;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OrganizationTest {
    private static final Layout LAYOUT = new Layout("First Organization", "corp.example", "CORP");
    private static final String ROOT = "/o=First Organization/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)";
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Organization organization = new Organization(directory, LAYOUT, UUID::randomUUID);
    private final AddressBook addressBook = new AddressBook(organization);

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        long counter = directory.changeCounter();
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        assertThat(directory.changeCounter()).as("a second preparation changes nothing").isEqualTo(counter);
        organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
        organization.sites().create("Branch", List.of("10.2.0.0/16", "10.1.7.0/24"));
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.servers().register("EX2", "ex2.corp.example", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("MB1", "mb1.corp.example", "Branch", Set.of(ServerRole.MAILBOX));
    }

    @Test
    void anArrayLooksAsInARealDirectory() {
        ClientAccessArray array = organization.arrays().create("", "outlook.corp.example", "HeadOffice").value();
        assertThat(array.name()).isEqualTo("outlook");
        assertThat(array.members()).containsExactly("EX1", "EX2");
        assertThat(array.siteCanonicalName()).isEqualTo("corp.example/Configuration/Sites/HeadOffice");
        assertThat(array.legacyExchangeDn()).isEqualTo(ROOT + "/cn=Configuration/cn=Servers/cn=outlook");
        assertThat(array.header().distinguishedName()).isEqualTo("CN=outlook,CN=Arrays,CN=Exchange Administrative"
                + " Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=First Organization,CN=Microsoft Exchange,"
                + "CN=Services,CN=Configuration,DC=corp,DC=example");
        assertThat(array.header().objectClass()).containsExactly("top", "server", "msExchExchangeServer",
                "msExchClientAccessArray");
        assertThat(array.header().objectCategory())
                .isEqualTo("CN=ms-Exch-Client-Access-Array-2,CN=Schema,CN=Configuration,DC=corp,DC=example");
        ReadOnlyEntry entry = directory.get(Names.requireDn(array.header().distinguishedName())).orElseThrow();
        assertThat(entry.getAttributeValue("networkAddress")).isEqualTo("ncacn_ip_tcp:outlook.corp.example");
        assertThat(entry.hasAttribute("member")).isFalse();
    }

    @Test
    void anArrayIsFoundByEveryIdentity() {
        ClientAccessArray array = organization.arrays().create("cas 1", "outlook.corp.example", "HeadOffice").value();
        for (String identity : List.of("CAS 1", "Outlook.corp.example", array.legacyExchangeDn().toUpperCase(
                java.util.Locale.ROOT), array.header().distinguishedName(), array.header().guid().toString(),
                "{" + array.header().guid() + "}")) {
            assertThat(organization.arrays().get(identity)).as(identity).isEqualTo(array);
        }
        refused(Reason.NOT_FOUND, "EX1", () -> organization.arrays().get("EX1"));
    }

    @Test
    void arraysAreUniqueInSiteNameAndHost() {
        organization.arrays().create("one", "one.corp.example", "HeadOffice");
        refused(Reason.ALREADY_EXISTS, "one",
                () -> organization.arrays().create("two", "two.corp.example", "HeadOffice"));
        refused(Reason.ALREADY_EXISTS, "ONE", () -> organization.arrays().create("ONE", "two.corp.example", "Branch"));
        refused(Reason.ALREADY_EXISTS, "one.corp",
                () -> organization.arrays().create("two", "ONE.corp.example", "Branch"));
        refused(Reason.ALREADY_EXISTS, "EX2", () -> organization.arrays().create("two", "ex2.corp.example", "Branch"));
        refused(Reason.NOT_FOUND, "Nowhere", () -> organization.arrays().create("two", "two.corp.example", "Nowhere"));
        refused(Reason.INVALID, "64", () -> organization.arrays().create("x".repeat(65), "t.corp.example", "Branch"));
        refused(Reason.INVALID, "outlook_1",
                () -> organization.arrays().create("t", "outlook_1.corp.example", "Branch"));
        assertThat(organization.arrays().all()).hasSize(1);
    }

    @Test
    void aDatabaseKeepsTheEndpointItWasBornWithAndTheArrayWarns() {
        Outcome<DatabaseObject> early = organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        assertThat(early.value().rpcClientAccessServer()).isEqualTo("ex1.corp.example");
        assertThat(early.warnings()).singleElement().asString().contains("no client access array", "DB1");
        Outcome<ClientAccessArray> array = organization.arrays()
                .create("outlook", "outlook.corp.example", "HeadOffice");
        assertThat(array.warnings()).singleElement().asString()
                .contains("DB1", "Set-MailboxDatabase -RpcClientAccessServer outlook.corp.example");
        Outcome<DatabaseObject> late = organization.databases()
                .create(Kind.MAILBOX, "DB2", "ex1.corp.example", Map.of());
        assertThat(late.warnings()).isEmpty();
        assertThat(late.value().rpcClientAccessServer()).isEqualTo("outlook.corp.example");
        assertThat(late.value().legacyExchangeDn())
                .isEqualTo(ROOT + "/cn=Configuration/cn=Servers/cn=outlook/cn=Microsoft Private MDB");
        assertThat(organization.databases().get(Kind.MAILBOX, "db1").rpcClientAccessServer())
                .isEqualTo("ex1.corp.example");
        DatabaseObject repaired = organization.databases().setRpcClientAccessServer("DB1", "outlook").value();
        assertThat(repaired.rpcClientAccessServer()).isEqualTo("outlook.corp.example");
        refused(Reason.INVALID, "MB1", () -> organization.databases().setRpcClientAccessServer("DB1", "MB1"));
    }

    @Test
    void aSiteWithoutClientAccessServersGetsAWarningAndTheServersOwnName() {
        Outcome<DatabaseObject> database = organization.databases().create(Kind.MAILBOX, "DB3", "MB1", Map.of());
        assertThat(database.value().rpcClientAccessServer()).isEqualTo("mb1.corp.example");
        assertThat(database.warnings()).singleElement().asString().contains("no Client Access server");
    }

    @Test
    void aServerBecomesWhatItsNodeIs() {
        Set<ServerRole> both = EnumSet.allOf(ServerRole.class);
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.servers().register("N1", "n1.corp.example", "HeadOffice", Set.of(ServerRole.MAILBOX));
        Outcome<ExchangeServer> changed = organization.servers().change("N1", "HeadOffice", both);
        assertThat(changed.value().roles()).isEqualTo(both);
        assertThat(changed.warnings()).singleElement().asString().contains("'HeadOffice'", "load balancer");
        assertThat(organization.arrays().get("outlook").members()).containsExactly("EX1", "EX2", "N1");
        assertThat(organization.rpcClientAccess().get("N1").responsibility()).isEqualTo("Mailboxes, PublicFolders");
        assertThat(organization.servers().autodiscover(changed.value()).orElseThrow().sites())
                .containsExactly("HeadOffice");
        ExchangeServer moved = organization.servers().change("N1", "branch", both).value();
        assertThat(moved.site()).isEqualTo("Branch");
        assertThat(organization.arrays().get("outlook").members()).containsExactly("EX1", "EX2");
        assertThat(organization.servers().autodiscover(moved).orElseThrow().sites()).containsExactly("Branch");
        organization.databases().create(Kind.MAILBOX, "DB1", "N1", Map.of());
        refused(Reason.IN_USE, "DB1", () -> organization.servers().change("N1", "HeadOffice",
                Set.of(ServerRole.CLIENT_ACCESS)));
        assertThat(organization.servers().get("N1")).as("a refusal changes nothing").isEqualTo(moved);
        List<String> chosen = List.of("Branch", "HeadOffice");
        organization.servers().setAutodiscover("N1", null, chosen);
        ExchangeServer back = organization.servers().change("N1", "HeadOffice", both).value();
        assertThat(organization.servers().autodiscover(back).orElseThrow().sites())
                .as("a scope that somebody chose stays").containsExactlyInAnyOrderElementsOf(chosen);
    }

    @Test
    void aServerThatIsNoLongerAClientAccessServerIsNamedByNobody() {
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        Outcome<ExchangeServer> changed = organization.servers().change("EX1", "HeadOffice",
                Set.of(ServerRole.MAILBOX));
        assertThat(changed.warnings()).hasSize(2).last().asString()
                .contains("DB1", "Set-MailboxDatabase -RpcClientAccessServer");
        assertThat(organization.servers().autodiscover(changed.value())).isEmpty();
        assertThat(organization.rpcClientAccess().get("EX1").responsibility()).isEqualTo("PublicFolders");
        long before = directory.changeCounter();
        assertThat(organization.servers().change("EX1", "HeadOffice", Set.of(ServerRole.MAILBOX)).warnings()).isEmpty();
        assertThat(directory.changeCounter()).as("the same again changes nothing").isEqualTo(before);
    }

    @Test
    void aServerIsRetiredWhenNothingNeedsItAndItsClientsWereSentElsewhere() {
        Servers servers = organization.servers();
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        refused(Reason.IN_USE, "DB1", () -> servers.retire("EX1"));
        servers.setRpcAddress(servers.get("EX2"), new InetSocketAddress("192.0.2.2", 59_531));
        refused(Reason.NOT_ALLOWED, "Suspend-ClientAccessArrayMember", () -> servers.retire("EX2"));
        servers.suspend("EX2", true);
        assertThat(servers.retire("ex2.corp.example").warnings()).satisfiesExactly(
                members -> assertThat(members).contains("HeadOffice"), stop -> assertThat(stop).contains("EX2"));
        assertThat(organization.arrays().get("outlook").members()).containsExactly("EX1");
        servers.register("EX2", "ex2.corp.example", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        assertThat(servers.suspended()).isEmpty();
        servers.change("EX1", "HeadOffice", Set.of(ServerRole.MAILBOX));
        refused(Reason.IN_USE, "array 'outlook'", () -> servers.retire("EX2"));
        organization.arrays().remove("outlook", true);
        refused(Reason.IN_USE, "EX1", () -> servers.retire("EX2"));
        organization.databases().remove(Kind.MAILBOX, "DB1");
        assertThat(servers.retire("EX1").warnings()).as("a mailbox server that never ran").isEmpty();
        servers.retire("EX2");
        assertThat(servers.all()).extracting(ExchangeServer::name).containsExactly("MB1");
    }

    @Test
    void anArrayInUseIsRemovedOnlyByForceAndItsDatabasesAreNamed() {
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.databases().create(Kind.MAILBOX, "DB2", "EX1", Map.of());
        refused(Reason.IN_USE, "DB2", () -> organization.arrays().remove("outlook", false));
        assertThat(organization.arrays().remove("outlook", true).warnings()).singleElement().asString().contains("DB2");
        assertThat(organization.arrays().all()).isEmpty();
        assertThat(organization.databases().get(Kind.MAILBOX, "DB2").rpcClientAccessServer()).isEmpty();
    }

    @Test
    void aRenamedArrayKeepsItsLegacyDnSoThatDatabasesFollow() {
        organization.arrays().create("old", "outlook.corp.example", "HeadOffice");
        organization.databases().create(Kind.MAILBOX, "DB2", "EX1", Map.of());
        Outcome<ClientAccessArray> changed = organization.arrays().set("old", "new", "mail.corp.example", "");
        assertThat(changed.value().name()).isEqualTo("new");
        assertThat(changed.warnings()).singleElement().asString().contains("outlook.corp.example");
        assertThat(organization.databases().get(Kind.MAILBOX, "DB2").rpcClientAccessServer())
                .isEqualTo("mail.corp.example");
        refused(Reason.ALREADY_EXISTS, "old", () -> organization.arrays().create("old", "o.corp.example", "Branch"));
    }

    @Test
    void mailboxesAreMadeFoundChangedAndTakenAway() {
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        MailboxUser ann = mailbox("Ann Bee", "ann@corp.example");
        assertThat(ann.legacyExchangeDn()).isEqualTo(ROOT + "/cn=Recipients/cn=ann");
        assertThat(ann.proxyAddresses()).containsExactly("SMTP:ann@corp.example");
        assertThat(ann.mailbox().orElseThrow().database()).isEqualTo("DB1");
        assertThat(ann.mailbox().orElseThrow().server()).isEqualTo("EX1");
        for (String identity : List.of("ann", "Ann Bee", "CORP\\ANN", "ann@corp.example", ann.legacyExchangeDn(),
                ann.header().distinguishedName(), ann.header().guid().toString())) {
            assertThat(organization.mailboxes().get(identity)).as(identity).isEqualTo(ann);
        }
        MailboxUser changed = organization.mailboxes().set("ann", Map.of(
                MailboxProperty.PRIMARY_SMTP_ADDRESS, "a.bee@corp.example", MailboxProperty.DISPLAY_NAME, "Bee, Ann"))
                .value();
        assertThat(changed.proxyAddresses()).containsExactly("SMTP:a.bee@corp.example", "smtp:ann@corp.example");
        assertThat(changed.displayName()).isEqualTo("Bee, Ann");
        refused(Reason.ALREADY_EXISTS, "ann@corp.example", () -> mailbox("Other", "ann@corp.example"));
        refused(Reason.IN_USE, "1 mailbox (Ann Bee)", () -> organization.databases().remove(Kind.MAILBOX, "DB1"));
        organization.mailboxes().disable("ann");
        refused(Reason.NOT_FOUND, "Enable-Mailbox", () -> organization.mailboxes().get("ann"));
        assertThat(organization.mailboxes().enable("ann", "", "", "").value().alias()).isEqualTo("ann");
        organization.mailboxes().remove("ann");
        refused(Reason.NOT_FOUND, "ann", () -> organization.mailboxes().get("ann"));
        organization.databases().remove(Kind.MAILBOX, "DB1");
        assertThat(organization.databases().all(Kind.MAILBOX)).isEmpty();
    }

    @Test
    void mailboxesAreSpreadOverDatabasesOpenForProvisioning() {
        refused(Reason.NOT_FOUND, "New-MailboxDatabase", () -> mailbox("Ann", "ann@corp.example"));
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1",
                Map.of(DatabaseProperty.IS_EXCLUDED_FROM_PROVISIONING, "$true"));
        organization.databases().create(Kind.MAILBOX, "DB2", "EX1", Map.of());
        assertThat(mailbox("Ann", "ann@corp.example").mailbox().orElseThrow().database()).isEqualTo("DB2");
    }

    @Test
    void settingsAreCheckedAndPrintedAsTheShellShowsThem() {
        DatabaseObject database = organization.databases().create(Kind.MAILBOX, "DB1", "EX1",
                Map.of(DatabaseProperty.PROHIBIT_SEND_QUOTA, "1.5GB")).value();
        assertThat(database.setting(DatabaseProperty.PROHIBIT_SEND_QUOTA)).isEqualTo("1.5 GB (1,610,612,736 bytes)");
        assertThat(database.setting(DatabaseProperty.DELETED_ITEM_RETENTION)).isEqualTo("14.00:00:00");
        var changed = organization.databases().set(Kind.MAILBOX, "DB1", Map.of(
                DatabaseProperty.DELETED_ITEM_RETENTION, "7.12:30:00",
                DatabaseProperty.PROHIBIT_SEND_QUOTA, "Unlimited",
                DatabaseProperty.MOUNT_AT_STARTUP, "false")).value();
        assertThat(changed.setting(DatabaseProperty.DELETED_ITEM_RETENTION)).isEqualTo("7.12:30:00");
        assertThat(changed.span(DatabaseProperty.DELETED_ITEM_RETENTION))
                .isEqualTo(java.time.Duration.ofMinutes(7 * 24 * 60 + 12 * 60 + 30));
        assertThat(changed.setting(DatabaseProperty.PROHIBIT_SEND_QUOTA)).isEqualTo("Unlimited");
        assertThat(changed.isSet(DatabaseProperty.MOUNT_AT_STARTUP)).isFalse();
        refused(Reason.INVALID, "-MountAtStartup 'perhaps'", () -> organization.databases().set(Kind.MAILBOX, "DB1",
                Map.of(DatabaseProperty.MOUNT_AT_STARTUP, "perhaps")));
        RpcClientAccessSettings settings = organization.rpcClientAccess()
                .set("EX2", 500, false, "-13.32767.65535", null, null).value();
        assertThat(settings.maximumConnections()).isEqualTo(500);
        assertThat(settings.encryptionRequired()).isFalse();
        assertThat(organization.rpcClientAccess().get("EX1").encryptionRequired()).isTrue();
        refused(Reason.INVALID, "BlockedClientVersions",
                () -> organization.rpcClientAccess().set("EX2", null, null, "14", null, null));
        assertThat(organization.throttlingPolicies().theDefault().limit(ThrottlingLimit.RCA_MAX_CONCURRENCY))
                .hasValue(20);
    }

    @Test
    void aRehearsalChecksAndDescribesButChangesNothing() {
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        mailbox("Ann", "ann@corp.example");
        long before = directory.changeCounter();
        assertThat(organization.rehearsal().arrays().create("o", "o.corp.example", "HeadOffice").description())
                .isEqualTo("Create client access array 'o' (o.corp.example) for site 'HeadOffice'");
        assertThat(organization.rehearsal().databases().create(Kind.MAILBOX, "DB9", "EX1", Map.of()).value().name())
                .isEqualTo("DB9");
        organization.rehearsal().mailboxes().disable("ann");
        organization.rehearsal().mailboxes().remove("ann");
        organization.rehearsal().databases().rename(Kind.MAILBOX, "DB1", "DB7");
        refused(Reason.ALREADY_EXISTS, "EX1",
                () -> organization.rehearsal().arrays().create("x", "ex1.corp.example", "Branch"));
        assertThat(directory.changeCounter()).isEqualTo(before);
    }

    @Test
    void theLongestSubnetDecidesTheSite() throws Exception {
        assertThat(organization.sites().of(InetAddress.getByName("10.1.2.3")).orElseThrow().name())
                .isEqualTo("HeadOffice");
        assertThat(organization.sites().of(InetAddress.getByName("10.1.7.3")).orElseThrow().name()).isEqualTo("Branch");
        assertThat(organization.sites().of(InetAddress.getByName("192.0.2.1"))).isEmpty();
        refused(Reason.INVALID, "10.1.0.0/16", () -> organization.sites().addSubnet("Branch", "10.1.2.0/16"));
        refused(Reason.ALREADY_EXISTS, "HeadOffice", () -> organization.sites().addSubnet("Branch", "10.1.0.0/16"));
    }

    @Test
    void theAddressBookLeadsFromUsersToEndpoints() {
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.databases().create(Kind.PUBLIC_FOLDER, "PF1", "EX1", Map.of());
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        MailboxUser zoe = mailbox("Zoë", "zoe@corp.example");
        MailboxUser ann = mailbox("Ann Bee", "ann@corp.example");
        organization.mailboxes().setEmailAddresses("ann", List.of("SMTP:ann@corp.example", "X500:/o=Old/cn=Ann"));
        assertThat(addressBook.byLegacyDn("/O=OLD/CN=ann")).map(MailboxUser::name).contains("Ann Bee");
        assertThat(addressBook.byLegacyDn(zoe.legacyExchangeDn().toLowerCase(java.util.Locale.ROOT))).contains(zoe);
        assertThat(addressBook.byIdentity(new Identity("CORP", "ZOE", "NTLM"))).contains(zoe);
        assertThat(addressBook.byIdentity(new Identity("OTHER", "zoe", "NTLM"))).isEmpty();
        assertThat(addressBook.bySmtp("SMTP:ZOE@corp.example")).contains(zoe);
        assertThat(addressBook.resolve("bee", 10)).isEmpty();
        assertThat(addressBook.resolve("ann b", 10)).extracting(MailboxUser::name).containsExactly("Ann Bee");
        assertThat(addressBook.list(0, 10)).extracting(MailboxUser::name).containsExactly("Ann Bee", "Zoë");
        assertThat(addressBook.list(1, 10)).containsExactly(zoe);
        Endpoint endpoint = addressBook.endpointOf(ann).orElseThrow();
        assertThat(endpoint.kind()).isEqualTo(Endpoint.Kind.ARRAY);
        assertThat(endpoint.fqdn()).isEqualTo("outlook.corp.example");
        String home = addressBook.homeDatabaseLegacyDn(ann).orElseThrow();
        assertThat(home).endsWith("/cn=Configuration/cn=Servers/cn=outlook.corp.example/cn=Microsoft Private MDB");
        assertThat(addressBook.fqdnOf(home)).contains("outlook.corp.example");
        assertThat(addressBook.fqdnOf(LAYOUT.legacyServer("ex2"))).contains("ex2.corp.example");
        DatabaseObject publicFolders = addressBook.publicFolderDatabaseOf(ann).orElseThrow();
        assertThat(addressBook.fqdnOf(publicFolders.legacyExchangeDn())).contains("ex1.corp.example");
        assertThat(addressBook.fqdnOf("/o=x/cn=nobody")).isEmpty();
        assertThat(addressBook.siteOfServer("EX1")).contains("HeadOffice");
        assertThat(addressBook.isOrganizationAdministrator(new Identity("CORP", "ann", "NTLM"))).isFalse();
        organization.mailboxes().makeAdministrator("ann");
        organization.mailboxes().makeAdministrator("ann");
        assertThat(addressBook.isOrganizationAdministrator(new Identity("CORP", "ann", "NTLM"))).isTrue();
    }

    @Test
    void hiddenUsersAreNotListedAndSnapshotsFollowChanges() {
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        mailbox("Ann", "ann@corp.example");
        AddressBook.Snapshot before = addressBook.snapshot();
        assertThat(addressBook.snapshot()).isSameAs(before);
        organization.mailboxes().set("ann", Map.of(MailboxProperty.HIDDEN_FROM_ADDRESS_LISTS_ENABLED, "$true"));
        assertThat(addressBook.snapshot().users()).isEmpty();
        assertThat(addressBook.resolve("ann", 10)).isEmpty();
        assertThat(addressBook.bySmtp("ann@corp.example")).isPresent();
    }

    @Test
    void mangledNamesAndIdentitiesAreRefusedAndChangeNothing() {
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        long before = directory.changeCounter();
        String array = organization.arrays().get("outlook").header().distinguishedName();
        for (String golden : List.of("outlook.corp.example", array, ROOT + "/cn=Recipients/cn=ann", "ann@corp.example",
                "10.1.0.0/16", "14.00:00:00", "2 GB (2,147,483,648 bytes)")) {
            Mutations.survive(golden.getBytes(java.nio.charset.StandardCharsets.UTF_8), 60, DirectoryException.class,
                    mangled -> tryAll(new String(mangled, java.nio.charset.StandardCharsets.UTF_8)));
        }
        assertThat(directory.changeCounter()).isEqualTo(before);
    }

    /// Everything that takes text, in a rehearsal: each either works or refuses with a reason.
    private void tryAll(String text) {
        List<Runnable> attempts = List.of(
                () -> organization.rehearsal().arrays().create(text, "a.corp.example", "Branch"),
                () -> organization.rehearsal().arrays().create("a", text, "Branch"),
                () -> organization.rehearsal().arrays().get(text),
                () -> organization.rehearsal().databases().setRpcClientAccessServer("DB1", text),
                () -> organization.rehearsal().databases().set(Kind.MAILBOX, "DB1", Map.of(
                        DatabaseProperty.DELETED_ITEM_RETENTION, text)),
                () -> organization.rehearsal().databases().set(Kind.MAILBOX, "DB1", Map.of(
                        DatabaseProperty.PROHIBIT_SEND_QUOTA, text)),
                () -> organization.rehearsal().mailboxes().get(text),
                () -> organization.rehearsal().mailboxes()
                        .create(NewMailbox.of(text, "n@corp.example", new char[0], "")),
                () -> organization.rehearsal().mailboxes().create(NewMailbox.of("n", text, new char[0], "")),
                () -> organization.rehearsal().sites().addSubnet("Branch", text),
                () -> addressBook.fqdnOf(text),
                () -> addressBook.byLegacyDn(text),
                () -> addressBook.resolve(text, 10),
                () -> Names.requireDn(text));
        for (Runnable attempt : attempts) {
            try {
                attempt.run();
            } catch (DirectoryException refusal) {
                assertThat(refusal.getMessage()).isNotBlank();
            }
        }
    }

    private MailboxUser mailbox(String name, String upn) {
        return organization.mailboxes().create(NewMailbox.of(name, upn, "Passw0rd".toCharArray(), "")).value();
    }

    private static void refused(Reason reason, String mentions, Runnable attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(DirectoryException.class, refusal -> {
            assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
            assertThat(refusal.getMessage()).contains(mentions);
        });
    }
}
