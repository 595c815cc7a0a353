package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.security.signin.FailedSignIns;
import org.junit.jupiter.api.Test;

/// Behind a balancer that sends the PROXY header it is the clients' addresses that count, not the one of the balancer
/// that all connections come from.
class BalancedClientsTest {
    private final WebFixture fixture = new WebFixture();

    private static RawClient connect(WebServer server, String client) throws IOException {
        return RawClient.connect(server, ("PROXY TCP4 " + client + " 192.0.2.1 1234 443\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static int ask(RawClient client, String path, String... fields) throws IOException {
        var lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
        lines.addAll(List.of(fields));
        return client.ask(lines.toArray(String[]::new)).status();
    }

    @Test
    void aCrowdOfOneClientLosesItsOwn() throws Exception {
        fixture.balancers = Set.of(WebFixture.LOOPBACK);
        fixture.limits = WebFixture.strangersPerAddress(3);
        try (WebServer server = fixture.open();
                RawClient other = connect(server, "192.0.2.8");
                RawClient first = connect(server, "192.0.2.7");
                RawClient second = connect(server, "192.0.2.7");
                RawClient third = connect(server, "192.0.2.7");
                RawClient neighbour = connect(server, "192.0.2.8");
                RawClient fourth = connect(server, "192.0.2.7")) {
            assertThat(first.ended()).as("the longest idle of the crowd's address").isTrue();
            for (RawClient each : List.of(other, second, third, neighbour, fourth)) {
                assertThat(ask(each, "/healthz")).isEqualTo(200);
            }
        }
    }

    @Test
    void failedSignInsAreTheClientsOwn() throws Exception {
        fixture.balancers = Set.of(WebFixture.LOOPBACK);
        Route me = SignInTest.whoAmI(Access.of(Scheme.BASIC));
        try (WebServer server = fixture.open(me); RawClient guessing = connect(server, "192.0.2.7");
                RawClient another = connect(server, "192.0.2.7"); RawClient honest = connect(server, "192.0.2.8")) {
            assertThat(ask(another, "/me", SignInTest.basic("bruno:Secret-2"))).isEqualTo(200);
            for (int i = 0; i < FailedSignIns.Limits.DEFAULT.addressFailuresMax(); i++) {
                assertThat(ask(guessing, "/me", SignInTest.basic("nobody" + i + ":guess"))).isEqualTo(401);
            }
            String right = SignInTest.basic("anna:Secret-1");
            assertThat(ask(another, "/me", right)).as("the address has to wait, on every connection").isEqualTo(401);
            assertThat(ask(honest, "/me", right)).isEqualTo(200);
        }
    }
}
