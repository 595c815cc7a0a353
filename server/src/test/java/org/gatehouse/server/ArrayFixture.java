package org.gatehouse.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OutlookAnywhere;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.ThrottlingLimit;
import org.gatehouse.directory.organization.ThrottlingPolicies;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.server.demo.PortPlan;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.server.web.WebSettings;
import org.gatehouse.shell.ShellCommand;
import org.gatehouse.store.DatabaseHost;

/// Two Client Access servers behind the balancer, a database, and one person.
final class ArrayFixture implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(100);
    private static final Layout LAYOUT = new Layout("Contoso", "contoso.test", "CONTOSO");
    static final String PASSWORD = "A long password 1!";
    private static final String WEB = "mail.contoso.test";
    private static final int FIRST_NET = 100;
    private static final int NETS = 100;
    private static final AtomicInteger FIXTURES = new AtomicInteger();

    final Node node;
    final Map<String, MessagingServer> servers = new LinkedHashMap<>();
    final DatabaseObject database;
    private final Frontage frontage;
    private final PortPlan ports;
    private final Places places;
    private final InetAddress array;
    private final SSLContext trust;

    /// Where everybody is.
    record Places(String array, String directory, String first, String second, PortPlan.Choice ports) {
        InetAddress of(String name) {
            return InetAddress.ofLiteral(switch (name) {
                case "cas1" -> first;
                case "cas2" -> second;
                default -> directory;
            });
        }
    }

    private ArrayFixture(Path folder, Places places) throws IOException {
        this.places = places;
        this.array = InetAddress.ofLiteral(places.array());
        List<InetAddress> addresses = Stream.concat(Stream.of("dc1", "cas1", "cas2").map(places::of),
                // Free there too, unless it is at another host.
                Stream.of(array).filter(InetAddress::isLoopbackAddress)).toList();
        ports = PortPlan.choose(places.ports(), addresses);
        node = Node.open(DataFolder.open(folder), LAYOUT, InstantSource.system(), new SecureRandom());
        trust = TrustedRoots.inFile(node.folder().rootCertificate());
        Organization organization = organization();
        organization.sites().create("HeadOffice", List.of());
        organization.servers().register("mbx1", "mbx1.contoso.test", "HeadOffice", Set.of(ServerRole.MAILBOX));
        for (String name : List.of("cas1", "cas2")) {
            organization.servers().register(name, name + ".contoso.test", "HeadOffice",
                    Set.of(ServerRole.CLIENT_ACCESS));
        }
        database = organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "mbx1", Map.of()).value();
        liftLimits(organization);
        organization.mailboxes().create(NewMailbox.of("Ann", "ann@contoso.test", PASSWORD.toCharArray(), "DB1"));
        node.databases().mount(database.header().guid(), "DB1", DatabaseHost.Kind.MAILBOX, true);
        frontage = Frontage.open(node, new Frontage.Addresses("dc1.contoso.test", address("dc1"), 0, ports.ldap(),
                ports.ldaps(), ports.admin()), Optional.empty());
        for (String name : List.of("cas1", "cas2")) {
            frontage.publish(name + ".contoso.test", address(name), OptionalInt.of(ports.https()));
            servers.put(name, node.start(organization.servers().get(name), address(name),
                    new MessagingServer.ServicePorts(ports.epm(), ports.rpc(), ports.addressBook(), ports.https()),
                    WebSettings.DEFAULT.withNames(List.of(WEB)), frontage.trusted(), RpcListenerLimits.DEFAULT));
        }
    }

    /// On a slow machine requests take long, which a policy's shares of a minute count as much use.
    private static void liftLimits(Organization organization) {
        ThrottlingPolicies policies = organization.throttlingPolicies();
        policies.set(policies.theDefault().name(), null, Map.of(ThrottlingLimit.RCA_PERCENT_TIME_IN_AD, "",
                ThrottlingLimit.RCA_PERCENT_TIME_IN_CAS, "", ThrottlingLimit.RCA_PERCENT_TIME_IN_MAILBOX_RPC, ""));
    }

    static ArrayFixture open(Path folder) throws IOException {
        // Addresses of its own, since test classes run side by side and a port has to be free on all of them.
        String net = "127.0." + (FIRST_NET + FIXTURES.getAndIncrement() % NETS) + ".";
        return open(folder, new Places(net + "20", net + "10", net + "21", net + "22", PortPlan.Choice.FREE));
    }

    static ArrayFixture open(Path folder, Places places) throws IOException {
        return new ArrayFixture(folder, places);
    }

    /// Puts the balancer in front, and waits until it has found its members.
    void balance() throws IOException {
        var members = new LinkedHashMap<String, InetAddress>();
        for (String name : servers.keySet()) {
            members.put(name, address(name));
        }
        frontage.balance(new Frontage.ArrayFront(array, List.of(ports.epm(), ports.rpc(), ports.addressBook(),
                ports.https()), ports.rpc(), BalancerSettings.DEFAULT, Plane.PORTABLE, 0), members);
        frontage.awaitMembers();
    }

    /// What the shell exports for a balancer of others, with this array's ports.
    String exported(String product, String words) throws IOException {
        return shell(("New-ClientAccessArray -Fqdn outlook.contoso.test -Site HeadOffice -PublishAddress %s "
                + "-WarningAction SilentlyContinue | Out-Null; Export-LoadBalancerConfiguration -For %s "
                + "-EndpointMapperPort %d -AddressBookPort %d -HttpsPort %d -HealthPort %d%s").formatted(
                        array.getHostAddress(), product, ports.epm(), ports.addressBook(), ports.https(), freePort(),
                        words));
    }

    /// What the shell of the process says to a command.
    String shell(String command) throws IOException {
        var said = new ByteArrayOutputStream();
        int status = ShellCommand.run(List.of("--data", node.folder().root().toString(), "-c", command),
                node.folder().root(), new PrintStream(said, true, StandardCharsets.UTF_8), System.err);
        if (status != 0) {
            throw new IOException("the shell fails: status " + status);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    /// That of HAProxy's own health is on loopback, where others test at the same time.
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /// Believes the PROXY headers of a balancer of others.
    void trust(InetAddress balancer) {
        frontage.trust(List.of(balancer));
    }

    /// Suspends a member and has it notice.
    void suspend(String member) {
        organization().servers().suspend(member, true);
        node.suspensions().look(false);
    }

    Organization organization() {
        return node.directory().organization();
    }

    private InetAddress address(String name) {
        return places.of(name);
    }

    Account account() {
        return new Account("CONTOSO", "ann", PASSWORD);
    }

    String dn() {
        return organization().mailboxes().get("ann").legacyExchangeDn();
    }

    MapiSession rpc() throws IOException {
        return rpc(array);
    }

    /// Past the balancer.
    MapiSession rpcAt(String member) throws IOException {
        return rpc(address(member));
    }

    private MapiSession rpc(InetAddress address) throws IOException {
        return MapiSession.connect(new InetSocketAddress(address, ports.rpc()), account(), dn(), TIMEOUT);
    }

    /// Over a relay that connects from another address.
    MapiSession rpc(InetSocketAddress relay) throws IOException {
        return MapiSession.connect(relay, account(), dn(), TIMEOUT);
    }

    InetSocketAddress rpcAddress() {
        return new InetSocketAddress(array, ports.rpc());
    }

    MapiSession http() throws IOException {
        return http(array);
    }

    /// Past the balancer.
    MapiSession httpAt(String member) throws IOException {
        return http(address(member));
    }

    private MapiSession http(InetAddress address) throws IOException {
        return MapiSession.connect(HttpsConnection.open(new InetSocketAddress(address, ports.https()), WEB, trust,
                TIMEOUT), account(), dn());
    }

    /// Lets both members serve Outlook Anywhere.
    void enableAnywhere() {
        for (String name : servers.keySet()) {
            organization().outlookAnywhere().enable(name, new OutlookAnywhere.Changes(WEB, null,
                    HttpAuthentication.NTLM, null, OutlookAnywhere.METHODS, null, null, null));
        }
    }

    MapiSession anywhere(HttpSignIn signIn) throws IOException {
        return anywhere(array, signIn);
    }

    /// Past the balancer.
    MapiSession anywhereAt(String member, HttpSignIn signIn) throws IOException {
        return anywhere(address(member), signIn);
    }

    private MapiSession anywhere(InetAddress address, HttpSignIn signIn) throws IOException {
        return MapiSession.connect(new ProxiedServer(new InetSocketAddress(address, ports.https()), WEB, trust,
                "cas2.contoso.test", ProxiedServer.MAIL, signIn), account(), dn(), TIMEOUT);
    }

    /// The name of the server that has sessions.
    String serving() throws IOException {
        return servers.entrySet().stream().filter(each -> each.getValue().sessionCount() > 0).map(Map.Entry::getKey)
                .findFirst().orElseThrow(() -> new IOException("nobody has a session"));
    }

    /// Waits until the balancer has no connection to a member: until then it keeps the client there.
    void awaitLeft(String member) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (frontage.balancers().standings().stream().flatMap(standing -> standing.members().stream())
                .anyMatch(view -> view.member().name().equals(member) && view.connections() > 0)) {
            if (System.nanoTime() > end) {
                throw new IOException(member + " keeps connections");
            }
            Thread.onSpinWait();
        }
    }

    /// Waits until a member has no session any more.
    void awaitNoSessions(String member) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (servers.get(member).sessionCount() > 0) {
            if (System.nanoTime() > end) {
                throw new IOException(member + " keeps sessions");
            }
            Thread.onSpinWait();
        }
    }

    /// What a member itself says at a path, past the balancer.
    HttpsConnection.Answer ask(String member, String path) throws IOException {
        return ask(member, path, Map.of(), new byte[0]);
    }

    HttpsConnection.Answer ask(String member, String path, Map<String, String> fields, byte[] body)
            throws IOException {
        try (var connection = HttpsConnection.open(new InetSocketAddress(address(member), ports.https()), WEB, trust,
                TIMEOUT)) {
            return connection.post(path, fields, body);
        }
    }

    /// The value of `Authorization` with which Ann signs in over HTTP (RFC 7617).
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString(("CONTOSO\\ann:" + PASSWORD)
                .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        frontage.close();
        node.close();
    }
}
