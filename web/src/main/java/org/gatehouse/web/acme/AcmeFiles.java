package org.gatehouse.web.acme;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.security.certificates.CertificateFiles;
import org.gatehouse.security.certificates.CertifiedKey;

/// The keys of one authority's account and certificate, readable by the owner only. Each authority has a folder of its
/// own, so that a trial with another one leaves nothing behind that would be served.
final class AcmeFiles {
    private final Path folder;

    /// @param keys where keys are kept
    AcmeFiles(Path keys, URI directory) throws IOException {
        String authority = directory.getHost() + (directory.getPort() < 0 ? "" : "_" + directory.getPort())
                + directory.getPath();
        folder = keys.resolve("acme").resolve(authority.replaceAll("[^A-Za-z0-9.-]", "_"));
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
    }

    /// The account's key, made at the first use.
    KeyPair accountKey() throws IOException {
        Path file = folder.resolve("account.pem");
        if (!Files.exists(file)) {
            write(file, Keys.pem(Keys.ellipticCurve()));
        }
        try {
            return Keys.ellipticCurve(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException unusable) {
            throw new IOException(file + ": " + unusable.getMessage(), unusable);
        }
    }

    /// The certificate of the last order, or none yet.
    Optional<CertifiedKey> certificate() throws IOException {
        return Files.exists(certificateFile()) ? Optional.of(read(certificateFile())) : Optional.empty();
    }

    /// Keeps a certificate instead of the one before, once it is sure that the key is its.
    CertifiedKey keep(KeyPair pair, String chain) throws IOException {
        Path draft = folder.resolve("certificate.new");
        write(draft, Keys.pem(pair.getPrivate()) + chain);
        CertifiedKey read = read(draft);
        Files.move(draft, certificateFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return read;
    }

    private Path certificateFile() {
        return folder.resolve("certificate.pem");
    }

    private static CertifiedKey read(Path file) throws IOException {
        return new CertificateFiles(file, Optional.empty(), Optional.empty()).read();
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        try (var channel = Files.newByteChannel(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
