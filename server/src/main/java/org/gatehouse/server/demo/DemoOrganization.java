package org.gatehouse.server.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.Account;
import org.gatehouse.client.Autodiscover;
import org.gatehouse.client.EndpointMap;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OutlookAnywhere;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.server.DataFolder;
import org.gatehouse.server.Frontage;
import org.gatehouse.server.MessagingServer;
import org.gatehouse.server.Node;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.DemoPlan.Place;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.server.rpc.UpkeepThreads;
import org.gatehouse.server.web.WebSettings;
import org.gatehouse.shell.Administration;

/// The running demonstration: one node, its servers on addresses of their own, DNS, LDAP and the balancer.
final class DemoOrganization implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Duration AUTODISCOVER_MAX = Duration.ofSeconds(60);

    private final Node node;
    private final SSLContext trust;
    private final PortPlan ports;
    private final Passwords passwords;
    private final Frontage frontage;
    private final InstantSource clock;
    private final ClientResolver resolver;
    private final Administration administration;
    private final Map<Place, MessagingServer> servers = new LinkedHashMap<>();

    private DemoOrganization(Node node, PortPlan ports, Passwords passwords, Frontage frontage, InstantSource clock)
            throws IOException {
        this.node = node;
        this.trust = TrustedRoots.inFile(node.folder().rootCertificate());
        this.ports = ports;
        this.passwords = passwords;
        this.frontage = frontage;
        this.clock = clock;
        this.resolver = new ClientResolver(new InetSocketAddress(DemoPlan.DIRECTORY_ADDRESS, ports.dns()));
        this.administration = node.administration(frontage.records(), frontage.balancers(), "");
    }

    /// Opens the folder and starts what needs no administrator: directory, LDAP, DNS, the admin socket.
    static DemoOrganization open(DataFolder folder, PortPlan ports) throws IOException {
        InstantSource clock = InstantSource.system();
        var random = new SecureRandom();
        Node node = Node.open(folder, DemoPlan.LAYOUT, clock, random);
        try {
            Passwords passwords = Passwords.open(folder.keys().resolve("demo-passwords.json"), random);
            var frontage = Frontage.open(node, new Frontage.Addresses(
                    DemoPlan.DIRECTORY_FQDN, DemoPlan.DIRECTORY_ADDRESS, ports.dns(), ports.ldap(), ports.ldaps(),
                    ports.admin()), Optional.empty());
            return new DemoOrganization(node, ports, passwords, frontage, clock);
        } catch (IOException | RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    Administration administration() {
        return administration;
    }

    /// What set-up does on a server: registers it with its roles, publishes its address, starts its services.
    void install(Place place) throws IOException {
        Organization organization = node.directory().organization();
        ExchangeServer server = organization.servers().all().stream()
                .filter(known -> known.name().equalsIgnoreCase(place.name())).findFirst()
                .orElseGet(() -> register(organization, place));
        // Who has no directory looks for Autodiscover in the head office.
        frontage.publish(place.fqdn(), place.address(), place.roles().contains(ServerRole.CLIENT_ACCESS)
                && place.site().equals(DemoPlan.HEAD_OFFICE) ? OptionalInt.of(ports.https()) : OptionalInt.empty());
        servers.put(place, start(place, server));
    }

    private static ExchangeServer register(Organization organization, Place place) {
        ExchangeServer server = organization.servers().register(place.name(), place.fqdn(), place.site(),
                place.roles()).value();
        if (server.has(ServerRole.CLIENT_ACCESS)) {
            String name = place.site().equals(DemoPlan.HEAD_OFFICE) ? DemoPlan.WEB_FQDN : place.fqdn();
            organization.outlookAnywhere().enable(server.name(), new OutlookAnywhere.Changes(name, null,
                    HttpAuthentication.NTLM, null, OutlookAnywhere.METHODS, null, null, null));
        }
        return server;
    }

    private MessagingServer start(Place place, ExchangeServer server) throws IOException {
        return node.start(server, place.address(), ports.services(),
                WebSettings.DEFAULT.withNames(List.of(DemoPlan.WEB_FQDN)), frontage.trusted(),
                RpcListenerLimits.DEFAULT);
    }

    /// Puts the balancer in front of the Client Access servers of the head office, whoever they are, at the array's
    /// address.
    void startBalancer() throws IOException {
        frontage.balance(new Frontage.ArrayFront(DemoPlan.ARRAY_ADDRESS, ports.services().all(), ports.rpc(),
                BalancerSettings.DEFAULT, Plane.PORTABLE, 0), DemoPlan.HEAD_OFFICE);
        for (String name : List.of(DemoPlan.WEB_FQDN, "autodiscover." + DemoPlan.DOMAIN)) {
            frontage.records().publish(name, List.of(DemoPlan.ARRAY_ADDRESS));
        }
    }

    /// A connection to the web name, by DNS and the balancer, which trusts the organisation's own authority.
    HttpsConnection https(Duration timeout) throws IOException {
        var address = new InetSocketAddress(resolve(DemoPlan.WEB_FQDN), ports.https());
        return HttpsConnection.open(address, DemoPlan.WEB_FQDN, trust, timeout);
    }

    /// What Outlook Anywhere leads a person's client to: the same endpoint as within the network, behind the web name.
    ProxiedServer anywhere(Person person) throws IOException {
        return new ProxiedServer(new InetSocketAddress(resolve(DemoPlan.WEB_FQDN), ports.https()), DemoPlan.WEB_FQDN,
                trust, endpointOf(person), ProxiedServer.MAIL, HttpSignIn.NTLM).with(new UpkeepThreads());
    }

    /// A session at the service that a name leads to, found as Outlook does: by DNS and the endpoint mapper there.
    MapiSession connect(String fqdn, Person person, Duration timeout) throws IOException {
        InetSocketAddress rpc = EndpointMap.find(endpointMapper(resolve(fqdn)), MapiSession.SERVICE, timeout);
        return MapiSession.connect(rpc, account(person), legacyDn(person), timeout);
    }

    /// The same at the person's endpoint.
    MapiSession connect(Person person, Duration timeout) throws IOException {
        return connect(endpointOf(person), person, timeout);
    }

    /// A session by MAPI over HTTP.
    MapiSession overHttp(Person person, Duration timeout) throws IOException {
        return MapiSession.connect(https(timeout), account(person), legacyDn(person));
    }

    /// The server that Autodiscover tells the owner of a mailbox to use.
    String autodiscovered(Person person) throws IOException {
        try (HttpsConnection connection = https(AUTODISCOVER_MAX)) {
            return Autodiscover.server(connection, person.upn(), password(person.account()));
        }
    }

    String password(String account) throws IOException {
        return passwords.of(account);
    }

    Account account(Person person) throws IOException {
        return new Account(DemoPlan.LAYOUT.netbiosDomain(), person.account(), password(person.account()));
    }

    String legacyDn(Person person) {
        return user(person).legacyExchangeDn();
    }

    /// The name that a person's client is given: the endpoint of the home database.
    String endpointOf(Person person) throws IOException {
        return node.directory().addressBook().endpointOf(user(person))
                .orElseThrow(() -> new IOException(person.account() + " has no endpoint")).fqdn();
    }

    private MailboxUser user(Person person) {
        return node.directory().organization().mailboxes().get(person.account());
    }

    void makeAdministrator(Person person) {
        node.directory().organization().mailboxes().makeAdministrator(person.account());
    }

    InetAddress resolve(String fqdn) throws IOException {
        return resolver.address(fqdn);
    }

    /// Whether a name's record has just this address.
    boolean isPublished(String fqdn, String address) throws IOException {
        return frontage.records().published(fqdn).stream().map(InetAddress::getHostAddress).toList()
                .equals(List.of(address));
    }

    InetSocketAddress endpointMapper(InetAddress address) {
        return new InetSocketAddress(address, ports.epm());
    }

    /// The member of the array that clients are on now.
    Place serving() throws IOException {
        return servers.entrySet().stream().filter(entry -> entry.getKey().site().equals(DemoPlan.HEAD_OFFICE)
                && entry.getValue().sessionCount() > 0).map(Map.Entry::getKey).findFirst()
                .orElseThrow(() -> new IOException("no Client Access server has a session"));
    }

    /// Time of day for subjects.
    String now() {
        return TIME.format(clock.instant());
    }

    /// Stops a server that is no part of the organisation any more, in good order, and takes its DNS record away.
    void stop(Place place) throws IOException {
        MessagingServer ended = servers.remove(place);
        if (ended != null) {
            ended.close();
        }
        withdraw(place.fqdn());
    }

    /// Takes a name's DNS record away.
    void withdraw(String fqdn) throws IOException {
        frontage.withdraw(fqdn);
    }

    void kill(Place place) {
        MessagingServer dead = servers.remove(place);
        if (dead != null) {
            dead.kill();
        }
    }

    /// Starts a server again after its death.
    void revive(Place place) throws IOException {
        servers.put(place, start(place, node.directory().organization().servers().get(place.name())));
    }

    /// Waits until the balancer has taken every member back.
    void awaitMembers() throws IOException {
        frontage.awaitMembers();
    }

    /// Waits until the balancer gives a server clients.
    void awaitMember(Place place) throws IOException {
        frontage.awaitMember(place.name());
    }

    /// Tells where everything answers.
    void writeEndpoints() throws IOException {
        var arrays = node.directory().organization().arrays().all().stream()
                .filter(array -> array.fqdn().equals(DemoPlan.ARRAY_FQDN))
                .map(array -> new Endpoints.ArrayEndpoint(array.name(), array.fqdn(), array.site(),
                        DemoPlan.ARRAY_ADDRESS.getHostAddress(), clientAccessPorts())).toList();
        // In the plan's order, whoever died and came back.
        var places = DemoPlan.SERVERS.stream().filter(servers::containsKey).map(place ->
                new Endpoints.ServerEndpoint(place.name(), place.fqdn(), place.site(),
                        place.roles().stream().map(DemoOrganization::word).sorted().toList(),
                        place.address().getHostAddress(), ports(place))).toList();
        var users = new java.util.ArrayList<Endpoints.User>();
        for (Person person : DemoPlan.PEOPLE) {
            MailboxUser user = user(person);
            users.add(new Endpoints.User(user.samAccountName(), user.userPrincipalName(), password(person.account()),
                    user.legacyExchangeDn(),
                    user.mailbox().map(MailboxUser.Mailbox::database).orElse("")));
        }
        var ldap = new Endpoints.Ldap(DemoPlan.DIRECTORY_ADDRESS.getHostAddress(), ports.ldap(),
                user(DemoPlan.ADMINISTRATOR).header().distinguishedName(),
                password(DemoPlan.ADMINISTRATOR.account()));
        new Endpoints(DemoPlan.DOMAIN, new Endpoints.Dns(DemoPlan.DIRECTORY_ADDRESS.getHostAddress(), ports.dns()),
                ldap, arrays, places, users).write(node.folder().endpoints());
    }

    private Map<String, Integer> ports(Place place) {
        return place.roles().contains(ServerRole.CLIENT_ACCESS)
                ? clientAccessPorts() : Map.of("epm", ports.epm(), "rpc", ports.rpc());
    }

    private Map<String, Integer> clientAccessPorts() {
        return Map.of("epm", ports.epm(), "rpc", ports.rpc(), "addressbook", ports.addressBook(), "https",
                ports.https());
    }

    private static String word(ServerRole role) {
        return switch (role) {
            case CLIENT_ACCESS -> "client-access";
            case MAILBOX -> "mailbox";
            case UNIFIED_MESSAGING -> "unified-messaging";
            case HUB_TRANSPORT -> "hub-transport";
            case EDGE_TRANSPORT -> "edge-transport";
        };
    }

    @Override
    public void close() {
        frontage.close();
        node.close();
    }
}
