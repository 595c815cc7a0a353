package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        fixture.bearer = new BearerSignIn(new BearerSignIn.Settings(ISSUER, Set.of(AUDIENCE), Set.of("RS256"), "upn"),
                IssuerKeys.inFile(folder.resolve("keys.json")), fixture.accounts);
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

    @Test
    void sharedSecretsAndNoSignatureCannotBeConfigured() {
        for (String algorithm : List.of("none", "HS256")) {
            assertThatThrownBy(() -> new BearerSignIn.Settings(ISSUER, Set.of(AUDIENCE), Set.of(algorithm), "upn"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
