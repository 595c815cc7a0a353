package org.gatehouse.server.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.signin.PasswordDesk;
import org.gatehouse.server.DirectoryPart;
import org.gatehouse.server.SteadyClock;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.web.acme.AcmeCertificate;
import org.gatehouse.web.http.BasicSignIn;
import org.gatehouse.web.http.BearerSignIn;
import org.gatehouse.web.http.FileCertificate;
import org.gatehouse.web.http.HealthCheck;
import org.gatehouse.web.http.IssuedCertificate;
import org.gatehouse.web.http.IssuerKeys;
import org.gatehouse.web.http.Route;
import org.gatehouse.web.http.Scheme;
import org.gatehouse.web.http.ServerCertificate;
import org.gatehouse.web.http.WebServer;

/// Puts the web server of one Client Access server together: certificate, sign-in, routes.
public final class WebFront {
    /// Servers that people call by more names need a certificate from elsewhere.
    private static final int NAMES_MAX = 100;
    private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");
    private static final Duration CERTIFICATE_LOOKED_AT = Duration.ofSeconds(1);

    private final DirectoryPart directory;
    private final WebSettings settings;
    private final Optional<AcmeCertificate> acme;
    private final Predicate<InetAddress> balancers;
    private final Supplier<String> figures;
    private final InstantSource clock;
    private final SecureRandom random;

    /// @param acme what the settings say of it, at work
    /// @param balancers addresses whose connections begin with a PROXY header
    /// @param figures of the whole process, for `/metrics`
    public WebFront(DirectoryPart directory, WebSettings settings, Optional<AcmeCertificate> acme,
            Predicate<InetAddress> balancers, Supplier<String> figures, InstantSource clock, SecureRandom random) {
        this.directory = directory;
        this.settings = settings;
        this.acme = acme;
        this.balancers = balancers;
        this.figures = figures;
        this.clock = clock;
        this.random = random;
    }

    /// Binds and starts to serve.
    ///
    /// @param databases those that the server opens
    /// @param listeners whether the server's other ports are open
    public WebServer open(ExchangeServer server, InetSocketAddress address, SignIns signIns, List<Route> routes,
            DatabaseHost databases, Supplier<HealthCheck> listeners) throws IOException {
        var steady = new SteadyClock(clock);
        var basic = new BasicSignIn(new PasswordDesk(directory.credentials(), directory.failedSignIns(),
                Scheme.BASIC.word()), directory.directory()::changeCounter, BasicSignIn.Limits.DEFAULT, steady, random);
        var doors = new WebServer.Doors(signIns, Optional.of(basic), bearer());
        return WebServer.open(address, routes, doors, new WebServer.Settings(server.name(),
                certificate(server, address.getAddress()), settings.oldestTls(), settings.limits(), balancers,
                this::isNeighbour, new Readiness(directory, databases, server.name(), listeners, steady), figures,
                clock));
    }

    private boolean isNeighbour(InetAddress address) {
        return address.isLoopbackAddress() || settings.metricsFrom().contains(address);
    }

    private ServerCertificate certificate(ExchangeServer server, InetAddress address) throws IOException {
        if (settings.files().isPresent()) {
            return new FileCertificate(settings.files().get(), CERTIFICATE_LOOKED_AT, clock);
        }
        var own = new IssuedCertificate(new Names(server)::current,
                names -> directory.certificate(server.name(), names, List.of(address)), clock);
        return acme.map(authority -> authority.or(own)).orElse(own);
    }

    private Optional<BearerSignIn> bearer() throws IOException {
        if (settings.issuer().isEmpty()) {
            return Optional.empty();
        }
        WebSettings.TokenIssuer issuer = settings.issuer().get();
        IssuerKeys keys = switch (issuer.keys()) {
            case WebSettings.Keys.InFile(var file) -> IssuerKeys.inFile(file);
            case WebSettings.Keys.At(var url, var roots) -> IssuerKeys.at(url, roots);
        };
        return Optional.of(new BearerSignIn(issuer.settings(), keys, directory.credentials(),
                directory.failedSignIns()));
    }

    /// The DNS names that the own authority certifies, looked up again when the directory has changed.
    private final class Names {
        private final ExchangeServer server;
        private long change = -1;
        private List<String> names = List.of();

        Names(ExchangeServer server) {
            this.server = server;
        }

        synchronized List<String> current() {
            long now = directory.directory().changeCounter();
            if (now != change) {
                Stream<String> arrays = directory.organization().arrays().all().stream()
                        .filter(array -> array.site().equalsIgnoreCase(server.site())).map(ClientAccessArray::fqdn);
                var all = new ArrayList<String>();
                Stream.of(Stream.of(server.fqdn()), settings.names().stream(),
                        Stream.of("autodiscover." + directory.layout().domain()), arrays.sorted(), webNames().sorted(),
                        mailDomains().map(domain -> "autodiscover." + domain).sorted())
                        .flatMap(each -> each).map(name -> name.toLowerCase(Locale.ROOT))
                        .filter(name -> HOST_NAME.matcher(name).matches()).distinct().limit(NAMES_MAX)
                        .forEach(all::add);
                names = List.copyOf(all);
                change = now;
            }
            return names;
        }

        /// Those that clients are told to use.
        private Stream<String> webNames() {
            Organization organization = directory.organization();
            Stream<String> urls = Stream.of(VirtualDirectory.Kind.values())
                    .flatMap(kind -> organization.virtualDirectories().of(kind, server.name()).stream())
                    .flatMap(found -> Stream.of(found.internalUrl(), found.externalUrl())).map(Names::host);
            return Stream.concat(urls, organization.outlookAnywhere().of(server.name()).stream()
                    .flatMap(found -> Stream.of(found.externalHostname(), found.internalHostname())));
        }

        /// Domains in which people here have addresses.
        private Stream<String> mailDomains() {
            return directory.addressBook().snapshot().users().stream().flatMap(user -> user.proxyAddresses().stream())
                    .filter(proxy -> proxy.regionMatches(true, 0, "smtp:", 0, 5))
                    .map(proxy -> proxy.substring(proxy.lastIndexOf('@') + 1));
        }

        private static String host(String url) {
            try {
                String host = new URI(url).getHost();
                return host == null ? "" : host;
            } catch (URISyntaxException notOne) {
                return "";
            }
        }
    }
}
