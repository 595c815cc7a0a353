package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.gatehouse.security.certificates.CertificateFiles;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The TLS of the web services, as openssl sees it.
class OpensslTest {
    /// Forward secrecy, and at the end of the list CBC with SHA-2, without which Windows 8.1 and Server 2012 R2 have
    /// nothing for a certificate of RSA but finite fields.
    private static final String GOOD_TLS_1_2 = "(ECDHE|DHE)-(RSA|ECDSA|DSS)-"
            + "(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305|AES(128|256)-SHA(256|384))";

    private final WebFixture fixture = new WebFixture();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeRoot() throws Exception {
        Files.writeString(folder.resolve("root.pem"), WebFixture.AUTHORITY.rootPem());
    }

    private String openssl(String... words) throws Exception {
        var line = new ArrayList<>(List.of(Outside.program("openssl", "openssl").toString()));
        line.addAll(List.of(words));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        process.getOutputStream().close();
        process.waitFor();
        return new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
    }

    /// Says hello and leaves.
    private String hello(WebServer server, String... words) throws Exception {
        var line = new ArrayList<>(List.of("s_client", "-connect", "localhost:" + server.address().getPort(),
                "-servername", "localhost", "-CAfile", folder.resolve("root.pem").toString(), "-verify_return_error"));
        line.addAll(List.of(words));
        return openssl(line.toArray(String[]::new));
    }

    private static boolean agreed(String said) {
        return said.contains("Verify return code: 0 (ok)") && !said.contains("Cipher is (NONE)");
    }

    @Test
    void theVersionsAreOfOurTime() throws Exception {
        try (WebServer server = fixture.open()) {
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                assertThat(hello(server, version, "-alpn", "h2")).contains("Verify return code: 0 (ok)",
                        "ALPN protocol: h2", "Server Temp Key: X25519");
            }
            for (String version : List.of("-tls1", "-tls1_1")) {
                assertThat(hello(server, version, "-cipher", "DEFAULT@SECLEVEL=0")).contains("protocol version",
                        "Cipher is (NONE)");
            }
        }
    }

    /// Every suite that openssl has is offered, then all but those that the server has chosen before, until none is
    /// left that it takes.
    @Test
    void ofAllSuitesTheGoodOnesAreServed() throws Exception {
        try (WebServer server = fixture.open()) {
            var served = new TreeSet<String>();
            String offered = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
            for (String said = hello(server, "-tls1_2", "-cipher", offered); agreed(said);
                    said = hello(server, "-tls1_2", "-cipher", offered)) {
                String suite = said.replaceAll("(?s).*Cipher is (\\S+).*", "$1");
                assertThat(served.add(suite)).as(suite).isTrue();
                offered += ":!" + suite;
            }
            assertThat(served).contains("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384")
                    .allMatch(suite -> suite.matches(GOOD_TLS_1_2));
            for (String suite : List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256")) {
                assertThat(agreed(hello(server, "-tls1_3", "-ciphersuites", suite))).as(suite).isTrue();
            }
            for (String suite : List.of("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")) {
                assertThat(agreed(hello(server, "-tls1_3", "-ciphersuites", suite))).as(suite).isFalse();
            }
        }
    }

    /// The server's order counts, and nothing is compressed (RFC 9325 3.3).
    @Test
    void theServersOrderCounts() throws Exception {
        try (WebServer server = fixture.open()) {
            assertThat(hello(server, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES128-GCM-SHA256"))
                    .contains("Cipher is ECDHE-RSA-AES128-GCM-SHA256", "Compression: NONE",
                            "Secure Renegotiation IS supported");
        }
    }

    @Test
    void theChainIsWholeAndNamesTheServer() throws Exception {
        try (WebServer server = fixture.open()) {
            assertThat(hello(server, "-showcerts").split("-----BEGIN CERTIFICATE-----")).as("leaf and authority")
                    .hasSize(WebFixture.CERTIFICATE.chain().size() + 1);
            for (String name : List.of("localhost", "web.test")) {
                assertThat(agreed(hello(server, "-verify_hostname", name))).as(name).isTrue();
            }
            assertThat(agreed(hello(server, "-verify_ip", "127.0.0.1"))).isTrue();
            assertThat(hello(server, "-verify_hostname", "other.test")).containsIgnoringCase("hostname mismatch");
            assertThat(openssl("s_client", "-connect", "localhost:" + server.address().getPort(),
                    "-verify_return_error")).as("an authority that nobody trusts")
                    .contains("self-signed certificate in certificate chain", "Verification error");
        }
    }

    @Test
    void aCertificateInPlaceOfTheOldOneIsServedAtOnce() throws Exception {
        Path file = Files.write(folder.resolve("mail.p12"), issued("one.test").toPkcs12("secret".toCharArray()));
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        fixture.certificate = new FileCertificate(new CertificateFiles(file, Optional.empty(), Optional.of(password)),
                Duration.ZERO, WebFixture.CLOCK);
        try (WebServer server = fixture.open()) {
            assertThat(agreed(hello(server, "-verify_hostname", "one.test"))).isTrue();
            Path draft = Files.write(folder.resolve("draft"), issued("two.test").toPkcs12("secret".toCharArray()));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            assertThat(agreed(hello(server, "-verify_hostname", "two.test"))).isTrue();
            assertThat(hello(server, "-verify_hostname", "one.test")).containsIgnoringCase("hostname mismatch");
        }
    }

    private static CertifiedKey issued(String name) {
        return WebFixture.AUTHORITY.issue(List.of(name, "localhost"), List.of(InetAddress.getLoopbackAddress()));
    }
}
