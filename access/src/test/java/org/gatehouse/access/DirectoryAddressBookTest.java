package org.gatehouse.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.BlockedVersions;
import org.gatehouse.access.emsmdb.OrganizationAccess;
import org.gatehouse.access.emsmdb.ProtocolRights;
import org.gatehouse.access.nspi.AddressBookEntry;
import org.gatehouse.access.nspi.AddressBookSnapshot;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.directory.organization.DistributionGroups.NewGroup;
import org.gatehouse.directory.organization.ExternalRecipient;
import org.gatehouse.directory.organization.ExternalRecipients;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxRight;
import org.gatehouse.directory.organization.MailboxType;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ProtocolSwitch;
import org.gatehouse.directory.organization.ServerRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryAddressBookTest {
    private static final Layout LAYOUT = new Layout("Corp", "corp.example", "CORP");
    private static final String SERVERS =
            "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=";
    private static final String ANN =
            "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=ann";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;
    private SqlEngine engine;
    private Organization organization;

    @BeforeEach
    void prepare() {
        engine = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        var random = new SecureRandom();
        var directory = new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        organization = new Organization(directory, LAYOUT, UUID::randomUUID);
        organization.sites().create("HeadOffice", java.util.List.of());
        organization.sites().create("Branch", java.util.List.of());
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.servers().register("EX2", "ex2.corp.example", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("EX3", "ex3.corp.example", "Branch", EnumSet.allOf(ServerRole.class));
        organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice");
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        organization.databases().create(Kind.MAILBOX, "DB3", "EX3", Map.of());
        mailbox("Zoe Zabel", "zoe", "DB1");
        mailbox("Ann Archer", "ann", "DB1");
        mailbox("Bob Branch", "bob", "DB3");
        organization.mailboxes().set("zoe", Map.of(MailboxProperty.HIDDEN_FROM_ADDRESS_LISTS_ENABLED, "True"));
        organization.mailboxes().set("ann", Map.of(MailboxProperty.TITLE, "Archivist"));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private DirectoryAddressBook addressBook() {
        return new DirectoryAddressBook(organization, InstantSource.fixed(NOON), Runnable::run);
    }

    private void mailbox(String name, String account, String database) {
        char[] password = (UUID.randomUUID() + "Aa1!").toCharArray();
        organization.mailboxes().create(NewMailbox.of(name, account + "@corp.example", password, database));
    }

    @Test
    void listsUsersAndFindsWhatIsHidden() {
        AddressBookSnapshot book = addressBook().snapshot();
        assertThat(book.listed()).extracting(AddressBookEntry::displayName).containsExactly("Ann Archer", "Bob Branch");
        AddressBookEntry ann = book.byDn(ANN).orElseThrow();
        assertThat(ann.smtpAddress()).isEqualTo("ann@corp.example");
        assertThat(ann.person().title()).isEqualTo("Archivist");
        assertThat(ann.guid()).isEqualTo(organization.mailboxes().get("ann").header().guid());
        assertThat(book.byDn(organization.mailboxes().get("zoe").legacyExchangeDn()).orElseThrow().hidden()).isTrue();
    }

    @Test
    void whatAUserMayIsReadFromTheDirectory() {
        var access = new OrganizationAccess(organization, new AddressBook(organization));
        assertThat(access.byLegacyDn(ANN).orElseThrow().rights()).isEqualTo(ProtocolRights.ALL);
        organization.mailboxes().setProtocols("ann", Map.of(
                ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP, Optional.of(true),
                ProtocolSwitch.MAPI_HTTP_ENABLED, Optional.of(false),
                ProtocolSwitch.MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE, Optional.of(true)), "15.0.4569");
        assertThat(access.byLegacyDn(ANN).orElseThrow().rights()).isEqualTo(new ProtocolRights(true, false, false,
                false, BlockedVersions.ofMailbox("15.0.4569")));
        organization.mailboxes().setProtocols("ann", Map.of(ProtocolSwitch.MAPI_ENABLED, Optional.of(false)), "");
        assertThat(access.byLegacyDn(ANN).orElseThrow().rights().mapi()).isFalse();
        // Written by another hand, over LDAP.
        organization.directory().modify(Names.requireDn(organization.mailboxes().get("ann").header()
                .distinguishedName()), java.util.List.of(new Modification(ModificationType.REPLACE,
                        "protocolSettings", "MAPI\u00a71\u00a70\u00a7rubbish\u00a7")));
        assertThat(access.byLegacyDn(ANN).orElseThrow().rights()).isEqualTo(ProtocolRights.ALL);
    }

    @Test
    void onlySecurityGroupsStandInFoldersLists() { // MS-OXCPERM_R175
        organization.distributionGroups().create(new NewGroup("Floor", "", "", "", "", false, "",
                java.util.List.of("bob")));
        organization.distributionGroups().create(new NewGroup("Team", "", "", "", "", true, "",
                java.util.List.of("bob")));
        var access = new OrganizationAccess(organization, new AddressBook(organization));
        String team = organization.distributionGroups().get("Team").legacyExchangeDn();
        assertThat(access.securityGroup(team.toUpperCase(java.util.Locale.ROOT)))
                .map(AccessDirectory.Principal::legacyDn).contains(team);
        assertThat(access.groupsOf(access.byLegacyDn(organization.mailboxes().get("bob").legacyExchangeDn())
                .orElseThrow())).containsExactly(team);
        assertThat(access.securityGroup(organization.distributionGroups().get("Floor").legacyExchangeDn())).isEmpty();
        assertThat(access.securityGroup(ANN)).isEmpty();
        assertThat(access.securityGroup("")).isEmpty();
    }

    @Test
    void mailboxesOpenForThoseWithFullAccess() {
        char[] password = (UUID.randomUUID() + "Aa1!").toCharArray();
        organization.mailboxes().create(new NewMailbox("Team", "team@corp.example", password, "", "", "", "", "", "DB1",
                "", "", "", MailboxType.SHARED));
        var access = new OrganizationAccess(organization, new AddressBook(organization));
        AccessDirectory.User bob = access.byLegacyDn(organization.mailboxes().get("bob").legacyExchangeDn())
                .orElseThrow();
        AccessDirectory.User team = access.byLegacyDn(organization.mailboxes().get("team").legacyExchangeDn())
                .orElseThrow();
        assertThat(team.enabled()).as("nobody signs in").isFalse();
        assertThat(team.mailbox()).as("but it can be opened").isPresent();
        assertThat(access.opens(bob, team)).isFalse();
        organization.mailboxPermissions().grant("team", "bob", java.util.List.of(MailboxRight.FULL_ACCESS), false,
                true);
        assertThat(access.opens(bob, team)).isTrue();
        assertThat(access.opens(team, bob)).isFalse();
        organization.directory().modify(Names.requireDn(organization.mailboxes().get("bob").header()
                .distinguishedName()), java.util.List.of(new Modification(ModificationType.REPLACE,
                        "userAccountControl", "514")));
        assertThat(access.byLegacyDn(bob.legacyDn()).orElseThrow().mailbox()).as("a person's, with the account")
                .isEmpty();
    }

    @Test
    void groupsAndPeopleKnowEachOther() {
        organization.distributionGroups().create(new NewGroup("Floor", "", "", "", "", false, "ann",
                java.util.List.of("bob", "zoe")));
        organization.distributionGroups().create(new NewGroup("House", "", "", "", "", true, "",
                java.util.List.of("Floor")));
        organization.directory().modify(
                Names.requireDn(organization.mailboxes().get("bob").header().distinguishedName()), java.util.List.of(
                new Modification(ModificationType.ADD, "manager",
                        organization.mailboxes().get("ann").header().distinguishedName()),
                new Modification(ModificationType.ADD, "publicDelegates",
                        organization.mailboxes().get("zoe").header().distinguishedName())));
        AddressBookSnapshot book = addressBook().snapshot();
        String bob = organization.mailboxes().get("bob").legacyExchangeDn();
        String zoe = organization.mailboxes().get("zoe").legacyExchangeDn();
        String floor = organization.distributionGroups().get("Floor").legacyExchangeDn();
        String house = organization.distributionGroups().get("House").legacyExchangeDn();
        AddressBookEntry.Links group = book.byDn(floor).orElseThrow().links();
        assertThat(group.members()).containsExactlyInAnyOrder(bob, zoe);
        assertThat(group.owners()).containsExactly(ANN);
        assertThat(group.memberOf()).containsExactly(house);
        AddressBookEntry.Links bobs = book.byDn(bob).orElseThrow().links();
        assertThat(bobs.memberOf()).containsExactly(floor);
        assertThat(bobs.managers()).containsExactly(ANN);
        assertThat(bobs.delegates()).containsExactly(zoe);
        AddressBookEntry.Links anns = book.byDn(ANN).orElseThrow().links();
        assertThat(anns.reports()).containsExactly(bob);
        assertThat(anns.owned()).containsExactly(floor);
    }

    @Test
    void roomsAndEquipmentAreToldApart() {
        for (MailboxType type : java.util.List.of(MailboxType.ROOM, MailboxType.EQUIPMENT, MailboxType.SHARED)) {
            char[] password = (UUID.randomUUID() + "Aa1!").toCharArray();
            organization.mailboxes().create(new NewMailbox(type.name(), type.name() + "@corp.example", password, "",
                    "", "", "", "", "DB1", "", "", "", type));
        }
        assertThat(addressBook().snapshot().listed()).extracting(AddressBookEntry::kind).containsExactlyInAnyOrder(
                AddressBookEntry.Kind.MAILBOX, AddressBookEntry.Kind.MAILBOX, AddressBookEntry.Kind.ROOM,
                AddressBookEntry.Kind.EQUIPMENT, AddressBookEntry.Kind.MAILBOX);
    }

    @Test
    void peopleWithMailboxesElsewhereAreListed() {
        for (ExternalRecipient.Kind kind : ExternalRecipient.Kind.values()) {
            organization.externalRecipients().create(new ExternalRecipients.NewRecipient(kind, kind.details(),
                    kind.details() + "@fabrikam.example", "", "", "", "", "", "", "", new char[0],
                    organization.layout().users()));
        }
        AddressBookSnapshot book = addressBook().snapshot();
        assertThat(book.listed()).filteredOn(entry -> entry.kind().displayType() == 6) // DT_REMOTE_MAILUSER
                .extracting(AddressBookEntry::kind, AddressBookEntry::smtpAddress).containsExactlyInAnyOrder(
                        tuple(AddressBookEntry.Kind.CONTACT, "MailContact@corp.example"),
                        tuple(AddressBookEntry.Kind.MAIL_USER, "MailUser@corp.example"));
        String contact = organization.externalRecipients().get(ExternalRecipient.Kind.MAIL_CONTACT, "MailContact")
                .legacyExchangeDn();
        assertThat(book.byDn(contact).orElseThrow().proxyAddresses()).containsExactlyInAnyOrder(
                "SMTP:MailContact@corp.example", "smtp:MailContact@fabrikam.example");
        organization.externalRecipients().set(ExternalRecipient.Kind.MAIL_CONTACT, "MailContact",
                new ExternalRecipients.Changes(null, null, null, null, null, true));
        assertThat(addressBook().snapshot().listed()).extracting(AddressBookEntry::kind)
                .doesNotContain(AddressBookEntry.Kind.CONTACT);
    }

    @Test
    void homeDatabasesCarryTheEndpointAsAHostName() {
        AddressBookSnapshot book = addressBook().snapshot();
        String home = book.byDn(ANN).orElseThrow().homeDatabaseDn();
        assertThat(home).isEqualTo(SERVERS + "outlook.corp.example/cn=Microsoft Private MDB");
        // And that name leads back to the array, as does the array's own.
        for (String dn : Set.of(home, SERVERS + "outlook", SERVERS + "outlook.corp.example")) {
            assertThat(book.byDn(dn).orElseThrow().networkAddresses()).as(dn)
                    .containsExactly("ncacn_ip_tcp:outlook.corp.example");
        }
    }

    @Test
    void seesChangesWhenAsked() {
        var book = addressBook();
        AddressBookSnapshot before = book.snapshot();
        assertThat(book.snapshot()).isSameAs(before);
        mailbox("Carl Carter", "carl", "DB1");
        assertThat(book.snapshot().listed()).extracting(AddressBookEntry::account).contains("carl");
    }

    @Test
    void leavesASnapshotAloneForTenTimesWhatItTook() {
        var seconds = new AtomicLong();
        // A second passes between any two looks at the clock, so that the first snapshot takes one.
        var book = new DirectoryAddressBook(organization, () -> NOON.plusSeconds(seconds.incrementAndGet()),
                Runnable::run);
        AddressBookSnapshot before = book.snapshot();
        mailbox("Carl Carter", "carl", "DB1");
        assertThat(book.snapshot()).isSameAs(before);
        seconds.addAndGet(10);
        assertThat(book.snapshot().listed()).hasSize(3);
    }

    @Test
    void nobodyWaitsForASnapshotThatTakesLong() {
        var seconds = new AtomicLong();
        var later = new ArrayDeque<Runnable>();
        var book = new DirectoryAddressBook(organization, () -> NOON.plusSeconds(seconds.incrementAndGet()),
                later::add);
        AddressBookSnapshot before = book.snapshot();
        mailbox("Carl Carter", "carl", "DB1");
        seconds.addAndGet(60);
        assertThat(book.snapshot()).isSameAs(before);
        assertThat(book.snapshot()).isSameAs(before);
        assertThat(later).as("ordered once").hasSize(1);
        later.remove().run();
        assertThat(book.snapshot().listed()).hasSize(3);
    }

    @Test
    void refersUsersToALiveEndpointOfTheirMailbox() {
        DirectoryReferrals all = referrals("ex1.corp.example", "ex2.corp.example", "ex3.corp.example");
        assertThat(all.liveAddressBookEndpoint(ANN)).contains("outlook.corp.example");
        assertThat(all.liveAddressBookEndpoint(ANN.toUpperCase(java.util.Locale.ROOT)))
                .contains("outlook.corp.example");
        assertThat(all.liveAddressBookEndpoint(organization.mailboxes().get("bob").legacyExchangeDn()))
                .contains("ex3.corp.example");
        assertThat(all.liveAddressBookEndpoint("")).contains("ex1.corp.example");
        assertThat(all.liveAddressBookEndpoint("/o=Corp/cn=nobody")).contains("ex1.corp.example");
    }

    @Test
    void neverRefersToADeadServer() {
        DirectoryReferrals alone = referrals("ex1.corp.example");
        assertThat(alone.liveAddressBookEndpoint(organization.mailboxes().get("bob").legacyExchangeDn()))
                .contains("ex1.corp.example");
    }

    @Test
    void translatesArraysServersAndDatabases() {
        DirectoryReferrals referrals = referrals();
        assertThat(referrals.fqdnOf(SERVERS + "outlook")).contains("outlook.corp.example");
        assertThat(referrals.fqdnOf(SERVERS + "EX2")).contains("ex2.corp.example");
        assertThat(referrals.fqdnOf(SERVERS + "OUTLOOK.corp.example/cn=microsoft private mdb"))
                .contains("outlook.corp.example");
        assertThat(referrals.fqdnOf(SERVERS + "EX3/cn=Microsoft Public MDB")).contains("ex3.corp.example");
        assertThat(referrals.fqdnOf(SERVERS + "nobody")).isEmpty();
    }

    private DirectoryReferrals referrals(String... alive) {
        return new DirectoryReferrals(organization, new AddressBook(organization), "ex1.corp.example",
                Set.of(alive)::contains);
    }
}
