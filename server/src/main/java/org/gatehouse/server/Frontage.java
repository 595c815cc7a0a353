package org.gatehouse.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcConnection;
import org.gatehouse.directory.ldap.LdapFront;
import org.gatehouse.directory.ldap.LdapSignIn;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.dns.DnsResponder;
import org.gatehouse.edge.dns.OwnZone;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.edge.dns.ZoneSettings;
import org.gatehouse.edge.dns.ZoneStore;
import org.gatehouse.server.admin.AdminListener;
import org.gatehouse.server.admin.AdminSocket;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.DnsServer;
import org.gatehouse.server.edge.HealthPort;
import org.gatehouse.server.edge.OtherBalancers;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.server.edge.RunningBalancer;
import org.gatehouse.server.edge.RunningBalancers;
import org.gatehouse.shell.Administration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stands in front of a node's servers: LDAP, DNS, the balancer, the administrators' doors. Closed in reverse
/// order.
public final class Frontage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Frontage.class);
    private static final Duration MEMBERS_UP_MAX = Duration.ofSeconds(90);
    private static final Duration MEMBERS_PAUSE = Duration.ofMillis(50);
    private static final Duration PROBE_TIME_MAX = BalancerLimits.DEFAULT.probeTimeMax();

    private final Node node;
    private final Deque<Closeable> parts = new ArrayDeque<>();
    private final RecordPublisher records;
    private final OwnZone zone;
    /// The first Client Access server here.
    private final List<Announced> announced = new CopyOnWriteArrayList<>();
    private final RunningBalancers relays = new RunningBalancers();
    private final Set<InetAddress> balancers = ConcurrentHashMap.newKeySet();

    private Frontage(Node node, RecordPublisher records, OwnZone zone) {
        this.node = node;
        this.records = records;
        this.zone = zone;
        Suspensions suspensions = node.suspensions();
        Suspensions.Balancing follower = this::follow;
        suspensions.add(follower);
        parts.push(() -> suspensions.remove(follower));
    }

    private void follow(ExchangeServer server, boolean suspended) {
        for (Balancers.Standing balancer : relays.standings()) {
            balancer.members().stream().filter(view -> view.draining() != suspended && isAt(server, view.member()))
                    .forEach(view -> {
                        if (suspended) {
                            relays.drain(balancer.address(), view.member().name());
                        } else {
                            relays.endDrain(balancer.address(), view.member().name());
                        }
                    });
        }
    }

    private boolean isAt(ExchangeServer server, Member member) {
        try {
            return member.name().equalsIgnoreCase(server.name())
                    || records.published(server.fqdn()).contains(member.address());
        } catch (IOException unknown) {
            LOG.warn("whether {} is balanced cannot be told: {}", server.name(), unknown.getMessage());
            return false;
        }
    }

    /// Where the node answers.
    ///
    /// @param dns 0 for no DNS server
    /// @param ldap 0 for neither LDAP nor the shell's door over TLS, which belong to the directory role
    public record Addresses(String fqdn, InetAddress address, int dns, int ldap, int ldaps, int admin) {}

    /// Starts LDAP, DNS and the administrators' doors of a node.
    ///
    /// @param elsewhere where host records are published instead of the own zone
    public static Frontage open(Node node, Addresses at, Optional<RecordPublisher> elsewhere) throws IOException {
        OwnZone zone = zone(node, at);
        var frontage = new Frontage(node, elsewhere.orElse(zone), zone);
        try {
            if (node.directory().isShared()) {
                frontage.parts.push(node.changes().follow("the zone " + zone.zones().getFirst(), frontage::reloadZone)
                        ::run);
            }
            if (at.dns() > 0) {
                zone.publish(at.fqdn(), List.of(at.address()));
                DnsServer dns = DnsServer.open(new InetSocketAddress(at.address(), at.dns()),
                        new DnsResponder(zone, List.of(), node.clock()), DnsServer.Limits.DEFAULT);
                frontage.parts.push(dns::close);
            }
            Administration administration = node.administration(frontage.records, frontage.relays, "");
            if (at.ldap() > 0) {
                frontage.openDirectory(node, at, administration);
            }
            frontage.parts.push(AdminSocket.open(node.folder().root(), administration));
            return frontage;
        } catch (IOException | RuntimeException failed) {
            frontage.close();
            throw failed;
        }
    }

    private void openDirectory(Node node, Addresses at, Administration administration) throws IOException {
        DirectoryPart directory = node.directory();
        SSLContext tls = directory.certificate(List.of(at.fqdn()), List.of(at.address())).serverContext();
        var signIn = new LdapSignIn(directory.directory(), directory.credentials(), directory.failedSignIns(),
                directory.addressBook()::isOrganizationAdministrator);
        LdapFront ldap = LdapFront.start(LdapFront.Settings.of(at.address(), at.ldap(), at.ldaps(),
                at.address().isLoopbackAddress()), directory.directory(), directory.layout(), signIn, tls,
                node.clock());
        parts.push(ldap::close);
        parts.push(AdminListener.open(new InetSocketAddress(at.address(), at.admin()), tls,
                new AdminListener.SignIn(directory.credentials(), directory.failedSignIns(),
                        directory.addressBook()::isOrganizationAdministrator, node.budgets()), administration));
    }

    /// The organisation's zone, kept in the directory, where DNS servers of other nodes find it too. What an earlier
    /// version kept in `zone.txt` moves there at the first start.
    private static OwnZone zone(Node node, Addresses at) throws IOException {
        DirectoryPart directory = node.directory();
        String domain = directory.layout().domain();
        var store = new DirectoryZone(directory.directory(), directory.layout(), domain, directory.isShared());
        if (store.load().isEmpty()) {
            Optional<ZoneStore.Saved> earlier = new ZoneFile(node.folder().zoneFile()).load();
            if (earlier.isPresent()) {
                store.save(earlier.get());
            }
        }
        if (at.dns() > 0) {
            store.name(at.fqdn());
        }
        return new OwnZone(ZoneSettings.of(domain, store.nameServer().orElse(at.fqdn())), store);
    }

    /// Where the domain's Autodiscover service record may lead.
    private record Announced(String fqdn, int https) {}

    /// Publishes a server with its address; the first one becomes the target of the domain's Autodiscover service
    /// record, where clients without a directory look ([MS-OXDISCO] 3.1.5.3), unless another node's server is that.
    ///
    /// @param https the port of a Client Access server's web services; empty for another server
    public void publish(String fqdn, InetAddress address, OptionalInt https) throws IOException {
        records.publish(fqdn, List.of(address));
        if (https.isPresent() && announced.stream().noneMatch(known -> known.fqdn().equalsIgnoreCase(fqdn))) {
            announced.add(new Announced(fqdn, https.getAsInt()));
            announce();
        }
    }

    /// Takes a server's address away, and lets the service record lead to the next one if it led there.
    public void withdraw(String fqdn) throws IOException {
        records.publish(fqdn, List.of());
        if (announced.removeIf(known -> known.fqdn().equalsIgnoreCase(fqdn))) {
            announce();
        }
    }

    private void reloadZone() throws IOException {
        zone.reload();
        announce();
    }

    private void announce() throws IOException {
        Announced here = announced.stream().findFirst().orElse(null);
        String service = "_autodiscover._tcp." + zone.zones().getFirst();
        if (here != null && (!node.directory().isShared()
                || zone.service(service).filter(target -> isElsewhere(target, here.fqdn())).isEmpty())) {
            zone.publishService(service, here.https(), here.fqdn());
        }
    }

    private boolean isElsewhere(String target, String here) {
        return !target.equalsIgnoreCase(here) && node.directory().organization().servers()
                .with(ServerRole.CLIENT_ACCESS).stream().anyMatch(server -> server.fqdn().equalsIgnoreCase(target));
    }

    /// The balancers of this frontage.
    public Balancers balancers() {
        return relays;
    }

    /// Where host records are published.
    public RecordPublisher records() {
        return records;
    }

    /// Whose PROXY headers are believed: those of this frontage's balancers, and of others it was told to trust.
    public Predicate<InetAddress> trusted() {
        return balancers::contains;
    }

    /// Believes PROXY headers of other balancers too.
    public void trust(List<InetAddress> others) {
        balancers.addAll(others);
    }

    /// What a balancer stands for.
    ///
    /// @param address the array's
    /// @param ports on which its members listen
    /// @param probedPort that of RPC
    /// @param decisions numbers by which it decides
    /// @param healthPort where it tells how it is, and asks members whether they are balancers; 0 for neither
    public record ArrayFront(InetAddress address, List<Integer> ports, int probedPort, BalancerSettings decisions,
            Plane plane, int healthPort) {
        public ArrayFront {
            ports = List.copyOf(ports);
        }
    }

    /// A balancer that checks its members as a client would: a TCP connection and an RPC bind to EMSMDB.
    public void balance(ArrayFront front, Map<String, InetAddress> members) throws IOException {
        add(front, balancer(front, members));
        node.suspensions().look(true);
    }

    /// The same in front of the Client Access servers of a site, whoever they are.
    public void balance(ArrayFront front, String site) throws IOException {
        RunningBalancer balancer = balancer(front, Map.of());
        add(front, balancer);
        var members = new SiteMembers(node.directory().organization().servers(), site, balancer,
                node.folder().members());
        members.begin();
        parts.push(node.changes().follow("the members of site " + site, members::changed)::run);
    }

    private void add(ArrayFront front, RunningBalancer balancer) throws IOException {
        parts.push(balancer::close);
        if (front.healthPort() > 0) {
            parts.push(HealthPort.open(balancer, front.healthPort())::close);
        }
        relays.add(balancer);
        if (front.plane().tellsByProxy()) {
            balancers.add(front.address());
        }
    }

    /// The same for a node that is nothing else.
    static RunningBalancer balancer(ArrayFront front, Map<String, InetAddress> members) throws IOException {
        HealthProbe bind = rpcBind(front.probedPort());
        RunningBalancer balancer = front.plane().open(front.address(), front.ports(),
                front.decisions().withinConnections(Descriptors.balancedConnections()), BalancerLimits.DEFAULT,
                front.healthPort() > 0 ? new OtherBalancers(front.address(), front.healthPort()).before(bind) : bind);
        members.forEach((name, member) -> balancer.add(new Member(name, member)));
        return balancer;
    }

    /// Waits until every member of every balancer serves.
    ///
    /// @throws IOException naming a member that does not come up in time
    public void awaitMembers() throws IOException {
        long end = System.nanoTime() + MEMBERS_UP_MAX.toNanos();
        for (Optional<MemberView> down = firstDown(); down.isPresent(); down = firstDown()) {
            pauseUntil(end, down.get().member().name());
        }
    }

    /// Waits until a server is a member of a balancer and serves.
    public void awaitMember(String server) throws IOException {
        long end = System.nanoTime() + MEMBERS_UP_MAX.toNanos();
        while (views().noneMatch(view -> view.member().name().equals(server) && view.health() == Health.UP)) {
            pauseUntil(end, server);
        }
    }

    private Stream<MemberView> views() {
        return relays.standings().stream().flatMap(relay -> relay.members().stream());
    }

    private Optional<MemberView> firstDown() {
        return views().filter(view -> view.health() != Health.UP).findFirst();
    }

    private static void pauseUntil(long end, String member) throws IOException {
        if (System.nanoTime() > end) {
            throw new IOException("member " + member + " does not come up");
        }
        LockSupport.parkNanos(MEMBERS_PAUSE.toNanos());
    }

    private static HealthProbe rpcBind(int port) {
        return member -> RpcConnection.open(RpcConnection.Target.anonymous(
                new InetSocketAddress(member.address(), port), MapiSession.SERVICE), PROBE_TIME_MAX).close();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException failed) {
                LOG.warn("closing: {}", failed.getMessage());
            }
        }
    }
}
