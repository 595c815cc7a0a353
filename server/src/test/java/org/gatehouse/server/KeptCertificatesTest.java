package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.certificates.CertifiedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCertificatesTest {
    private static final List<InetAddress> HERE = List.of(InetAddress.getLoopbackAddress());
    private static final List<String> NAMES = List.of("cas1.contoso.test", "mail.contoso.test");

    @TempDir
    Path folder;

    private Instant now = Instant.now();
    private CertificateAuthority authority = authority();

    private CertificateAuthority authority() {
        return CertificateAuthority.create("Contoso", () -> now, new SecureRandom());
    }

    private KeptCertificates start() {
        return new KeptCertificates(folder, "secret".toCharArray(), authority, () -> now);
    }

    @Test
    void theSameOneIsShownAfterAStart() throws Exception {
        CertifiedKey first = start().of("CAS1", NAMES, HERE);
        assertThat(start().of("CAS1", NAMES, HERE)).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(folder.resolve("web-cas1.p12")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(start().of("CAS2", NAMES, HERE)).isNotEqualTo(first);
    }

    @Test
    void aNewOneIsMadeForOtherNamesNearTheEndAndForAnotherRoot() throws Exception {
        CertifiedKey first = start().of("CAS1", NAMES, HERE);
        CertifiedKey second = start().of("CAS1", List.of("cas1.contoso.test"), HERE);
        assertThat(second).isNotEqualTo(first);
        assertThat(second.key()).as("clients do not wait for a new key").isEqualTo(first.key());
        assertThat(second.chain().getFirst().getNotAfter()).isEqualTo(first.chain().getFirst().getNotAfter());
        second.chain().getFirst().verify(authority.root().getPublicKey());
        now = now.plus(Duration.ofDays(370));
        CertifiedKey third = start().of("CAS1", List.of("cas1.contoso.test"), HERE);
        assertThat(third.key()).isNotEqualTo(second.key());
        authority = authority();
        CertifiedKey fourth = start().of("CAS1", List.of("cas1.contoso.test"), HERE);
        assertThat(fourth.chain().getLast()).isEqualTo(authority.root());
        Files.writeString(folder.resolve("web-cas1.p12"), "no file of this kind");
        assertThat(start().of("CAS1", List.of("cas1.contoso.test"), HERE)).isNotEqualTo(fourth);
    }
}
