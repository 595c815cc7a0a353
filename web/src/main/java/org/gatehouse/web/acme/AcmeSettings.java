package org.gatehouse.web.acme;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where certificates are ordered, and for whom.
///
/// @param directory where the authority's addresses are (RFC 8555 7.1.1), `https://...`
/// @param contact mail address that the authority writes to
/// @param authorityFile root of a private authority, by which its server is known; else the usual ones
/// @param names in the certificate, in small letters; at least one
public record AcmeSettings(URI directory, Optional<String> contact, Optional<Path> authorityFile, List<String> names) {
    public AcmeSettings {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a certificate needs a name");
        }
    }
}
