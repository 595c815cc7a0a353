package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where clients belong whose database is active in another site than its RpcClientAccessServer (decision 19).
final class CrossSiteTest {
    private static final Layout LAYOUT = new Layout("First Organization", "corp.example", "CORP");
    private static final String HEAD_ARRAY = "outlook.corp.example";
    private static final String BRANCH_ARRAY = "branch.corp.example";
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Organization organization = new Organization(directory, LAYOUT, UUID::randomUUID);

    @ParameterizedTest(name = "endpoint {0}, active {1}, preferred {2}, allowed {3}: {4}")
    @CsvSource({
        "Head,   Branch, 'Head,Branch', none,  Head",
        "Head,   Head,   'Head,Branch', false, Head",
        "Head,   Branch, 'Head,Branch', false, Branch",
        "Head,   Branch, 'Head,Branch', true,  Head",
        "Branch, Head,   'Head,Branch', true,  Head",
        "Branch, Branch, 'Head,Branch', true,  Head",
        "Head,   Branch, 'Branch',      true,  Head",
        "Head,   Branch, 'Branch',      false, Branch",
        "Head,   Branch, '',            false, Branch",
        "Head,   '',     'Head,Branch', false, Head",
        "Head,   Branch, ',Branch',     true,  Head"})
    void theGroupDecides(String endpoint, String active, String copies, String allowed, String site) {
        assertThat(CrossSiteRule.site(new CrossSiteRule.Facts(endpoint, active, List.of(copies.split(",", -1)),
                allowed.equals("none") ? Optional.empty() : Optional.of(Boolean.valueOf(allowed))))).isEqualTo(site);
    }

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        for (String site : List.of("Head", "Branch", "Island")) {
            organization.sites().create(site, List.of());
        }
        organization.servers().register("EX1", "ex1.corp.example", "Head", EnumSet.allOf(ServerRole.class));
        organization.servers().register("EX2", "ex2.corp.example", "Branch", EnumSet.allOf(ServerRole.class));
        organization.servers().register("MB3", "mb3.corp.example", "Island", Set.of(ServerRole.MAILBOX));
        organization.arrays().create("outlook", HEAD_ARRAY, "Head");
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of(DatabaseProperty.CONNECTION_STRING,
                "jdbc:postgresql://pg.corp.example/gatehouse"));
        organization.mailboxes().create(NewMailbox.of("Ann", "ann@corp.example", "Passw0rd".toCharArray(), "DB1"));
        var none = new AvailabilityGroups.Wanted(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
        organization.availabilityGroups().create("DAG1", none);
    }

    /// Puts all servers into the group, with a copy on each.
    private void replicate() {
        for (String server : List.of("EX1", "EX2", "MB3")) {
            organization.availabilityGroups().addServer("DAG1", server);
        }
        organization.databaseCopies().add("DB1", "EX2", 2, "");
        organization.databaseCopies().add("DB1", "MB3", 3, "");
    }

    private Outcome<AvailabilityGroup> allow(boolean allowed) {
        return allow(organization, allowed);
    }

    private static Outcome<AvailabilityGroup> allow(Organization organization, boolean allowed) {
        return organization.availabilityGroups().set("DAG1", new AvailabilityGroups.Wanted(Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(allowed)));
    }

    private void activate(String server) {
        organization.databaseCopies().activated(database(), server);
    }

    private DatabaseObject database() {
        return organization.databases().get(Kind.MAILBOX, "DB1");
    }

    /// As logon, referral and Autodiscover ask.
    private String home() {
        ClientHome home = organization.clientHomes().of(database()).orElseThrow();
        var book = new AddressBook(organization);
        Endpoint endpoint = book.endpointOf(organization.mailboxes().get("Ann")).orElseThrow();
        assertThat(endpoint.fqdn()).isEqualTo(home.fqdn());
        assertThat(endpoint.site()).isEqualTo(home.site());
        assertThat(book.fqdnOf(home.databaseLegacyDn())).as("RfrGetFQDNFromServerDN").contains(home.fqdn());
        assertThat(database().rpcClientAccessServer()).as("as it was set").isEqualTo(HEAD_ARRAY);
        return home.fqdn();
    }

    @Test
    void clientsFollowTheActiveCopyUnlessTheirGroupLetsThemStay() {
        replicate();
        assertThat(home()).isEqualTo(HEAD_ARRAY);
        activate("EX2");
        assertThat(home()).as("a site without an array: its server").isEqualTo("ex2.corp.example");
        organization.arrays().create("branch", BRANCH_ARRAY, "Branch");
        assertThat(home()).isEqualTo(BRANCH_ARRAY);
        activate("MB3");
        assertThat(home()).as("a site where nobody could serve them").isEqualTo(HEAD_ARRAY);
        activate("EX2");
        allow(true);
        assertThat(home()).isEqualTo(HEAD_ARRAY);
        organization.databaseCopies().set("DB1", "EX2", Optional.of(1), Optional.empty());
        assertThat(home()).as("the most preferred copy's site").isEqualTo(BRANCH_ARRAY);
        activate("EX1");
        assertThat(home()).isEqualTo(BRANCH_ARRAY);
        allow(false);
        assertThat(home()).isEqualTo(HEAD_ARRAY);
    }

    @Test
    void outsideOfGroupsAndOfSitesTheSettingDecides() {
        assertThat(home()).isEqualTo(HEAD_ARRAY);
        organization.arrays().create("branch", BRANCH_ARRAY, "Branch");
        assertThat(organization.databases().setRpcClientAccessServer("DB1", BRANCH_ARRAY).warnings())
                .anyMatch(line -> line.contains("its clients are now sent to " + BRANCH_ARRAY));
        assertThat(organization.clientHomes().of(database()).orElseThrow().fqdn()).isEqualTo(BRANCH_ARRAY);
        assertThat(organization.availabilityGroups().addServer("DAG1", "EX1").sentOn()).as("the group's rule holds")
                .singleElement().satisfies(each -> assertThat(each.to().fqdn()).isEqualTo(HEAD_ARRAY));
        assertThat(organization.databases().setRpcClientAccessServer("DB1", "EX2").warnings())
                .anyMatch(line -> line.contains("still sent to " + HEAD_ARRAY));
    }

    @Test
    void anEndpointThatIsGoneStaysGone() {
        replicate();
        organization.arrays().remove("outlook", true);
        activate("EX2");
        assertThat(organization.clientHomes().of(database())).isEmpty();
    }

    @Test
    void whoWillNoticeIsToldBeforeAndNothingIsChanged() {
        replicate();
        assertThat(organization.clientHomes().ifActiveOn(database(), "EX2")).singleElement().satisfies(each -> {
            assertThat(each.user()).isEqualTo("Ann");
            assertThat(each.from().fqdn()).isEqualTo(HEAD_ARRAY);
            assertThat(each.to().fqdn()).isEqualTo("ex2.corp.example");
        });
        assertThat(organization.clientHomes().ifActiveOn(database(), "MB3")).isEmpty();
        activate("EX2");
        Outcome<AvailabilityGroup> rehearsed = allow(organization.rehearsal(), true);
        assertThat(rehearsed.sentOn()).singleElement().satisfies(each -> assertThat(each.to().fqdn())
                .isEqualTo(HEAD_ARRAY));
        assertThat(rehearsed.warnings()).singleElement().asString().contains("1 user (Ann)", "started again");
        assertThat(home()).isEqualTo("ex2.corp.example");
        allow(true);
        assertThat(organization.clientHomes().ifActiveOn(database(), "EX1")).as("they stay").isEmpty();
    }

    @Test
    void whoNoticesThatAServerComesToASiteIsTold() {
        replicate();
        activate("MB3");
        assertThat(home()).isEqualTo(HEAD_ARRAY);
        Organization rehearsal = organization.rehearsal();
        Outcome<ExchangeServer> moved = rehearsal.clientHomes().watched(() -> rehearsal.servers().move("MB3",
                "Branch"));
        assertThat(moved.sentOn()).singleElement().satisfies(each -> assertThat(each.to().fqdn())
                .isEqualTo("ex2.corp.example"));
        assertThat(moved.warnings()).singleElement().asString().contains("1 user (Ann)", "started again");
        assertThat(home()).as("a rehearsal").isEqualTo(HEAD_ARRAY);
        assertThat(organization.clientHomes().watched(() -> organization.servers().register("EX4", "ex4.corp.example",
                "Island", Set.of(ServerRole.CLIENT_ACCESS))).sentOn()).as("the first that could serve them there")
                .singleElement().satisfies(each -> assertThat(each.to().fqdn()).isEqualTo("ex4.corp.example"));
    }

    @Test
    void aServersOwnClientsStayAtItWhereverItIs() {
        organization.servers().register("EX5", "ex5.corp.example", "Branch", Set.of(ServerRole.CLIENT_ACCESS));
        organization.databases().setRpcClientAccessServer("DB1", "EX5");
        Outcome<ExchangeServer> moved = organization.clientHomes().watched(() -> organization.servers().change("EX5",
                "Head", Set.of(ServerRole.CLIENT_ACCESS)));
        assertThat(organization.clientHomes().of(database()).orElseThrow().site()).isEqualTo("Head");
        assertThat(moved.sentOn()).isEmpty();
        assertThat(moved.warnings()).as("of the arrays").hasSize(2);
    }

    @Test
    void nobodyNoticesWhereTheOldSitesServersSendNobodyOn() {
        replicate();
        organization.rpcClientAccess().set("EX1", null, null, null, false, null);
        assertThat(organization.clientHomes().ifActiveOn(database(), "EX2")).isEmpty();
        activate("EX2");
        assertThat(home()).as("new profiles").isEqualTo("ex2.corp.example");
        assertThat(allow(true).sentOn()).as("the other site's server does").hasSize(1);
    }
}
