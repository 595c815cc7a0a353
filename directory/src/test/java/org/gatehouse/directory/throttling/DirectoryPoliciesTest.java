package org.gatehouse.directory.throttling;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
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
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Owner;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Work;
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

    /// Budgets that are in use when the policy changes, of every component.
    @Test
    void aChangeHoldsForEveryComponentWithinAMinuteWithoutARestart() {
        var budgets = new Budgets(policies, () -> now.toEpochMilli() * 1_000_000, _ -> { });
        var running = new ArrayList<Work>();
        for (Component component : Component.values()) {
            running.add(((Entry.Granted<Work>) purse(budgets, component).begin()).held());
            assertThat(opens(budgets, component)).as(component.word()).isTrue();
        }
        changeAll("0");
        for (Component component : Component.values()) {
            assertThat(secondsUntil(budgets, component, false)).as(component.word()).isLessThanOrEqualTo(12);
            assertThat(((Entry.Refused<Place>) purse(budgets, component).open(Line.MAIN)).why().text())
                    .startsWith("throttled: ").contains(component.word() + "MaxConcurrency");
        }
        changeAll("");
        for (Component component : Component.values()) {
            assertThat(secondsUntil(budgets, component, true)).as(component.word()).isLessThanOrEqualTo(12);
        }
        running.forEach(Work::close);
    }

    private void changeAll(String value) {
        var limits = new EnumMap<ThrottlingLimit, String>(ThrottlingLimit.class);
        for (ThrottlingLimit limit : ThrottlingLimit.values()) {
            for (Component component : Component.values()) {
                if (limit.parameter().equals(Measure.CONCURRENCY.parameter(component))) {
                    limits.put(limit, value);
                }
            }
        }
        assertThat(limits).hasSameSizeAs(Component.values());
        organization.throttlingPolicies().set(organization.throttlingPolicies().theDefault().name(), null, limits);
    }

    private long secondsUntil(Budgets budgets, Component component, boolean open) {
        for (int halves = 0; halves <= 120; halves++) {
            budgets.round((_, _) -> { });
            if (opens(budgets, component) == open) {
                return halves / 2;
            }
            now = now.plusMillis(500);
        }
        return Long.MAX_VALUE;
    }

    private static boolean opens(Budgets budgets, Component component) {
        Entry<Place> entry = purse(budgets, component).open(Line.MAIN);
        if (entry instanceof Entry.Granted<Place>(Place place)) {
            place.close();
        }
        return entry instanceof Entry.Granted;
    }

    private static Purse purse(Budgets budgets, Component component) {
        return component == Component.ANONYMOUS ? budgets.ofAnonymous(new InetSocketAddress("192.0.2.1", 1))
                : budgets.of(ANN, component);
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
    void whatSomebodyMaySendIsKnownByTheMailbox() {
        String mailbox = organization.mailboxes().get("ann").legacyExchangeDn();
        assertThat(policies.sending(mailbox)).isEqualTo(new SendingAllowance(OptionalInt.empty(), OptionalInt.empty()));
        organization.throttlingPolicies().create("Slow", Map.of(ThrottlingLimit.MESSAGE_RATE_LIMIT, "5",
                ThrottlingLimit.RECIPIENT_RATE_LIMIT, "200"));
        assign("Slow");
        now = now.plus(SOON);
        assertThat(policies.sending(mailbox.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(new SendingAllowance(OptionalInt.of(5), OptionalInt.of(200)));
        assertThat(policies.sending("/o=Org/cn=nobody"))
                .isEqualTo(new SendingAllowance(OptionalInt.empty(), OptionalInt.empty()));
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
