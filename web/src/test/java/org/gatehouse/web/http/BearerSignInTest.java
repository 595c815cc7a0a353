package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Access tokens, right and wrong, over the wire.
class BearerSignInTest {
    private static final String ISSUER = "https://login.test/";
    private static final String AUDIENCE = "https://mail.test/";

    @TempDir
    private Path folder;

    private final WebFixture fixture = new WebFixture();
    private RSAKey key;

    @BeforeEach
    void publishKey() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("first").generate();
        publish(key);
        use(IssuerKeys.inFile(folder.resolve("keys.json")));
    }

    private void use(IssuerKeys keys) {
        fixture.bearer = new BearerSignIn(new BearerSignIn.Settings(ISSUER, Set.of(AUDIENCE), Set.of("RS256"), "upn"),
                keys, fixture.accounts, fixture.failures);
    }

    private void publish(RSAKey published) throws Exception {
        Files.writeString(folder.resolve("keys.json"), new JWKSet(published.toPublicJWK()).toString());
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer(ISSUER).audience(List.of("other", AUDIENCE))
                .expirationTime(Date.from(Instant.now().plusSeconds(600))).claim("upn", "anna@gatehouse.test");
    }

    private static String signed(RSAKey by, JWTClaimsSet claims) throws Exception {
        var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt"))
                .keyID(by.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static RawClient.Answer me(RawClient client, String token) throws Exception {
        return client.ask("GET /me HTTP/1.1", "Host: localhost", "Authorization: Bearer " + token);
    }

    @Test
    void aTokenOfTheIssuerSignsItsAccountIn() throws Exception {
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BEARER)));
                RawClient client = RawClient.connect(server)) {
            assertThat(client.ask("GET /me HTTP/1.1", "Host: localhost").all("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"Gatehouse\"");
            assertThat(me(client, signed(key, claims().build())).text()).isEqualTo("GATEHOUSE\\anna Bearer");
            assertThat(client.ask("GET /me HTTP/1.1", "Host: localhost").status()).isEqualTo(401);
        }
    }

    @Test
    void tokensThatAreNotGoodAreRefused() throws Exception {
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("first").generate();
        var shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        shared.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        List<String> tokens = List.of("", "x", "a.b.c", signed(stranger, claims().build()), shared.serialize(),
                new PlainJWT(claims().build()).serialize(),
                signed(key, claims().issuer("https://other.test/").build()),
                signed(key, claims().audience("other").build()),
                signed(key, claims().expirationTime(Date.from(Instant.now().minusSeconds(600))).build()),
                signed(key, claims().expirationTime(null).build()),
                signed(key, claims().notBeforeTime(Date.from(Instant.now().plusSeconds(600))).build()),
                signed(key, claims().claim("upn", null).build()),
                signed(key, claims().claim("upn", 7).build()),
                signed(key, claims().claim("upn", "nobody@gatehouse.test").build()),
                signed(key, claims().claim("upn", "gone@gatehouse.test").build()));
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BEARER)));
                RawClient client = RawClient.connect(server)) {
            for (String token : tokens) {
                assertThat(me(client, token).status()).as(token).isEqualTo(401);
            }
            assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(200);
        }
    }

    @Test
    void theIssuerMayChangeItsKey() throws Exception {
        RSAKey next = new RSAKeyGenerator(2048).keyID("second").generate();
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BEARER)));
                RawClient client = RawClient.connect(server)) {
            assertThat(me(client, signed(next, claims().build())).status()).isEqualTo(401);
            publish(next);
            assertThat(me(client, signed(next, claims().build())).status()).isEqualTo(200);
            assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(401);
        }
    }

    /// The issuer's host is known by a root of its own; a key that is not among those kept makes them be fetched anew.
    @Test
    void keysAtAnAddressAreFetchedAgainForAKeyThatIsNew() throws Exception {
        RSAKey next = new RSAKeyGenerator(2048).keyID("second").generate();
        var fetched = new AtomicInteger();
        Route published = Route.at("/keys", visit -> {
            fetched.incrementAndGet();
            visit.answer().send("application/json", Files.readAllBytes(folder.resolve("keys.json")));
        });
        try (WebServer issuer = fixture.open(published)) {
            use(IssuerKeys.at(address(issuer), Optional.of(root(WebFixture.AUTHORITY))));
            try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BEARER)));
                    RawClient client = RawClient.connect(server)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(200);
                }
                assertThat(fetched).hasValue(1);
                publish(next);
                assertThat(me(client, signed(next, claims().build())).status()).isEqualTo(200);
                assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(401);
                for (int i = 0; i < 5; i++) {
                    assertThat(me(client, signed(new RSAKeyGenerator(2048).keyID("made up").generate(),
                            claims().build())).status()).isEqualTo(401);
                }
                assertThat(fetched).as("strangers cannot make it fetch as often as they like").hasValueLessThan(4);
            }
        }
    }

    @Test
    void aHostThatNobodyVouchesForGivesNoKeys() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("Other", WebFixture.CLOCK, WebFixture.RANDOM);
        try (WebServer issuer = fixture.open(Route.at("/keys", visit -> visit.answer().send("application/json",
                Files.readAllBytes(folder.resolve("keys.json")))))) {
            for (Optional<Path> roots : List.of(Optional.of(root(other)), Optional.<Path>empty())) {
                use(IssuerKeys.at(address(issuer), roots));
                try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BEARER)));
                        RawClient client = RawClient.connect(server)) {
                    assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(401);
                }
            }
        }
    }

    private static URI address(WebServer issuer) {
        return URI.create("https://localhost:" + issuer.address().getPort() + "/keys");
    }

    private Path root(CertificateAuthority authority) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "root", ".pem"), authority.rootPem());
    }

    /// Together with every other door's: who failed too often by password waits with a token too, and a token that
    /// shows nothing charges the address and no account.
    @Test
    void failuresAreChargedAndAudited() throws Exception {
        var audit = (Logger) LoggerFactory.getLogger(SignInDesk.AUDIT);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        audit.addAppender(lines);
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BEARER, Scheme.BASIC)));
                RawClient client = RawClient.connect(server)) {
            int allowed = FailedSignIns.Limits.DEFAULT.accountFailuresMax();
            for (int i = 0; i < allowed + 1; i++) {
                assertThat(me(client, "a.b.c").status()).isEqualTo(401);
            }
            assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(200);
            for (int i = 0; i < allowed; i++) {
                assertThat(me(client, signed(key, claims().claim("upn", "gone@gatehouse.test").build())).status())
                        .isEqualTo(401);
            }
            assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.startsWith("sign-in refused account=\"token of " + ISSUER
                            + "\" address=127.0.0.1 mechanism=BEARER status=0xC000006D cause=\"token: "))
                    .anyMatch(line -> line.contains("account=\"token of " + ISSUER + "\"")
                            && line.contains("status=0xC0000234"))
                    .anyMatch(line -> line.contains("account=\"GATEHOUSE\\gone\"")
                            && line.contains("status=0xC0000072"));
            for (int i = 0; i < allowed; i++) {
                assertThat(fixture.failures.charge("GATEHOUSE\\anna", WebFixture.LOOPBACK)).isTrue();
            }
            assertThat(me(client, signed(key, claims().build())).status()).isEqualTo(401);
        } finally {
            audit.detachAppender(lines);
        }
    }

    @Test
    void sharedSecretsAndNoSignatureCannotBeConfigured() {
        for (String algorithm : List.of("none", "HS256")) {
            assertThatThrownBy(() -> new BearerSignIn.Settings(ISSUER, Set.of(AUDIENCE), Set.of(algorithm), "upn"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
