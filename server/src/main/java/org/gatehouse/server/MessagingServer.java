package org.gatehouse.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.AccessNode;
import org.gatehouse.access.emsmdb.BlockedVersions;
import org.gatehouse.access.emsmdb.EmsmdbService;
import org.gatehouse.access.emsmdb.Limits;
import org.gatehouse.access.emsmdb.OpenLogon;
import org.gatehouse.access.emsmdb.RpcSettings;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.access.emsmdb.SessionDesk;
import org.gatehouse.access.emsmdb.Submission;
import org.gatehouse.access.emsmdb.async.AsyncEmsmdbService;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.access.nspi.AddressBook;
import org.gatehouse.access.nspi.AddressBookDesk;
import org.gatehouse.access.nspi.AddressBookLimits;
import org.gatehouse.access.nspi.NspiService;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.access.rfr.RfrService;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.association.AssociationGroups;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.epm.EndpointEntry;
import org.gatehouse.dcerpc.epm.EndpointMapperService;
import org.gatehouse.dcerpc.epm.EndpointRegistry;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.RpcClientAccessSettings;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.server.edge.ProxyPreamble;
import org.gatehouse.server.rpc.RpcListener;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.server.rpc.RpcTunnels;
import org.gatehouse.server.rpc.Strangers;
import org.gatehouse.server.web.RpcTargets;
import org.gatehouse.server.web.WebFront;
import org.gatehouse.server.web.WebServices;
import org.gatehouse.server.web.WebSettings;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.web.acme.AcmeCertificate;
import org.gatehouse.web.http.HealthCheck;
import org.gatehouse.web.http.RedirectServer;
import org.gatehouse.web.http.WebServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server of the organisation at one address: endpoint mapper, RPC Client Access and, with the Client Access role,
/// the Address Book service and HTTPS.
public final class MessagingServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MessagingServer.class);
    private final ExchangeServer server;
    private final List<RpcListener> listeners = new ArrayList<>();
    private final AssociationGroups groups;
    private final SessionDesk sessions;
    private volatile @Nullable Endpoint mail;
    private @Nullable WebServer web;
    private @Nullable WebServices services;
    private @Nullable RedirectServer redirects;
    private volatile @Nullable Endpoint book;
    private volatile boolean alive = true;
    /// 0 without web services.
    private volatile int httpsAt;
    private boolean suspended;

    /// What a server is made of.
    ///
    /// @param neighbours the mail endpoint of another server of this process, by its name, while that server lives
    /// @param balancers the addresses of those that tell the client's by the PROXY protocol
    public record Parts(DirectoryPart directory, AccessDirectory accessDirectory, DatabaseHost databases,
            Submission submission, ClientAccessLog log, AddressBookParts addressBook,
            Function<String, Optional<Endpoint>> neighbours, WebSettings web, Optional<AcmeCertificate> acme,
            Predicate<InetAddress> balancers, RpcListenerLimits limits, Strangers strangers, Budgets budgets,
            InstantSource clock, SecureRandom random) {}

    /// What the Address Book service reads.
    ///
    /// @param serverGuid separates the minimal entry ids of this run from those of others ([MS-OXNSPI] 2.2.9.1)
    public record AddressBookParts(AddressBook book, Referrals referrals, UUID serverGuid) {}

    /// The port numbers, the same on every member of an array.
    public record ServicePorts(int epm, int rpc, int addressBook, int https) {
        /// Those that a balancer in front of a Client Access server passes on.
        public List<Integer> all() {
            return List.of(epm, rpc, addressBook, https);
        }
    }

    private MessagingServer(ExchangeServer server, Parts parts) {
        this.server = server;
        this.groups = new AssociationGroups(AssociationLimits.DEFAULT, parts.random());
        this.sessions = new SessionDesk(node(server, parts));
    }

    /// Binds all ports and serves.
    ///
    /// @throws IOException naming the address and port that cannot be bound
    public static MessagingServer start(ExchangeServer server, InetAddress address, ServicePorts ports, Parts parts)
            throws IOException {
        var starting = new MessagingServer(server, parts);
        try {
            starting.listen(address, ports, parts);
            return starting;
        } catch (IOException | RuntimeException failed) {
            starting.close();
            throw failed;
        }
    }

    private void listen(InetAddress address, ServicePorts ports, Parts parts) throws IOException {
        SignIns signIns = parts.directory().signIns(server.name(), server.fqdn());
        var registry = new EndpointRegistry();
        List<RpcService> mail = List.of(new EmsmdbService(sessions), new AsyncEmsmdbService());
        Endpoint mailEndpoint = open(address, ports.rpc(), mail, signIns, parts, registry,
                "Microsoft Exchange RPC Client Access Service");
        this.mail = mailEndpoint;
        if (server.has(ServerRole.CLIENT_ACCESS)) {
            AddressBookParts book = parts.addressBook();
            var desk = new AddressBookDesk(book.book(), book.serverGuid(), AddressBookLimits.DEFAULT,
                    parts.budgets());
            Endpoint bookEndpoint = open(address, ports.addressBook(), List.of(new NspiService(desk, AuthLevel.CONNECT),
                    new RfrService(book.referrals(), AuthLevel.CONNECT, parts.budgets())), signIns, parts, registry,
                    "Microsoft Exchange Address Book Service");
            this.book = bookEndpoint;
            var targets = new RpcTargets(parts.directory().organization(), mailEndpoint, bookEndpoint,
                    parts.neighbours());
            services = new WebServices(new WebServices.Place(parts.directory(), signIns, server.name(), ports.https(),
                    parts.budgets()),
                    sessions, desk, book.referrals(), new RpcTunnels(targets, VirtualConnection.Limits.DEFAULT,
                            parts.limits(), parts.clock()), parts.clock(), parts.random());
        }
        open(address, ports.epm(), List.of(new EndpointMapperService(registry)), signIns.forEverybody(), parts,
                registry, "");
        if (services != null) {
            web = new WebFront(parts.directory(), parts.web(), parts.acme(), parts.balancers(),
                    parts.budgets()::metrics, parts.clock(), parts.random()).open(server,
                    new InetSocketAddress(address, ports.https()), signIns, services.routes(), parts.databases(),
                    this::listening);
            httpsAt = web.address().getPort();
            if (parts.web().redirectPort().isPresent()) {
                redirects = RedirectServer.open(new InetSocketAddress(address, parts.web().redirectPort().getAsInt()),
                        services.redirects());
            }
        }
    }

    private Endpoint open(InetAddress address, int port, List<RpcService> services, SignIns signIns, Parts parts,
            EndpointRegistry registry, String annotation) throws IOException {
        var endpoint = new Endpoint(services, groups, Optional.of(signIns), AssociationLimits.DEFAULT);
        var listener = RpcListener.open(new InetSocketAddress(address, port), endpoint, parts.limits(),
                new ProxyPreamble(parts.balancers()), parts.clock(), parts.strangers());
        listeners.add(listener);
        if (!annotation.isEmpty()) {
            services.forEach(service -> registry.register(
                    new EndpointEntry(service.id(), listener.address().getPort(), annotation)));
        }
        return endpoint;
    }

    private static AccessNode node(ExchangeServer server, Parts parts) {
        var here = new ServerNode(server.name(), server.fqdn(), server.legacyExchangeDn(),
                parts.directory().layout().organization(), server.site(), server.has(ServerRole.CLIENT_ACCESS),
                server.has(ServerRole.MAILBOX));
        return new AccessNode(here, parts.accessDirectory(), parts.databases(), parts.submission(),
                () -> settings(parts.directory(), server.name()), Limits.defaults(), parts.clock(), parts.log(),
                parts.budgets());
    }

    private static RpcSettings settings(DirectoryPart directory, String server) {
        RpcClientAccessSettings now = directory.organization().rpcClientAccess().get(server);
        return new RpcSettings(now.encryptionRequired(), now.maximumConnections(),
                blocked(now.blockedClientVersions()), now.preferredSiteEnforced());
    }

    /// The cmdlet lets nothing else through, but the attribute can be written over LDAP too.
    private static BlockedVersions blocked(String text) {
        try {
            return BlockedVersions.of(text);
        } catch (IllegalArgumentException wrong) {
            LOG.warn("blocked client versions are ignored until they are set right: {}", wrong.getMessage());
            return BlockedVersions.NONE;
        }
    }

    public ExchangeServer server() {
        return server;
    }

    /// Sessions of clients open now.
    public int sessionCount() {
        return sessions.sessionCount();
    }

    /// The logons of those sessions.
    List<OpenLogon> openLogons() {
        return alive ? sessions.openLogons() : List.of();
    }

    /// EMSMDB and AsyncEMSMDB, for clients that come through another server's HTTP; empty when this one is dead.
    public Optional<Endpoint> mailEndpoint() {
        return alive ? Optional.ofNullable(mail) : Optional.empty();
    }

    /// Where it answers EMSMDB over TCP.
    InetSocketAddress rpcAddress() {
        return listeners.getFirst().address();
    }

    /// Where its services answer.
    ///
    /// @param https with port 0 where it has no web services
    record Ports(InetSocketAddress rpc, InetSocketAddress mapper, InetSocketAddress https) {}

    Ports ports() {
        InetSocketAddress rpc = rpcAddress();
        return new Ports(rpc, listeners.getLast().address(), new InetSocketAddress(rpc.getAddress(), httpsAt));
    }

    OptionalInt httpsPort() {
        WebServer front = web;
        return front == null ? OptionalInt.empty() : OptionalInt.of(front.address().getPort());
    }

    private HealthCheck listening() {
        List<String> shut = listeners.stream().filter(listener -> !listener.isOpen())
                .map(listener -> "port " + listener.address().getPort()).toList();
        return new HealthCheck("listeners", !alive ? "the server has stopped" : shut.isEmpty() ? ""
                : "closed: " + String.join(", ", shut));
    }

    public boolean isAlive() {
        return alive;
    }

    /// Whether it sends its clients elsewhere.
    public synchronized boolean isSuspended() {
        return suspended;
    }

    /// Sends its clients elsewhere, or takes them again. While it is suspended, to be said again now and then: a client
    /// that has been told so keeps connections, and is told to close them once nothing goes on there.
    public synchronized void suspend(boolean now) {
        if (now != suspended) {
            LOG.info(now ? "{} is suspended: its clients are told to connect anew" : "{} is resumed", server.name());
            suspended = now;
            suspendWeb(now);
            if (now) {
                // After the web services, which else would take the end of a wait for one without news.
                sessions.drain();
            }
        }
        if (now && alive) {
            sayGoodbye();
        }
    }

    private void suspendWeb(boolean now) {
        WebServer front = web;
        WebServices behind = services;
        if (front == null || behind == null) {
            return;
        }
        if (now) {
            front.drain();
            behind.drain();
        } else {
            behind.resume();
            front.resume();
        }
    }

    /// An address book's handle keeps nothing that a client could lose; a mailbox session does.
    private void sayGoodbye() {
        Endpoint mailboxes = mail;
        Endpoint books = book;
        listeners.forEach(listener -> listener.stopIdle(!listener.serves(mailboxes)));
        WebServices behind = services;
        if (behind != null && mailboxes != null && books != null) {
            behind.stopIdle(mailboxes, false);
            behind.stopIdle(books, true);
        }
    }

    /// Dies as a process does: every socket is reset, every session dropped without clean-up. Simulated, since the
    /// other servers of this process live on.
    public void kill() {
        alive = false;
        if (web != null) {
            web.kill();
        }
        if (redirects != null) {
            redirects.close();
        }
        if (services != null) {
            services.forget();
        }
        listeners.forEach(RpcListener::kill);
        groups.forget();
    }

    /// Stops in good order: waits for events end, calls in flight end, sessions run down.
    @Override
    public void close() {
        alive = false;
        if (services != null) {
            services.exit();
        }
        sessions.exit();
        if (services != null) {
            services.close();
        }
        if (web != null) {
            web.close();
        }
        if (redirects != null) {
            redirects.close();
        }
        listeners.forEach(RpcListener::close);
    }
}
