package org.gatehouse.security.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAuthorityTest {
    private static final char[] PASSWORD = "kept by the caller".toCharArray();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Contoso", CLOCK,
            new SecureRandom());

    @Test
    void rootComesBackFromItsFile() throws IOException, GeneralSecurityException {
        var again = CertificateAuthority.fromPkcs12(AUTHORITY.toPkcs12(PASSWORD), PASSWORD, CLOCK, new SecureRandom());
        assertThat(again.root()).isEqualTo(AUTHORITY.root());
        var server = again.issue(List.of("cas1.contoso.example"), List.of());
        server.chain().getFirst().verify(AUTHORITY.root().getPublicKey());
    }

    @Test
    void wrongPasswordAndOtherFilesAreTold() {
        byte[] file = AUTHORITY.toPkcs12(PASSWORD);
        assertThatThrownBy(() -> CertificateAuthority.fromPkcs12(file, "wrong".toCharArray(), CLOCK,
                new SecureRandom())).isInstanceOf(IOException.class);
        byte[] server = AUTHORITY.issue(List.of("x.example"), List.of()).toPkcs12(PASSWORD);
        assertThatThrownBy(() -> CertificateAuthority.fromPkcs12(server, PASSWORD, CLOCK, new SecureRandom()))
                .isInstanceOf(IOException.class).hasMessageContaining("no certificate authority");
    }

    @Test
    void certificateHoldsAllNamesAndTimesOfTheClock() throws IOException, GeneralSecurityException {
        Instant then = Instant.parse("2030-05-06T07:08:09Z");
        var later = CertificateAuthority.fromPkcs12(AUTHORITY.toPkcs12(PASSWORD), PASSWORD, InstantSource.fixed(then),
                new SecureRandom());
        X509Certificate certificate = later.issue(List.of("cas1.contoso.example", "outlook.contoso.example"),
                List.of(InetAddress.getByName("127.0.1.10"), InetAddress.getByName("2001:db8::1"))).chain().getFirst();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=cas1.contoso.example");
        assertThat(certificate.getSubjectAlternativeNames()).extracting(name -> name.get(1).toString())
                .containsExactly("cas1.contoso.example", "outlook.contoso.example", "127.0.1.10",
                        "2001:db8:0:0:0:0:0:1");
        assertThat(certificate.getNotBefore()).isEqualTo(Date.from(then.minus(Duration.ofHours(1))));
        assertThat(certificate.getNotAfter()).isAfter(Date.from(then.plus(Duration.ofDays(365))));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void rootIsReadableAsPem() throws GeneralSecurityException {
        var read = CertificateFactory.getInstance("X.509").generateCertificate(
                new ByteArrayInputStream(AUTHORITY.rootPem().getBytes(StandardCharsets.US_ASCII)));
        assertThat(read).isEqualTo(AUTHORITY.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientThatTrustsTheRootTalksToTheServer(String protocol) throws Exception {
        CertifiedKey server = AUTHORITY.issue(List.of("cas1.contoso.example"),
                List.of(InetAddress.getLoopbackAddress()));
        try (var listener = (SSLServerSocket) server.serverContext().getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSSLParameters(CertifiedKey.parameters());
            var echo = CompletableFuture.runAsync(() -> {
                try (var peer = listener.accept()) {
                    peer.getOutputStream().write(peer.getInputStream().read());
                } catch (IOException failure) {
                    throw new java.io.UncheckedIOException(failure);
                }
            });
            try (var client = (SSLSocket) trusting(AUTHORITY.root()).getSocketFactory()
                    .createSocket("127.0.0.1", listener.getLocalPort())) {
                SSLParameters parameters = client.getSSLParameters();
                parameters.setProtocols(new String[] {protocol});
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                client.setSSLParameters(parameters);
                client.getOutputStream().write(42);
                assertThat(client.getInputStream().read()).isEqualTo(42);
                assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
            }
            echo.join();
        }
    }

    @Test
    void oldProtocolsAreOff() {
        assertThat(CertifiedKey.parameters().getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    void channelBindingFollowsTheStructure() throws GeneralSecurityException {   // RFC 5929 4.1, RFC 4121 4.1.1.2
        X509Certificate certificate = AUTHORITY.issue(List.of("x.example"), List.of()).chain().getFirst();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        byte[] struct = new ByteWriter()
                .i32(0).i32(0)                         // initiator address: none
                .i32(0).i32(0)                         // acceptor address: none
                .i32(53)                               // application data: 21 bytes of prefix, 32 of hash
                .bytes("tls-server-end-point:".getBytes(StandardCharsets.US_ASCII)).bytes(hash).toArray();
        assertThat(ChannelBindings.tlsServerEndPoint(certificate))
                .isEqualTo(Bytes.wrap(MessageDigest.getInstance("MD5").digest(struct)));
    }

    private static SSLContext trusting(X509Certificate root) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
