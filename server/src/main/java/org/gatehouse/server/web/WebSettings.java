package org.gatehouse.server.web;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.security.certificates.CertificateFiles;
import org.gatehouse.web.acme.AcmeSettings;
import org.gatehouse.web.http.BearerSignIn;
import org.gatehouse.web.http.TlsVersion;
import org.gatehouse.web.http.WebLimits;

/// How a server serves HTTPS.
///
/// @param names by which clients call it, besides its own and those of its site's arrays
/// @param files a certificate from elsewhere; without them the organisation's own authority gives one
/// @param acme an authority that gives certificates when asked; not together with files
/// @param metricsFrom who may read `/metrics`, besides this computer
/// @param redirectPort of plain HTTP, where clients are sent to HTTPS
public record WebSettings(List<String> names, Optional<CertificateFiles> files, Optional<AcmeSettings> acme,
        TlsVersion oldestTls, Set<InetAddress> metricsFrom, Optional<TokenIssuer> issuer, OptionalInt redirectPort,
        WebLimits limits) {
    public static final WebSettings DEFAULT = new WebSettings(List.of(), Optional.empty(), Optional.empty(),
            TlsVersion.TLS_1_2, Set.of(), Optional.empty(), OptionalInt.empty(), WebLimits.DEFAULT);

    public WebSettings withNames(List<String> others) {
        return new WebSettings(others, files, acme, oldestTls, metricsFrom, issuer, redirectPort, limits);
    }

    public WebSettings {
        names = List.copyOf(names);
        metricsFrom = Set.copyOf(metricsFrom);
    }

    /// Whose access tokens sign people in.
    ///
    /// @param keys a file with a JSON Web Key Set
    public record TokenIssuer(BearerSignIn.Settings settings, Keys keys) {}

    /// Where the issuer's public keys are.
    public sealed interface Keys {
        record InFile(Path file) implements Keys {}

        /// @param address `https://...`
        /// @param roots certificates by which it is known, where those that Java trusts do not do
        record At(java.net.URI address, Optional<Path> roots) implements Keys {}
    }
}
