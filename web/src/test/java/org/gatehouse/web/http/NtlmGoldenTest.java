package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.signin.SignInDesk;
import org.junit.jupiter.api.Test;

/// What curl 7.88.1 (`--ntlm -u GATEHOUSE\anna:Secret-1`) wrote on 2026-11-28 to a server with this clock and this
/// source of challenges, token for token.
class NtlmGoldenTest {
    private static final Instant THEN = Instant.parse("2026-11-28T12:00:00Z");
    private static final int SEED = 7;
    /// NEGOTIATE_MESSAGE: Unicode or OEM, request target, NTLM, always sign, extended session security; no names.
    private static final String NEGOTIATE = "TlRMTVNTUAABAAAABoIIAAAAAAAAAAAAAAAAAAAAAAA=";
    /// CHALLENGE_MESSAGE: ours, for a client that takes no Unicode in its names; the nonce at byte 24.
    private static final String CHALLENGE = ""
            + "TlRMTVNTUAACAAAACQAJADgAAAAGgokAmRcPuxg0d6MAAAAAAAAAAJwAnABBAAAAAAAAAAAAAABHQVRFSE9VU0UCABIA"
            + "RwBBAFQARQBIAE8AVQBTAEUAAQAIAEMAQQBTADEABAAcAGcAYQB0AGUAaABvAHUAcwBlAC4AdABlAHMAdAADACYAYwBh"
            + "AHMAMQAuAGcAYQB0AGUAaABvAHUAcwBlAC4AdABlAHMAdAAFABwAZwBhAHQAZQBoAG8AdQBzAGUALgB0AGUAcwB0AAcA"
            + "CAAAIHH+L3/dAQAAAAA=";
    /// AUTHENTICATE_MESSAGE: LM and NTLMv2 responses, domain and user in OEM characters, no MIC.
    private static final String AUTHENTICATE = ""
            + "TlRMTVNTUAADAAAAGAAYAEAAAADMAMwAWAAAAAkACQAkAQAABAAEAC0BAAALAAsAMQEAAAAAAAAAAAAABoKJACii51F1"
            + "3X9+4kEZ2746x5HXKfS/8dydZM5EyPc/Tu6Rq+qSxZr4znMBAQAAAAAAAIC9NdKIf90B1yn0v/HcnWQAAAAAAgASAEcA"
            + "QQBUAEUASABPAFUAUwBFAAEACABDAEEAUwAxAAQAHABnAGEAdABlAGgAbwB1AHMAZQAuAHQAZQBzAHQAAwAmAGMAYQBz"
            + "ADEALgBnAGEAdABlAGgAbwB1AHMAZQAuAHQAZQBzAHQABQAcAGcAYQB0AGUAaABvAHUAcwBlAC4AdABlAHMAdAAHAAgA"
            + "ACBx/i9/3QEAAAAAAAAAAEdBVEVIT1VTRWFubmFXT1JLU1RBVElPTg==";

    private final WebFixture fixture = new WebFixture();

    private WebServer open() throws Exception {
        var names = new TargetNames("GATEHOUSE", "CAS1", "gatehouse.test", "cas1.gatehouse.test");
        var desk = new SignInDesk(names, fixture.accounts, fixture.failures, InstantSource.fixed(THEN),
                new Random(SEED));
        return WebServer.open(new InetSocketAddress(WebFixture.LOOPBACK, 0),
                List.of(SignInTest.whoAmI(Access.of(Scheme.NTLM))),
                new WebServer.Doors(desk, Optional.empty(), Optional.empty()),
                new WebServer.Settings("CAS1", fixture.certificate, TlsVersion.TLS_1_2, fixture.limits, _ -> false,
                        _ -> true, List::of, () -> "", WebFixture.CLOCK));
    }

    private static RawClient.Answer me(RawClient client, String token) throws Exception {
        return client.ask("GET /me HTTP/1.1", "Host: localhost", "Authorization: NTLM " + token);
    }

    @Test
    void theConversationGoesAsItDid() throws Exception {
        try (WebServer server = open(); RawClient client = RawClient.connect(server)) {
            RawClient.Answer challenge = me(client, NEGOTIATE);
            assertThat(challenge.status()).isEqualTo(401);
            assertThat(challenge.all("WWW-Authenticate")).containsExactly("NTLM " + CHALLENGE);
            assertThat(me(client, AUTHENTICATE).text()).isEqualTo("GATEHOUSE\\anna NTLM");
        }
    }

    /// The answer belongs to the connection whose challenge it answers.
    @Test
    void theAnswerIsWorthNothingElsewhere() throws Exception {
        try (WebServer server = open(); RawClient client = RawClient.connect(server);
                RawClient other = RawClient.connect(server)) {
            assertThat(me(client, NEGOTIATE).status()).isEqualTo(401);
            assertThat(me(other, AUTHENTICATE).status()).isEqualTo(401);
            assertThat(me(other, NEGOTIATE).status()).isEqualTo(401);
            assertThat(me(other, AUTHENTICATE).status()).isEqualTo(401);
        }
    }
}
