package org.gatehouse.server;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.SecretStore;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.Outcome;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.Servers;
import org.gatehouse.edge.dns.DnsResponder;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.edge.dns.Rfc2136Publisher;
import org.gatehouse.edge.dns.TsigKey;
import org.gatehouse.server.configuration.Configuration;
import org.gatehouse.server.configuration.Configuration.BalancerSettings;
import org.gatehouse.server.configuration.Configuration.DatabaseSettings;
import org.gatehouse.server.configuration.Configuration.Role;
import org.gatehouse.server.configuration.ConfigurationException;
import org.gatehouse.server.configuration.ConfigurationFile;
import org.gatehouse.server.edge.DnsServer;
import org.gatehouse.server.edge.HealthPort;
import org.gatehouse.server.edge.RunningBalancer;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.server.web.OutdatedTls;

/// `gatehouse serve --config FILE`: one node with the roles of its configuration file.
final class Serve {
    private static final String USAGE = "usage: gatehouse serve --config FILE";
    private static final String ADMINISTRATOR = "Administrator";
    private static final int DNS_PORT = 53;
    private static final Duration DNS_TIME_TO_LIVE = Duration.ofMinutes(1);
    private static final Duration DNS_TIME_MAX = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final PrintStream out;

    private Serve(Configuration configuration, PrintStream out) {
        this.configuration = configuration;
        this.out = out;
    }

    static int run(String[] words, PrintStream out, PrintStream err) throws InterruptedException {
        if (words.length != 2 || !words[0].equals("--config")) {
            throw new IllegalArgumentException("serve: names no configuration file; " + USAGE);
        }
        try {
            Configuration configuration = ConfigurationFile.read(Path.of(words[1]));
            try (Running running = configuration.node().opensDirectory()
                    ? new Serve(configuration, out).start() : new Serve(configuration, out).startWithoutDirectory()) {
                out.println("gatehouse: " + configuration.node().name() + " is ready; stop with Ctrl-C or SIGTERM");
                UntilStopped.await(running);
            }
            return 0;
        } catch (ConfigurationException wrong) {
            wrong.problems().forEach(problem -> err.println("gatehouse: " + words[1] + ": " + problem));
            return 78;
        } catch (IOException | DirectoryException failed) {
            err.println("gatehouse: " + failed.getMessage());
            return 1;
        }
    }

    /// What runs, closed in the order given.
    private record Running(List<Runnable> parts) implements AutoCloseable {
        @Override
        public void close() {
            parts.forEach(Runnable::run);
        }
    }

    /// DNS from a directory elsewhere, a balancer, or both.
    private Running startWithoutDirectory() throws IOException {
        DataFolder folder = DataFolder.open(configuration.node().data());
        Logs.writeTo(folder.logs());
        var parts = new ArrayList<Runnable>();
        try {
            if (configuration.directory().isPresent()) {
                var link = new DirectoryLink(configuration.directory().get());
                parts.add(link::close);
                follow(link, folder, parts);
            } else {
                balancer(members(configuration.balancer().orElseThrow()), parts);
            }
            return new Running(parts.reversed());
        } catch (IOException | RuntimeException failed) {
            parts.reversed().forEach(Runnable::run);
            throw failed;
        }
    }

    private void follow(DirectoryLink link, DataFolder folder, List<Runnable> parts) throws IOException {
        var settings = configuration.node();
        DirectoryChanges changes = DirectoryChanges.start(link::changeCounter, DirectoryChanges.REMOTE_PAUSE);
        parts.add(changes::close);
        if (settings.has(Role.DNS)) {
            var zone = new FollowedZone(link, layout(), fqdn(), settings.address(), folder.keptZone());
            DnsServer dns = DnsServer.open(new InetSocketAddress(settings.address(), configuration.ports().dns()),
                    new DnsResponder(zone.zone(), List.of(), InstantSource.system()), DnsServer.Limits.DEFAULT);
            parts.add(dns::close);
            parts.add(changes.follow("the zone " + layout().domain(), zone::changed));
        }
        if (settings.has(Role.BALANCER)) {
            Map<String, InetAddress> named = members(configuration.balancer().orElseThrow());
            RunningBalancer balancer = balancer(named, parts);
            if (named.isEmpty()) {
                var organization = new Organization(link, layout(), UUID::randomUUID, SecretStore.NONE);
                var members = new SiteMembers(organization.servers(), settings.site(), balancer, folder.members());
                members.begin();
                parts.add(changes.follow("the members of site " + settings.site(), members::changed));
            }
        }
    }

    private RunningBalancer balancer(Map<String, InetAddress> members, List<Runnable> parts) throws IOException {
        Frontage.ArrayFront front = front(configuration.balancer().orElseThrow());
        RunningBalancer balancer = Frontage.balancer(front, members);
        parts.add(balancer::close);
        parts.add(HealthPort.open(balancer, front.healthPort())::close);
        return balancer;
    }

    /// Decides by the usual numbers with the configured idle time.
    private Frontage.ArrayFront front(BalancerSettings settings) {
        return new Frontage.ArrayFront(settings.address(), services().all(), configuration.ports().rpc(),
                org.gatehouse.edge.balancer.BalancerSettings.DEFAULT.withConnectionIdleMax(settings.idle()),
                settings.plane(), settings.healthPort());
    }

    private Layout layout() {
        var organization = configuration.organization();
        return new Layout(organization.name(), organization.domain(), organization.netbios());
    }

    private MessagingServer.ServicePorts services() {
        var ports = configuration.ports();
        return new MessagingServer.ServicePorts(ports.epm(), ports.rpc(), ports.addressBook(), ports.https());
    }

    private static Map<String, InetAddress> members(BalancerSettings settings) {
        var members = new LinkedHashMap<String, InetAddress>();
        settings.members().forEach(member -> members.put(member.getHostAddress(), member));
        return members;
    }

    private Running start() throws IOException {
        DataFolder folder = DataFolder.open(configuration.node().data());
        Logs.writeTo(folder.logs());
        OutdatedTls.allow(configuration.web().oldestTls().outdated());
        var random = new SecureRandom();
        Node node = Node.open(folder, Storage.of(configuration.database()), layout(), duties(), InstantSource.system(),
                random);
        try {
            var ports = configuration.ports();
            InetAddress address = configuration.node().address();
            boolean directory = configuration.node().has(Role.DIRECTORY);
            var frontage = Frontage.open(node, new Frontage.Addresses(fqdn(), address,
                    configuration.node().has(Role.DNS) ? ports.dns() : 0, directory ? ports.ldap() : 0,
                    directory ? ports.ldaps() : 0, directory ? ports.admin() : 0), publisher());
            try {
                frontage.trust(configuration.trustedProxies());
                prepare(node, random);
                serve(node, frontage);
                return new Running(List.of(frontage::close, node::close));
            } catch (IOException | RuntimeException failed) {
                frontage.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    /// A Client Access server opens every database, a mailbox server alone those that are on it.
    private Node.Duties duties() {
        var settings = configuration.node();
        boolean alone = configuration.database() instanceof DatabaseSettings.Sqlite;
        Predicate<String> here = server -> alone || server.equalsIgnoreCase(settings.name());
        return new Node.Duties(settings.has(Role.DIRECTORY), settings.has(Role.CLIENT_ACCESS)
                || settings.has(Role.MAILBOX), database -> settings.has(Role.CLIENT_ACCESS)
                || here.test(database.server()), here);
    }

    private String fqdn() {
        return configuration.node().name().toLowerCase(Locale.ROOT) + "." + configuration.organization().domain();
    }

    /// At the first start: the site, and an administrator whose password is generated into a file of the owner's.
    private void prepare(Node node, SecureRandom random) throws IOException {
        Organization organization = node.directory().organization();
        String site = configuration.node().site();
        if (!knows(organization, site)) {
            try {
                organization.sites().create(site, List.of());
            } catch (DirectoryException refused) {
                if (!knows(organization, site)) { // else another node of the site has started at this moment
                    throw refused;
                }
            }
        }
        Path file = node.folder().root().resolve("administrator.password");
        var layout = node.directory().layout();
        if (OrganizationSetup.lacksAdministrators(node.directory().directory(), layout)) {
            char[] password = DirectoryPart.passwordFile(file, random).toCharArray();
            OrganizationSetup.addAdministrator(node.directory().directory(), layout, ADMINISTRATOR, password);
            out.println("gatehouse: first start: account " + ADMINISTRATOR + ", password in " + file);
        }
    }

    private static boolean knows(Organization organization, String site) {
        return organization.sites().all().stream().anyMatch(known -> known.name().equalsIgnoreCase(site));
    }

    private Optional<RecordPublisher> publisher() throws IOException {
        if (configuration.dnsUpdates().isEmpty()) {
            return Optional.empty();
        }
        var updates = configuration.dnsUpdates().get();
        var key = TsigKey.ofBase64(updates.tsigName(), updates.tsigAlgorithm(),
                java.nio.file.Files.readString(updates.tsigSecretFile()).strip());
        return Optional.of(new Rfc2136Publisher(new Rfc2136Publisher.Settings(
                new InetSocketAddress(updates.server(), DNS_PORT), List.of(updates.zone()), key, DNS_TIME_TO_LIVE,
                DNS_TIME_MAX), InstantSource.system()));
    }

    private void serve(Node node, Frontage frontage) throws IOException {
        var settings = configuration.node();
        Set<ServerRole> roles = EnumSet.noneOf(ServerRole.class);
        if (settings.has(Role.CLIENT_ACCESS)) {
            roles.add(ServerRole.CLIENT_ACCESS);
        }
        if (settings.has(Role.MAILBOX)) {
            roles.add(ServerRole.MAILBOX);
        }
        var ports = configuration.ports();
        Organization organization = node.directory().organization();
        Servers servers = organization.servers();
        if (roles.isEmpty() && knows(servers)) {
            servers.remove(settings.name());
        }
        if (!roles.isEmpty()) {
            ExchangeServer server = registered(organization, roles);
            frontage.publish(fqdn(), settings.address(), roles.contains(ServerRole.CLIENT_ACCESS)
                    ? OptionalInt.of(ports.https()) : OptionalInt.empty());
            var _ = node.start(server, settings.address(), services(), configuration.web(), frontage.trusted(),
                    RpcListenerLimits.DEFAULT.withConnectionsMax(configuration.connectionsMax()));
        }
        if (settings.has(Role.BALANCER) && configuration.balancer().isPresent()) {
            var balancer = configuration.balancer().get();
            if (balancer.members().isEmpty()) {
                frontage.balance(front(balancer), settings.site());
            } else {
                frontage.balance(front(balancer), members(balancer));
            }
        }
    }

    /// The node's server in the directory, which is made to say what the file says now.
    private ExchangeServer registered(Organization organization, Set<ServerRole> roles) {
        var settings = configuration.node();
        Servers servers = organization.servers();
        Outcome<ExchangeServer> outcome = organization.clientHomes().watched(() -> knows(servers)
                ? servers.change(settings.name(), settings.site(), roles)
                : servers.register(settings.name(), fqdn(), settings.site(), roles));
        outcome.warnings().forEach(warning -> out.println("gatehouse: " + warning));
        return outcome.value();
    }

    private boolean knows(Servers servers) {
        return servers.all().stream().anyMatch(server -> server.name().equalsIgnoreCase(configuration.node().name()));
    }
}
