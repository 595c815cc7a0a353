package org.gatehouse.web.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.security.certificates.CertificateFiles;
import org.gatehouse.security.certificates.CertifiedKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate in files, read again when one of them has changed. What cannot be read, as in the middle of a change,
/// leaves the certificate of before in use, with one line in the log for each state of the files. Thread-safe.
public final class FileCertificate implements ServerCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(FileCertificate.class);

    private final CertificateFiles files;
    private final InstantSource clock;
    private final long lookedAtMillis;
    private List<State> states;
    private CertifiedKey key;
    private long lookAgainMillis;

    /// What tells one state of a file from another.
    private record State(Object fileKey, long millis, long size) {
        static State of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime().toMillis(),
                    attributes.size());
        }
    }

    /// @param lookedAt how often the files are looked at, at most
    /// @throws IOException with one line for the administrator when there is no usable certificate
    public FileCertificate(CertificateFiles files, Duration lookedAt, InstantSource clock) throws IOException {
        this.files = files;
        this.clock = clock;
        this.lookedAtMillis = lookedAt.toMillis();
        this.states = states();
        this.key = files.read();
        this.lookAgainMillis = clock.millis() + lookedAtMillis;
    }

    @Override
    public synchronized CertifiedKey current() {
        long now = clock.millis();
        if (now >= lookAgainMillis) {
            lookAgainMillis = now + lookedAtMillis;
            look();
        }
        return key;
    }

    private void look() {
        List<State> seen;
        try {
            seen = states();
        } catch (IOException missing) {
            seen = List.of();
        }
        if (seen.equals(states)) {
            return;
        }
        states = seen;
        try {
            key = files.read();
            LOG.info("certificate read again: {}", key);
        } catch (IOException unusable) {
            LOG.warn("the certificate stays as it was: {}", unusable.getMessage());
        }
    }

    private List<State> states() throws IOException {
        var seen = new ArrayList<State>();
        for (Path file : files.watched()) {
            seen.add(State.of(file));
        }
        return seen;
    }
}
