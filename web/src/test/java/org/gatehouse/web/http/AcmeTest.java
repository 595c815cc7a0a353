package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.testing.AcmeAuthority;
import org.gatehouse.web.acme.AcmeCertificate;
import org.gatehouse.web.acme.AcmeSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates of Pebble, which asks this server by `tls-alpn-01` (RFC 8737) whether it has the names.
class AcmeTest {
    private static final List<String> NAMES = List.of("mail.acme.test", "autodiscover.acme.test");
    private static final Duration LIFETIME = Duration.ofHours(3);

    @TempDir
    private Path keys;

    @TempDir
    private Path authorityFolder;

    private final WebFixture fixture = new WebFixture();
    private Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);

    private AcmeCertificate certificate(AcmeAuthority authority, List<String> names) throws IOException {
        return AcmeCertificate.open(new AcmeSettings(authority.directory(), Optional.of("postmaster@acme.test"),
                Optional.of(authority.rootFile()), names), keys, clock);
    }

    /// What a client is shown who asks for nothing in particular and trusts anyone.
    private static X509Certificate shown(WebServer server) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(WebFixture.LOOPBACK,
                server.address().getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void theAuthorityFindsTheServerAndCertifiesIt() throws Exception {
        try (AcmeAuthority authority = AcmeAuthority.in(authorityFolder)) {
            AcmeCertificate certificate = certificate(authority, NAMES);
            assertThat(certificate.due()).isEqualTo(Instant.EPOCH);
            fixture.certificate = certificate.or(fixture.certificate);
            try (WebServer server = fixture.open()) {
                authority.start("127.0.0.1", server.address().getPort(), LIFETIME);
                assertThat(shown(server)).isEqualTo(WebFixture.CERTIFICATE.chain().getFirst());
                certificate.order();
                X509Certificate first = shown(server);
                assertThat(first.getIssuerX500Principal().getName()).startsWith("CN=Pebble Intermediate CA");
                assertThat(first.getSubjectAlternativeNames()).extracting(name -> String.valueOf(name.get(1)))
                        .containsExactlyInAnyOrderElementsOf(NAMES);
                assertThat(certificate.due()).isBetween(first.getNotBefore().toInstant().plus(LIFETIME.dividedBy(2)),
                        first.getNotAfter().toInstant().minus(LIFETIME.dividedBy(4)));

                certificate.order();
                assertThat(shown(server).getSerialNumber()).isNotEqualTo(first.getSerialNumber());
                keptFor(authority, shown(server));

                ahead = LIFETIME.plusHours(1);
                assertThat(shown(server)).as("nothing that has ended is shown")
                        .isEqualTo(WebFixture.CERTIFICATE.chain().getFirst());
            }
        }
    }

    /// The next run begins with the certificate of this one.
    private void keptFor(AcmeAuthority authority, X509Certificate latest) throws Exception {
        AcmeCertificate again = certificate(authority, NAMES.subList(0, 1));
        assertThat(again.or(() -> WebFixture.CERTIFICATE).current().chain().getFirst()).isEqualTo(latest);
        assertThat(again.due()).isAfter(Instant.now());
        assertThat(certificate(authority, List.of("other.acme.test")).due()).isEqualTo(Instant.EPOCH);
        try (Stream<Path> files = Files.walk(keys.resolve("acme"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aServerThatTheAuthorityDoesNotFindKeepsWhatItHas() throws Exception {
        try (AcmeAuthority authority = AcmeAuthority.in(authorityFolder);
                WebServer another = new WebFixture().open()) {
            AcmeCertificate certificate = certificate(authority, NAMES.subList(0, 1));
            assertThatThrownBy(certificate::order).isInstanceOf(IOException.class)
                    .hasMessageStartingWith(authority.directory() + ": ");
            authority.start("127.0.0.1", another.address().getPort(), LIFETIME);
            assertThatThrownBy(certificate::order).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the authority has not found this server behind mail.acme.test");
            CertifiedKey own = WebFixture.CERTIFICATE;
            assertThat(certificate.or(() -> own).current()).isSameAs(own);
            assertThat(certificate.due()).isEqualTo(Instant.EPOCH);
        }
    }
}
