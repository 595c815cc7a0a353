package org.gatehouse.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.certificates.CertifiedKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Certificates that the organisation's own authority has issued, kept with their keys in the data folder, so that a
/// server shows the same one after a start. A new one is made when the names have changed, with the same key, or the
/// end is near.
final class KeptCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(KeptCertificates.class);
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    /// Types of names in the extension (RFC 5280 4.2.1.6).
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;

    private final Path folder;
    private final char[] password;
    private final CertificateAuthority authority;
    private final InstantSource clock;

    /// @param folder of keys, which only the owner reads
    /// @param password of the files in it
    KeptCertificates(Path folder, char[] password, CertificateAuthority authority, InstantSource clock) {
        this.folder = folder;
        this.password = password.clone();
        this.authority = authority;
        this.clock = clock;
    }

    /// The certificate of a server for just these names, the kept one if it still is that.
    synchronized CertifiedKey of(String server, List<String> names, List<InetAddress> addresses) {
        Path file = folder.resolve("web-" + server.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_") + ".p12");
        Optional<CertifiedKey> kept = read(file).filter(key -> isGood(key.chain().getFirst())
                && key.chain().getLast().equals(authority.root()));
        if (kept.isPresent() && isFor(kept.get().chain().getFirst(), names, addresses)) {
            return kept.get();
        }
        CertifiedKey issued = kept.map(key -> authority.issue(names, addresses, key))
                .orElseGet(() -> authority.issue(names, addresses));
        LOG.info("a new certificate of {} for {}", server, names);
        write(file, issued);
        return issued;
    }

    private boolean isGood(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().minus(RENEWED_BEFORE_END).isAfter(clock.instant());
    }

    private static boolean isFor(X509Certificate certificate, List<String> names, List<InetAddress> addresses) {
        var wanted = new HashSet<String>(names);
        addresses.forEach(address -> wanted.add(address.getHostAddress()));
        return named(certificate).equals(wanted);
    }

    private static Set<String> named(X509Certificate certificate) {
        var names = new HashSet<String>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                if (entry.getFirst().equals(DNS_NAME) || entry.getFirst().equals(ADDRESS)) {
                    names.add(String.valueOf(entry.getLast()));
                }
            }
        } catch (CertificateParsingException unreadable) {
            LOG.debug("a certificate without readable names", unreadable);
        }
        return names;
    }

    private Optional<CertifiedKey> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(CertifiedKey.fromPkcs12(Files.readAllBytes(file), password))
                    : Optional.empty();
        } catch (IOException unusable) {
            LOG.warn("{} is replaced: {}", file, unusable.getMessage());
            return Optional.empty();
        }
    }

    /// One that cannot be kept serves as well, until the next start.
    private void write(Path file, CertifiedKey issued) {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            try (var channel = Files.newByteChannel(draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(issued.toPkcs12(password));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            LOG.warn("the certificate cannot be kept in {}: {}", file, failed.getMessage());
        }
    }
}
