package org.gatehouse.server.configuration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.edge.kernel.KernelRules;
import org.gatehouse.server.configuration.Configuration.BalancerSettings;
import org.gatehouse.server.configuration.Configuration.DatabaseSettings;
import org.gatehouse.server.configuration.Configuration.DnsUpdates;
import org.gatehouse.server.configuration.Configuration.NodeSettings;
import org.gatehouse.server.configuration.Configuration.OrganizationSettings;
import org.gatehouse.server.configuration.Configuration.Ports;
import org.gatehouse.server.configuration.Configuration.RemoteDirectory;
import org.gatehouse.server.configuration.Configuration.Role;
import org.gatehouse.server.edge.Plane;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/// Reads and checks a node's TOML file. All problems are told at once, not only the first.
public final class ConfigurationFile {
    private static final long FILE_BYTES_MAX = 1 << 20;
    private static final int LDAPS_PORT = 636;
    private static final String SQLITE = "sqlite";
    static final String POSTGRESQL = "postgresql";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9a-fA-F:.%]+");

    private final List<String> problems = new ArrayList<>();
    private final Map<Key, List<String>> values = new EnumMap<>(Key.class);

    private final Map<String, String> retired;

    private ConfigurationFile(Map<String, String> retired) {
        this.retired = retired;
    }

    /// @throws ConfigurationException with every problem of the file
    public static Configuration read(Path file) {
        String text;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigurationException(List.of(file + ": larger than 1 MiB, not a configuration file"));
            }
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new ConfigurationException(List.of(file + ": cannot be read as text: " + unreadable.getMessage()));
        }
        return parse(text);
    }

    /// @throws ConfigurationException with every problem of the text
    public static Configuration parse(String text) {
        return parse(text, Key.RETIRED);
    }

    /// @param retired keys of earlier formats, with what to write instead
    static Configuration parse(String text, Map<String, String> retired) {
        var reader = new ConfigurationFile(retired);
        TomlParseResult toml = parsed(text);
        toml.errors().forEach(error -> reader.problems.add(
                "line " + error.position().line() + ": " + error.getMessage()));
        reader.stopOnProblems();
        reader.collect(toml);
        reader.checkShapes();
        reader.stopOnProblems();
        Configuration configuration = reader.build();
        reader.stopOnProblems();
        return configuration;
    }

    /// The library asserts and throws on some broken inputs instead of listing an error.
    private static TomlParseResult parsed(String text) {
        try {
            return Toml.parse(text);
        } catch (RuntimeException | AssertionError broken) {
            throw new ConfigurationException(List.of("not a TOML file: " + broken.getMessage()));
        }
    }

    private void stopOnProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private void collect(TomlParseResult toml) {
        for (String path : toml.dottedKeySet(false)) {
            Optional<Key> key = Key.of(path);
            if (key.isPresent()) {
                values.put(key.get(), texts(toml.get(path)));
            } else if (retired.containsKey(path)) {
                problems.add(path + ": this key is retired; " + retired.get(path));
            } else {
                problems.add(path + ": unknown key; did you mean " + Key.nearest(path).path() + "?");
            }
        }
        for (Key key : Key.values()) {
            if (!values.containsKey(key)) {
                key.fallback().ifPresentOrElse(
                        fallback -> values.put(key, fallback.isEmpty() ? List.of() : List.of(fallback)),
                        () -> problems.add(key.path() + ": missing; " + key.meaning()));
            }
        }
    }

    private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof TomlArray array) {
            var texts = new ArrayList<String>();
            for (int i = 0; i < array.size(); i++) {
                texts.add(String.valueOf(array.get(i)));
            }
            return texts;
        }
        return List.of(String.valueOf(value));
    }

    private void checkShapes() {
        values.forEach((key, texts) -> {
            boolean many = switch (key.shape()) {
                case ADDRESSES, ROLES, FQDNS, LDAPS -> true;
                case TEXT, FQDN, ADDRESS, PORT, OPTIONAL_PORT, MINUTES, COUNT, ENGINE, TLS, HTTPS, FLAG, PLANE -> false;
            };
            if (!many && texts.size() > 1) {
                problems.add(key.path() + ": takes one value, not " + texts.size());
            }
            texts.forEach(text -> checkShape(key, text));
        });
    }

    private void checkShape(Key key, String text) {
        String wrong = switch (key.shape()) {
            case TEXT -> text.isBlank() && key.fallback().isEmpty() ? "may not be empty" : "";
            case FQDN, FQDNS -> isDomainName(text) ? "" : "is not a DNS name";
            case ADDRESS, ADDRESSES -> address(text).isPresent() ? "" : "is not an IP address";
            case PORT, OPTIONAL_PORT -> text.isEmpty() && key.shape() == Key.Shape.OPTIONAL_PORT
                    || between(text, 1, 65_535) ? "" : "is not a port number from 1 to 65535";
            case MINUTES -> between(text, 6, 100_000) ? "" : "is not a number of minutes from 6 up";
            case COUNT -> between(text, 1, 1_000_000) ? "" : "is not a number from 1 to 1000000";
            case ENGINE -> text.equals(SQLITE) || text.equals(POSTGRESQL) ? ""
                    : "is not an engine; engines are sqlite and postgresql";
            case TLS -> WebSection.version(text).isPresent() ? "" : "is not a version of TLS; versions are 1.0 to 1.3";
            case PLANE -> plane(text).isPresent() ? "" : "is neither portable nor kernel";
            case FLAG -> text.equals("true") || text.equals("false") ? "" : "is neither true nor false";
            case HTTPS -> text.isEmpty() || WebSection.https(text).isPresent() ? ""
                    : "is not of the form https://HOST/PATH";
            case LDAPS -> text.isEmpty() || ldaps(text).isPresent() ? "" : "is not of the form ldaps://HOST:PORT";
            case ROLES -> Arrays.stream(Role.values()).anyMatch(role -> role.word().equals(text)) ? ""
                    : "is not a role; roles are " + Arrays.stream(Role.values()).map(Role::word).toList();
        };
        if (!wrong.isEmpty()) {
            problems.add(key.path() + " = \"" + text + "\" " + wrong);
        }
    }

    private Configuration build() {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        values.getOrDefault(Key.NODE_ROLES, List.of()).forEach(word -> Arrays.stream(Role.values())
                .filter(role -> role.word().equals(word)).forEach(roles::add));
        String domain = text(Key.ORGANIZATION_DOMAIN).toLowerCase(Locale.ROOT);
        String netbios = text(Key.ORGANIZATION_NETBIOS);
        var node = new NodeSettings(text(Key.NODE_NAME), text(Key.NODE_SITE),
                address(text(Key.NODE_ADDRESS)).orElseThrow(), Path.of(text(Key.NODE_DATA)), roles);
        var organization = new OrganizationSettings(text(Key.ORGANIZATION_NAME), domain,
                (netbios.isEmpty() ? domain.substring(0, domain.indexOf('.')) : netbios).toUpperCase(Locale.ROOT));
        new RoleChecks(this::text, problems).check(node, values.getOrDefault(Key.BALANCER_MEMBERS, List.of()));
        return new Configuration(node, organization, database(), ports(), balancer(), dnsUpdates(domain), directory(),
                addresses(Key.PROXY_TRUSTED), number(Key.LIMITS_CONNECTIONS),
                new WebSection(this::text, problems).settings(values.getOrDefault(Key.WEB_NAMES, List.of()),
                        addresses(Key.WEB_METRICS_FROM), number(Key.LIMITS_CONNECTIONS)));
    }

    private DatabaseSettings database() {
        List<Key> keys = List.of(Key.DATABASE_URL, Key.DATABASE_USER, Key.DATABASE_PASSWORD_FILE);
        boolean postgres = text(Key.DATABASE_ENGINE).equals(POSTGRESQL);
        for (Key key : keys) {
            if (postgres && text(key).isEmpty()) {
                problems.add(key.path() + ": missing; database.engine = \"postgresql\" needs it");
            } else if (!postgres && !text(key).isEmpty()) {
                problems.add(key.path() + ": only for database.engine = \"postgresql\"; set that, or remove the key");
            }
        }
        if (postgres && !text(Key.DATABASE_URL).isEmpty()) {
            try {
                var _ = new PostgresAddress(text(Key.DATABASE_URL), text(Key.DATABASE_USER), () -> "");
            } catch (IllegalArgumentException wrong) {
                problems.add(Key.DATABASE_URL.path() + " " + wrong.getMessage());
            }
        }
        return postgres ? new DatabaseSettings.Postgres(text(Key.DATABASE_URL), text(Key.DATABASE_USER),
                Path.of(text(Key.DATABASE_PASSWORD_FILE))) : new DatabaseSettings.Sqlite();
    }

    private Optional<RemoteDirectory> directory() {
        List<RemoteDirectory.Host> hosts = values.getOrDefault(Key.DIRECTORY_URL, List.of()).stream()
                .flatMap(url -> ldaps(url).stream()).map(url -> new RemoteDirectory.Host(
                        url.getHost().replaceAll("[\\[\\]]", ""), url.getPort() < 0 ? LDAPS_PORT : url.getPort()))
                .toList();
        return hosts.isEmpty() ? Optional.empty() : Optional.of(new RemoteDirectory(hosts, text(Key.DIRECTORY_BIND_DN),
                Path.of(text(Key.DIRECTORY_PASSWORD_FILE)), Path.of(text(Key.DIRECTORY_CA_FILE))));
    }

    private static Optional<URI> ldaps(String text) {
        try {
            var url = new URI(text);
            boolean good = "ldaps".equals(url.getScheme()) && url.getHost() != null && url.getRawQuery() == null
                    && url.getUserInfo() == null && url.getRawPath().matches("/?") && url.getPort() != 0
                    && url.getPort() <= 65_535;
            return good ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private Ports ports() {
        var ports = new Ports(number(Key.PORTS_EPM), number(Key.PORTS_RPC), number(Key.PORTS_ADDRESS_BOOK),
                number(Key.PORTS_HTTPS), number(Key.PORTS_DNS), number(Key.PORTS_LDAP), number(Key.PORTS_LDAPS),
                number(Key.PORTS_ADMIN));
        var seen = new java.util.HashMap<Integer, Key>();
        for (Key key : Key.values()) {
            if ((key.shape() == Key.Shape.PORT || key.shape() == Key.Shape.OPTIONAL_PORT && !text(key).isEmpty())
                    && key != Key.PORTS_DNS) {
                Key other = seen.put(number(key), key);
                if (other != null) {
                    problems.add(key.path() + " = " + number(key) + " is also " + other.path());
                }
            }
        }
        return ports;
    }

    private Optional<BalancerSettings> balancer() {
        Optional<InetAddress> own = address(text(Key.BALANCER_ADDRESS));
        if (own.isPresent() && addresses(Key.BALANCER_MEMBERS).contains(own.get())) {
            problems.add("balancer.members: " + own.get().getHostAddress() + " is balancer.address itself, which would"
                    + " lead in a circle; members are Client Access servers");
        }
        Plane plane = plane(text(Key.BALANCER_PLANE)).orElseThrow();
        addresses(Key.BALANCER_MEMBERS).stream().filter(member -> plane == Plane.KERNEL && own.isPresent()
                && !KernelRules.canServe(own.get(), member)).forEach(member ->
                        problems.add("balancer.members: " + member.getHostAddress() + " is of another family than "
                                + "balancer.address; the kernel does not translate between IPv4 and IPv6"));
        return own.map(address -> new BalancerSettings(address, addresses(Key.BALANCER_MEMBERS),
                Duration.ofMinutes(number(Key.BALANCER_IDLE_MINUTES)), plane, number(Key.BALANCER_HEALTH_PORT)));
    }

    private static Optional<Plane> plane(String word) {
        return Arrays.stream(Plane.values()).filter(plane -> plane.word().equals(word)).findFirst();
    }

    private Optional<DnsUpdates> dnsUpdates(String domain) {
        return address(text(Key.DNS_PUBLISH_TO)).map(server -> {
            if (text(Key.DNS_TSIG_NAME).isEmpty() || text(Key.DNS_TSIG_SECRET_FILE).isEmpty()) {
                problems.add("dns.tsig-name and dns.tsig-secret-file: missing; dns.publish-to needs both");
            }
            String zone = text(Key.DNS_ZONE);
            return new DnsUpdates(server, zone.isEmpty() ? domain : zone, text(Key.DNS_TSIG_NAME),
                    text(Key.DNS_TSIG_ALGORITHM), Path.of(text(Key.DNS_TSIG_SECRET_FILE)));
        });
    }

    private String text(Key key) {
        List<String> texts = values.getOrDefault(key, List.of());
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    private int number(Key key) {
        return Integer.parseInt(text(key));
    }

    private List<InetAddress> addresses(Key key) {
        return values.getOrDefault(key, List.of()).stream().flatMap(text -> address(text).stream()).toList();
    }

    private static boolean between(String text, int min, int max) {
        return text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= min && Integer.parseInt(text) <= max;
    }

    private static boolean isDomainName(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() <= 253 && lower.contains(".")
                && Arrays.stream(lower.split("\\.", -1)).allMatch(label -> LABEL.matcher(label).matches());
    }

    /// Numbers only: a host name here would ask DNS, which may be what this node is about to serve.
    private static Optional<InetAddress> address(String text) {
        if (!NUMERIC.matcher(text).matches() || !(text.contains(":") || text.matches("\\d+(\\.\\d+){3}"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }
}
