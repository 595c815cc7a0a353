package org.gatehouse.directory.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.ThrottlingLimit;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Owner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryPoliciesTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity STRANGER = new Identity("ELSEWHERE", "zoe", "Kerberos");
    private static final Duration SOON = Duration.ofSeconds(11);

    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private boolean away;
    private int searches;
    private final Organization organization = new Organization(watched(new MemoryDirectory(clock, UUID::randomUUID)),
            LAYOUT, UUID::randomUUID);
    private final DirectoryPolicies policies = new DirectoryPolicies(organization, new AddressBook(organization),
            clock);

    /// A directory that counts searches and can be away.
    private Directory watched(Directory directory) {
        return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class},
                (_, method, arguments) -> {
                    if (away) {
                        throw new DirectoryException(Reason.UNAVAILABLE, "away");
                    }
                    searches += method.getName().equals("search") ? 1 : 0;
                    try {
                        return method.invoke(directory, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(organization.directory(), LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", java.util.List.of());
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        organization.mailboxes().create(NewMailbox.of("ann", "ann@corp.example", "Us3r.pass".toCharArray(), ""));
    }

    private void assign(String policy) {
        organization.mailboxes().set("ann", Map.of(MailboxProperty.THROTTLING_POLICY, policy));
    }

    private OptionalInt connections() {
        return policies.allowance(ANN, Component.RCA).concurrency();
    }

    @Test
    void whoHasNoPolicyIsHeldToTheDefaultOne() {
        assertThat(policies.allowance(ANN, Component.RCA)).isEqualTo(new Allowance(
                organization.throttlingPolicies().theDefault().name(), OptionalInt.of(20), OptionalInt.of(5),
                OptionalInt.of(205), OptionalInt.of(200)));
        assertThat(policies.allowance(STRANGER, Component.EWS).concurrency()).hasValue(10);
        assertThat(policies.allowance(ANN, Component.CPA)).isEqualTo(new Allowance(
                organization.throttlingPolicies().theDefault().name(), OptionalInt.of(20), OptionalInt.empty(),
                OptionalInt.of(205), OptionalInt.of(200)));
        assertThat(policies.anonymous().concurrency()).hasValue(1);
    }

    @Test
    void anOwnerIsTheObjectInTheDirectory() {
        assertThat(policies.owner(ANN)).isEqualTo(new Owner(
                organization.mailboxes().get("ann").header().guid().toString(), "CORP\\ann"));
        assertThat(policies.owner(new Identity("CORP", "ANN", "NTLM")).id()).isEqualTo(policies.owner(ANN).id());
        assertThat(policies.owner(STRANGER)).isEqualTo(new Owner("elsewhere\\zoe", "ELSEWHERE\\zoe"));
    }

    @Test
    void whatAnAdministratorChangesHoldsWithinSecondsAndNothingElseIsLookedUp() {
        organization.throttlingPolicies().create("Many", Map.of(ThrottlingLimit.RCA_MAX_CONCURRENCY, "300"));
        assertThat(connections()).hasValue(20);
        assign("Many");
        now = now.plus(SOON);
        assertThat(connections()).hasValue(300);
        organization.throttlingPolicies().set("Many", null, Map.of(ThrottlingLimit.RCA_MAX_CONCURRENCY, ""));
        now = now.plus(SOON);
        assertThat(connections()).isEmpty();
        int before = searches;
        for (int request = 0; request < 100; request++) {
            now = now.plus(SOON);
            assertThat(connections()).isEmpty();
        }
        assertThat(searches).isEqualTo(before);
        assign("");
        now = now.plus(SOON);
        assertThat(connections()).hasValue(20);
    }

    @Test
    void oneStateOfTheDirectoryIsReadOnceForAllWhoHaveThePolicy() {
        connections();
        int before = searches;
        policies.allowance(new Identity("CORP", "nobody", "NTLM"), Component.RCA);
        assertThat(searches - before).as("the account's, and no policy's").isEqualTo(1);
    }

    @Test
    void whileTheDirectoryIsAwayWhatIsKnownGoesOnAndStrangersGetTheFallback() {
        organization.throttlingPolicies().create("Many", Map.of(ThrottlingLimit.RCA_MAX_CONCURRENCY, "300"));
        assign("Many");
        assertThat(connections()).hasValue(300);
        away = true;
        now = now.plus(SOON);
        assertThat(connections()).hasValue(300);
        assertThat(policies.allowance(STRANGER, Component.RCA)).isEqualTo(new Allowance("[Fallback]",
                OptionalInt.of(20), OptionalInt.of(5), OptionalInt.of(205), OptionalInt.of(200)));
        away = false;
        organization.throttlingPolicies().set("Many", null, Map.of(ThrottlingLimit.RCA_MAX_CONCURRENCY, "30"));
        now = now.plus(SOON);
        assertThat(connections()).hasValue(30);
        assertThat(policies.allowance(STRANGER, Component.RCA).policy()).startsWith("DefaultThrottlingPolicy");
    }
}
