package org.gatehouse.security.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as OpenSSL writes them.
class CertificateFilesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeCertificates() throws Exception {
        Files.writeString(at("password"), "secret\n");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "rsa.key", "-out", "rsa.pem", "-subj",
                "/CN=rsa.test", "-days", "2");
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ec.key",
                "-out", "ec.pem", "-subj", "/CN=ec.test", "-days", "2");
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private void openssl(String... words) throws Exception {
        var line = new ArrayList<>(List.of(Outside.program("openssl", "openssl").toString()));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private CertifiedKey read(String certificate, String key, String password) throws IOException {
        return new CertificateFiles(at(certificate), key.isEmpty() ? Optional.empty() : Optional.of(at(key)),
                password.isEmpty() ? Optional.empty() : Optional.of(at(password))).read();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void keysComeInEveryForm(String kind) throws Exception {
        openssl("pkey", "-in", kind + ".key", "-traditional", "-out", "old.key");
        openssl("pkey", "-in", kind + ".key", "-aes256", "-passout", "file:password", "-out", "sealed.key");
        openssl("pkey", "-in", kind + ".key", "-traditional", "-aes128", "-passout", "file:password", "-out",
                "oldsealed.key");
        openssl("pkcs12", "-export", "-in", kind + ".pem", "-inkey", kind + ".key", "-passout", "file:password", "-out",
                "all.p12");
        Files.writeString(at("both.pem"), Files.readString(at(kind + ".key")) + Files.readString(at(kind + ".pem")));
        CertifiedKey expected = read(kind + ".pem", kind + ".key", "");
        assertThat(expected.toString()).isEqualTo("CertifiedKey[CN=" + kind + ".test]");
        for (CertifiedKey same : List.of(read(kind + ".pem", "old.key", ""),
                read(kind + ".pem", "sealed.key", "password"),
                read(kind + ".pem", "oldsealed.key", "password"), read("all.p12", "", "password"),
                read("both.pem", "", ""))) {
            assertThat(same.chain()).isEqualTo(expected.chain());
            // Reading has tried the key against the certificate; an EC key's form may leave its public half out.
            assertThat(same.key().getAlgorithm()).isEqualTo(expected.key().getAlgorithm());
        }
    }

    @Test
    void whatIsWrongIsTold() throws Exception {
        openssl("pkey", "-in", "rsa.key", "-aes256", "-passout", "pass:other", "-out", "sealed.key");
        Files.writeString(at("text"), "no certificate\n");
        assertWrong("rsa.pem", "ec.key", "", "the private key is not that of CN=rsa.test");
        assertWrong("rsa.pem", "", "", "holds no private key, and no other file is named for it");
        assertWrong("rsa.pem", "sealed.key", "password", "is its password right?");
        assertWrong("rsa.pem", "text", "", "holds no private key");
        assertWrong("text", "rsa.key", "", "holds no certificate");
        assertWrong("missing", "rsa.key", "", "cannot be read");
    }

    private void assertWrong(String certificate, String key, String password, String told) {
        assertThatThrownBy(() -> read(certificate, key, password)).isInstanceOf(IOException.class)
                .hasMessageContaining(told);
    }
}
