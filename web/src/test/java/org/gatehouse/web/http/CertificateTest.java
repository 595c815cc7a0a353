package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.security.certificates.CertificateFiles;
import org.gatehouse.security.certificates.ChannelBindings;
import org.gatehouse.security.certificates.CertifiedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates change while a server runs.
class CertificateTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path folder;

    private final WebFixture fixture = new WebFixture();

    private static CertifiedKey issued(String name) {
        return WebFixture.AUTHORITY.issue(List.of(name, "localhost"), List.of(InetAddress.getLoopbackAddress()));
    }

    private static String shown(RawClient client) throws Exception {
        return ((java.security.cert.X509Certificate) client.socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal().getName();
    }

    @Test
    void aChangedFileIsServedToTheNextClient() throws Exception {
        Path file = Files.write(folder.resolve("mail.p12"), issued("one.test").toPkcs12(PASSWORD));
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        fixture.certificate = new FileCertificate(new CertificateFiles(file, Optional.empty(), Optional.of(password)),
                Duration.ZERO, WebFixture.CLOCK);
        try (WebServer server = fixture.open(Route.at("/binding", visit -> visit.answer().send("text/plain",
                visit.connection().channelBinding().orElseThrow().hex().getBytes("US-ASCII"))));
                RawClient before = RawClient.connect(server)) {
            assertThat(shown(before)).isEqualTo("CN=one.test");
            Files.writeString(file, "half a file");
            try (RawClient during = RawClient.connect(server)) {
                assertThat(shown(during)).isEqualTo("CN=one.test");
            }
            CertifiedKey second = issued("two.test");
            Path draft = Files.write(folder.resolve("draft"), second.toPkcs12(PASSWORD));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (RawClient after = RawClient.connect(server)) {
                assertThat(shown(after)).isEqualTo("CN=two.test");
                assertThat(after.ask("GET /binding HTTP/1.1", "Host: localhost").text())
                        .isEqualTo(ChannelBindings.tlsServerEndPoint(second.chain().getFirst()).hex());
            }
            assertThat(before.ask("GET /binding HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
        }
    }

    @Test
    void theOwnAuthorityIssuesAnewForOtherNamesAndBeforeTheEnd() {
        var names = new ArrayList<>(List.of("one.test"));
        var asked = new ArrayList<List<String>>();
        Instant[] now = {Instant.now()};
        var certificate = new IssuedCertificate(() -> List.copyOf(names), wanted -> {
            asked.add(wanted);
            return issued(wanted.getFirst());
        }, (InstantSource) () -> now[0]);
        CertifiedKey first = certificate.current();
        assertThat(certificate.current()).isSameAs(first);
        names.set(0, "two.test");
        assertThat(certificate.current()).isNotSameAs(first);
        now[0] = now[0].plus(Duration.ofDays(370));
        certificate.current();
        assertThat(asked).containsExactly(List.of("one.test"), List.of("two.test"), List.of("two.test"));
    }
}
