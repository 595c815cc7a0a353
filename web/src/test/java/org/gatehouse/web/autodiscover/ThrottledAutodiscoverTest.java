package org.gatehouse.web.autodiscover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.security.throttling.Work;
import org.gatehouse.web.http.BodyTooLargeException;
import org.gatehouse.web.http.HandmadeVisit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What clients of Autodiscover see of their budgets (RFC 9110 15.6.4, 10.2.3).
class ThrottledAutodiscoverTest {
    private static final long SECOND = 1_000_000_000L;
    private static final OptionalInt FREE = OptionalInt.empty();
    private static final Identity ANN = new Identity("CONTOSO", "ann", "NTLM");

    private final World world = new World();
    private Allowance allowed = new Allowance("Strict", FREE, FREE, FREE, FREE);
    private long now;
    /// How long each look at the clock takes.
    private long tick;
    private final Budgets budgets = new Budgets(Policies.alike(() -> allowed), () -> now += tick, _ -> { });

    @BeforeEach
    void put() {
        world.budgets = budgets;
        world.found.put("user@contoso.com", new Discovery.Found.Reachable(World.account()));
    }

    private void allow(Allowance changed) {
        allowed = changed;
        budgets.round((_, _) -> { });
    }

    private HandmadeVisit json() throws IOException {
        var asked = new HandmadeVisit("GET", "/autodiscover/autodiscover.json/v1.0/user@contoso.com", new byte[0]);
        asked.query = "Protocol=AutodiscoverV1";
        return world.ask(asked);
    }

    private static void assertRefused(HandmadeVisit asked, String seconds, String limit) {
        assertThat(asked.status).isEqualTo(503);
        assertThat(asked.field("Retry-After")).isEqualTo(seconds);
        assertThat(asked.text()).startsWith("throttled: ").contains(limit, "'Strict'", "try again in " + seconds);
    }

    @Test
    void aRequestTooManyIsToldToComeAgainAndWhoIsThereGoesOn() throws Exception {
        allow(new Allowance("Strict", OptionalInt.of(1), FREE, FREE, FREE));
        assertThat(world.outlook("user@contoso.com").status).isEqualTo(200);
        assertThat(world.outlook("user@contoso.com").status).as("the place came back").isEqualTo(200);
        assertThat(budgets.of(ANN, Component.EWS).open(Line.MAIN)).isInstanceOfSatisfying(Entry.Granted.class, held -> {
            try (Place _ = (Place) held.held()) {
                assertRefused(world.outlook("user@contoso.com"), "1", "EWSMaxConcurrency");
                assertThat(json().status).as("another budget").isEqualTo(200);
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        assertThat(world.outlook("user@contoso.com").status).isEqualTo(200);
        assertThat(budgets.refusals(Component.EWS, Measure.CONCURRENCY)).isEqualTo(1);
    }

    /// Their clients read an error code ("ErrorCode (SOAP)"), whichever operation they asked for.
    @Test
    void clientsOfSoapAreToldInTheirForm() throws IOException {
        allow(new Allowance("Strict", FREE, FREE, OptionalInt.of(0), FREE));
        for (String operation : List.of("GetUserSettings", "GetDomainSettings")) {
            HandmadeVisit asked = HandmadeVisit.post(World.SVC, "not read");
            asked.head.put("SOAPAction", "\"" + SoapRequest.AUTODISCOVER + "/Autodiscover/" + operation + "\"");
            world.ask(asked);
            assertThat(asked.status).isEqualTo(503);
            assertThat(asked.field("Retry-After")).isEqualTo("10");
            assertThat(asked.field("Content-Type")).isEqualTo(XmlPage.CONTENT_TYPE);
            assertThat(asked.text()).contains("<" + operation + "ResponseMessage", "ServerVersionInfo",
                    "<ErrorCode>ServerBusy</ErrorCode><ErrorMessage>throttled: CONTOSO\\ann", "EWSPercentTimeInCAS");
        }
    }

    /// 3 of 60 seconds are 5 %, of which 1 % had been allowed: a minute's end and the part of the next in which what
    /// was used still counts are further away than the longest wait that is told.
    @Test
    void timeIsChargedAndTheWaitIsTheBudgets() throws IOException {
        allow(new Allowance("Strict", FREE, FREE, OptionalInt.of(1), FREE));
        tick = SECOND / 2;
        assertThat(world.outlook("user@contoso.com").status).isEqualTo(200);
        tick = 0;
        assertRefused(world.outlook("user@contoso.com"), "10", "EWSPercentTimeInCAS");
        HandmadeVisit answer = world.outlook("user@contoso.com");
        while (answer.status == 503) {
            now += Long.parseLong(answer.field("Retry-After")) * SECOND;
            answer = world.outlook("user@contoso.com");
        }
        assertThat(now).isBetween(60 * SECOND, 120 * SECOND);
        assertThat(budgets.metrics()).contains(
                "gatehouse_throttling_refused_total{component=\"EWS\",measure=\"CAS\"} ");
    }

    @Test
    void timeInTheDirectoryIsCounted() throws IOException {
        allow(new Allowance("Strict", FREE, OptionalInt.of(0), FREE, FREE));
        assertRefused(world.outlook("user@contoso.com"), "10", "EWSPercentTimeInAD");
        assertRefused(json(), "10", "AnonymousPercentTimeInAD");
        allow(new Allowance("Strict", FREE, OptionalInt.of(1), FREE, FREE));
        now += 120 * SECOND;
        tick = SECOND;
        assertThat(world.outlook("user@contoso.com").status).isEqualTo(200);
        tick = 0;
        assertRefused(world.outlook("user@contoso.com"), "10", "EWSPercentTimeInAD");
    }

    @Test
    void aRequestThatFailsEndsItsWork() {
        assertThatThrownBy(() -> world.ask(HandmadeVisit.post(World.XML, "x".repeat(PoxRequest.LENGTH_MAX + 1))))
                .isInstanceOf(BodyTooLargeException.class);
        allow(new Allowance("Strict", OptionalInt.of(1), FREE, OptionalInt.of(1), FREE));
        now += 60 * SECOND;
        assertThat(budgets.of(ANN, Component.EWS).begin()).as("nothing runs that was paid for meanwhile")
                .isInstanceOfSatisfying(Entry.Granted.class, held -> ((Work) held.held()).close());
        assertThat(budgets.of(ANN, Component.EWS).open(Line.MAIN)).isInstanceOf(Entry.Granted.class);
    }
}
