package org.gatehouse.server.configuration;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.gatehouse.security.certificates.CertificateFiles;
import org.gatehouse.server.web.WebSettings;
import org.gatehouse.server.web.WebSettings.Keys;
import org.gatehouse.server.web.WebSettings.TokenIssuer;
import org.gatehouse.web.acme.AcmeSettings;
import org.gatehouse.web.http.BearerSignIn;
import org.gatehouse.web.http.TlsVersion;
import org.gatehouse.web.http.WebLimits;

/// Reads the tables `[web]` and `[oauth]`, whose values have their shape already.
final class WebSection {
    private static final Pattern MAIL_ADDRESS = Pattern.compile("[^\\s@:,?&]+@[^\\s@:,?&]+");

    private final Function<Key, String> text;
    private final List<String> problems;

    WebSection(Function<Key, String> text, List<String> problems) {
        this.text = text;
        this.problems = problems;
    }

    WebSettings settings(List<String> names, List<InetAddress> metricsFrom, int connectionsMax) {
        List<String> lower = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
        return new WebSettings(lower, files(), acme(lower),
                version(text.apply(Key.WEB_OLDEST_TLS)).orElseThrow(), new LinkedHashSet<>(metricsFrom), issuer(),
                redirectPort(), WebLimits.DEFAULT.withConnectionsMax(connectionsMax));
    }

    private OptionalInt redirectPort() {
        String port = text.apply(Key.WEB_REDIRECT_PORT);
        return port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port));
    }

    static Optional<TlsVersion> version(String number) {
        return Arrays.stream(TlsVersion.values()).filter(version -> version.number().equals(number)).findFirst();
    }

    private Optional<CertificateFiles> files() {
        Optional<Path> certificate = path(Key.WEB_CERTIFICATE_FILE);
        Optional<Path> key = path(Key.WEB_CERTIFICATE_KEY_FILE);
        Optional<Path> password = path(Key.WEB_CERTIFICATE_PASSWORD_FILE);
        if (certificate.isEmpty() && (key.isPresent() || password.isPresent())) {
            problems.add(Key.WEB_CERTIFICATE_FILE.path() + ": missing; the other files belong to it");
        }
        return certificate.map(file -> new CertificateFiles(file, key, password));
    }

    private Optional<AcmeSettings> acme(List<String> names) {
        String directory = text.apply(Key.ACME_DIRECTORY);
        String contact = text.apply(Key.ACME_CONTACT);
        boolean accepted = text.apply(Key.ACME_ACCEPT_TERMS).equals("true");
        if (directory.isEmpty()) {
            if (accepted || !contact.isEmpty() || !text.apply(Key.ACME_CA_FILE).isEmpty()) {
                problems.add(Key.ACME_DIRECTORY.path() + ": missing; the other keys of [acme] belong to it");
            }
            return Optional.empty();
        }
        if (!accepted) {
            problems.add(Key.ACME_ACCEPT_TERMS.path() + ": has to be true; read the authority's terms of service, and"
                    + " accept them");
        }
        if (names.isEmpty()) {
            problems.add(Key.WEB_NAMES.path() + ": missing; acme.directory gives a certificate for these names");
        }
        if (!text.apply(Key.WEB_CERTIFICATE_FILE).isEmpty()) {
            problems.add(Key.ACME_DIRECTORY.path() + ": not together with web.certificate-file; remove one of them");
        }
        if (!contact.isEmpty() && !MAIL_ADDRESS.matcher(contact).matches()) {
            problems.add(Key.ACME_CONTACT.path() + " = \"" + contact + "\" is not a mail address");
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AcmeSettings(https(directory).orElseThrow(), contact.isEmpty() ? Optional.empty()
                : Optional.of(contact), path(Key.ACME_CA_FILE), names));
    }

    static Optional<URI> https(String text) {
        try {
            var address = new URI(text);
            return "https".equals(address.getScheme()) && address.getHost() != null && address.getUserInfo() == null
                    ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private Optional<TokenIssuer> issuer() {
        List<Key> together = List.of(Key.OAUTH_ISSUER, Key.OAUTH_AUDIENCE, Key.OAUTH_KEYS);
        List<Key> missing = together.stream().filter(key -> text.apply(key).isEmpty()).toList();
        if (missing.size() == together.size()) {
            return Optional.empty();
        }
        missing.forEach(key -> problems.add(key.path() + ": missing; oauth.issuer, oauth.audience and oauth.keys"
                + " go together"));
        String algorithm = text.apply(Key.OAUTH_ALGORITHM);
        if (!BearerSignIn.Settings.ALGORITHMS.contains(algorithm)) {
            problems.add(Key.OAUTH_ALGORITHM.path() + " = \"" + algorithm + "\" is not one of "
                    + BearerSignIn.algorithms());
        }
        Optional<Keys> keys = keys(text.apply(Key.OAUTH_KEYS));
        if (!problems.isEmpty() || keys.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TokenIssuer(new BearerSignIn.Settings(text.apply(Key.OAUTH_ISSUER),
                Set.of(text.apply(Key.OAUTH_AUDIENCE)), Set.of(algorithm), text.apply(Key.OAUTH_CLAIM)), keys.get()));
    }

    private Optional<Keys> keys(String where) {
        if (!where.contains("://")) {
            if (!text.apply(Key.OAUTH_CA_FILE).isEmpty()) {
                problems.add(Key.OAUTH_CA_FILE.path() + ": only for " + Key.OAUTH_KEYS.path() + " at an address");
            }
            return where.isEmpty() ? Optional.empty() : Optional.of(new Keys.InFile(Path.of(where)));
        }
        Optional<URI> address = https(where);
        if (address.isEmpty()) {
            problems.add(Key.OAUTH_KEYS.path() + " = \"" + where + "\" is neither a file nor of the form"
                    + " https://HOST/PATH");
        }
        return address.map(url -> new Keys.At(url, path(Key.OAUTH_CA_FILE)));
    }

    private Optional<Path> path(Key key) {
        return text.apply(key).isEmpty() ? Optional.empty() : Optional.of(Path.of(text.apply(key)));
    }
}
