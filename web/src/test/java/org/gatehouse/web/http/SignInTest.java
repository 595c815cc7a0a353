package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who signs in how, request by request.
class SignInTest {
    private static final String BASIC = "Basic realm=\"Gatehouse\", charset=\"UTF-8\"";
    private final WebFixture fixture = new WebFixture();

    static Route whoAmI(Access access) {
        return Route.at("/me", visit -> visit.answer().send("text/plain",
                (visit.identity().qualified() + " " + visit.identity().mechanism()).getBytes(StandardCharsets.UTF_8)))
                .signedIn(() -> access);
    }

    static String basic(String pair) {
        return basic(pair, StandardCharsets.UTF_8);
    }

    private static String basic(String pair, Charset charset) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(charset));
    }

    private static RawClient.Answer me(RawClient client, String... fields) throws Exception {
        var lines = new java.util.ArrayList<>(java.util.List.of("GET /me HTTP/1.1", "Host: localhost"));
        lines.addAll(java.util.List.of(fields));
        return client.ask(lines.toArray(String[]::new));
    }

    /// RFC 9112 9.3: the connection goes on after a 401, also when the request had a body.
    @Test
    void aRefusalKeepsTheConnection() throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC, Scheme.NTLM, Scheme.NEGOTIATE,
                Scheme.BEARER))); RawClient client = RawClient.connect(server)) {
            client.head("POST /me HTTP/1.1", "Host: localhost", "Content-Length: 20000");
            client.send("x".repeat(20_000));
            RawClient.Answer asked = client.receive();
            assertThat(asked.status()).isEqualTo(401);
            // No issuer is configured, so Bearer would not work and is not offered.
            assertThat(asked.all("WWW-Authenticate")).containsExactly("Negotiate", "NTLM", BASIC);
            assertThat(asked.first("Connection")).isEmpty();
            assertThat(me(client, basic("anna:Secret-1")).text()).isEqualTo("GATEHOUSE\\anna Basic");
        }
    }

    /// impacket's RPC over HTTP asks before it sends nothing, and NTLM needs the connection.
    @Test
    void aRefusalOfNothingThatWasAskedForKeepsTheConnection() throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.NTLM, Scheme.BASIC)));
                RawClient client = RawClient.connect(server)) {
            RawClient.Answer asked = me(client, "Content-Length: 0", "Expect: 100-continue");
            assertThat(asked.status()).isEqualTo(401);
            assertThat(asked.first("Connection")).isEmpty();
            assertThat(me(client, basic("anna:Secret-1")).text()).isEqualTo("GATEHOUSE\\anna Basic");
        }
    }

    @Test
    void whatIsNotServedIsNotFoundBeforeAnybodySignsIn() throws Exception {
        var served = new AtomicBoolean();
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC)).servedWhile(served::get));
                RawClient client = RawClient.connect(server)) {
            assertThat(me(client).status()).isEqualTo(404);
            served.set(true);
            assertThat(me(client).status()).isEqualTo(401);
        }
    }

    @Test
    void whatARouteSaysStandsInEveryAnswer() throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC)).saying("X-SOAP-Enabled", "True"));
                RawClient client = RawClient.connect(server)) {
            for (RawClient.Answer answer : List.of(me(client), me(client, basic("anna:Secret-1")))) {
                assertThat(answer.first("X-SOAP-Enabled")).contains("True");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "ANNA", "anna@gatehouse.test", "GATEHOUSE\\anna", "gatehouse.test\\anna"})
    void namesComeInEveryForm(String name) throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC)));
                RawClient client = RawClient.connect(server)) {
            assertThat(me(client, basic(name + ":Secret-1")).text()).isEqualTo("GATEHOUSE\\anna Basic");
            assertThat(me(client, basic(name + ":secret-1")).status()).isEqualTo(401);
        }
    }

    /// RFC 7617 2.1: UTF-8 is announced; clients that do not know that write ISO-8859-1.
    @Test
    void passwordsComeInBothCharacterSets() throws Exception {
        fixture.accounts.put("clara", "Grüße:1", true);
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC)));
                RawClient client = RawClient.connect(server)) {
            assertThat(me(client, basic("clara:Grüße:1")).status()).isEqualTo(200);
            assertThat(me(client, basic("clara:Grüße:1", StandardCharsets.ISO_8859_1)).status()).isEqualTo(200);
            assertThat(me(client, basic("clara:Grusse:1")).status()).isEqualTo(401);
        }
    }

    @Test
    void aRightPasswordIsLookedUpOnceUntilTheDirectoryChanges() throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC)));
                RawClient client = RawClient.connect(server)) {
            assertThat(me(client, basic("anna:Secret-1")).status()).isEqualTo(200);
            int lookUps = fixture.accounts.lookUps;
            assertThat(me(client, basic("anna:Secret-1")).status()).isEqualTo(200);
            assertThat(fixture.accounts.lookUps).isEqualTo(lookUps);
            assertThat(me(client, basic("bruno:Secret-1")).status()).isEqualTo(401);
            fixture.accounts.put("anna", "Secret-9", true);
            assertThat(me(client, basic("anna:Secret-1")).status()).isEqualTo(401);
            assertThat(me(client, basic("anna:Secret-9")).status()).isEqualTo(200);
            fixture.accounts.put("anna", "Secret-9", false);
            assertThat(me(client, basic("anna:Secret-9")).status()).isEqualTo(401);
        }
    }

    /// The same count of failures holds at every door: after ten here, the right password is refused by NTLM as well.
    @Test
    void failuresCountForEveryDoor() throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC, Scheme.NTLM)));
                RawClient client = RawClient.connect(server)) {
            for (int i = 0; i < 10; i++) {
                assertThat(me(client, basic("bruno:guess" + i)).status()).isEqualTo(401);
            }
            assertThat(me(client, basic("bruno:Secret-2")).status()).isEqualTo(401);
            assertThat(fixture.failures.charge("GATEHOUSE\\bruno", InetAddress.getLoopbackAddress())).isFalse();
            assertThat(ntlm(client, "bruno", "Secret-2", null).status()).isEqualTo(401);
            assertThat(me(client, basic("anna:Secret-1")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic !!!", "Basic YW5uYQ==", "NTLM", "NTLM AAAA", "Negotiate YII", "Digest x",
        "Bearer a.b.c", "NTLM TlRMTVNTUAADAAAAAAAAAA=="})
    void brokenSignInsAreRefusedAndTheConnectionGoesOn(String value) throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC, Scheme.NTLM)));
                RawClient client = RawClient.connect(server)) {
            RawClient.Answer refused = me(client, "Authorization: " + value);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.all("WWW-Authenticate")).containsExactly("NTLM", BASIC);
            assertThat(me(client, basic("anna:Secret-1")).status()).isEqualTo(200);
        }
    }

    /// RFC 4559 6, [MS-NTHT] 3.1: the connection is signed in, no other one is, and a new sign-in takes its place.
    @Test
    void ntlmSignsTheConnectionIn() throws Exception {
        try (WebServer server = fixture.open(whoAmI(Access.of(Scheme.BASIC, Scheme.NTLM)));
                RawClient client = RawClient.connect(server); RawClient other = RawClient.connect(server)) {
            assertThat(ntlm(client, "anna", "Secret-1", null).text()).isEqualTo("GATEHOUSE\\anna NTLM");
            assertThat(me(client).text()).isEqualTo("GATEHOUSE\\anna NTLM");
            assertThat(me(other).status()).isEqualTo(401);
            assertThat(ntlm(client, "bruno", "wrong", null).status()).isEqualTo(401);
            assertThat(me(client).status()).isEqualTo(401);
            assertThat(ntlm(client, "bruno", "Secret-2", null).text()).isEqualTo("GATEHOUSE\\bruno NTLM");
            assertThat(me(client, basic("anna:Secret-1")).text()).isEqualTo("GATEHOUSE\\anna Basic");
            assertThat(me(client).status()).isEqualTo(401);
        }
    }

    /// RFC 5929 4: the binding is that of the certificate which the connection was served with.
    @Test
    void extendedProtectionTiesTheSignInToTheChannel() throws Exception {
        var required = new Access(java.util.Set.of(Scheme.NTLM), ExtendedProtection.REQUIRE);
        var allowed = new Access(java.util.Set.of(Scheme.NTLM), ExtendedProtection.ALLOW);
        Bytes right = org.gatehouse.security.certificates.ChannelBindings.tlsServerEndPoint(
                WebFixture.CERTIFICATE.chain().getFirst());
        Bytes wrong = Bytes.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        Route loose = Route.at("/loose", visit -> visit.answer().send("text/plain", new byte[0]))
                .signedIn(() -> Access.of(Scheme.NTLM));
        try (WebServer server = fixture.open(whoAmI(required), loose); RawClient client = RawClient.connect(server)) {
            assertThat(ntlm(client, "anna", "Secret-1", null).status()).isEqualTo(401);
            assertThat(ntlm(client, "anna", "Secret-1", wrong).status()).isEqualTo(401);
            assertThat(ntlm(client, "anna", "Secret-1", right).status()).isEqualTo(200);
        }
        try (WebServer server = fixture.open(whoAmI(allowed), loose); RawClient client = RawClient.connect(server)) {
            assertThat(ntlm(client, "/loose", "anna", "Secret-1", null).status()).isEqualTo(200);
            // What was signed in without a look at the binding does not count where one is looked at.
            assertThat(me(client).status()).isEqualTo(401);
            assertThat(ntlm(client, "anna", "Secret-1", null).status()).isEqualTo(200);
            assertThat(ntlm(client, "anna", "Secret-1", wrong).status()).isEqualTo(401);
            assertThat(ntlm(client, "anna", "Secret-1", right).status()).isEqualTo(200);
        }
    }

    private static RawClient.Answer ntlm(RawClient client, String user, String password,
            @org.jspecify.annotations.Nullable Bytes binding) throws Exception {
        return ntlm(client, "/me", user, password, binding);
    }

    private static RawClient.Answer ntlm(RawClient client, String path, String user, String password,
            @org.jspecify.annotations.Nullable Bytes binding) throws Exception {
        var initiator = new NtlmInitiator(new NtlmInitiator.Account("GATEHOUSE", user, NtlmKeys.ntHash(password),
                "PC1"), NtlmInitiator.FULL_PROTECTION, binding, InstantSource.system(), WebFixture.RANDOM);
        RawClient.Answer challenge = client.ask("GET " + path + " HTTP/1.1", "Host: localhost",
                "Authorization: NTLM " + encoded(initiator.negotiate()));
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(challenge.all("WWW-Authenticate")).hasSize(1).first().asString().startsWith("NTLM ");
        Bytes token = Bytes.wrap(Base64.getDecoder().decode(challenge.first("WWW-Authenticate").orElseThrow()
                .substring("NTLM ".length())));
        return client.ask("GET " + path + " HTTP/1.1", "Host: localhost",
                "Authorization: NTLM " + encoded(initiator.authenticate(token).token()));
    }

    private static String encoded(Bytes token) {
        return Base64.getEncoder().encodeToString(token.toArray());
    }
}
