package org.gatehouse.server;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.gatehouse.access.DirectoryAddressBook;
import org.gatehouse.access.DirectoryReferrals;
import org.gatehouse.access.emsmdb.AccessDirectory;
import org.gatehouse.access.emsmdb.ChargedDirectory;
import org.gatehouse.access.emsmdb.OrganizationAccess;
import org.gatehouse.access.emsmdb.Submission;
import org.gatehouse.access.log.ClientAccessLogFile;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.directory.addressbook.Addressees;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.throttling.DirectoryPolicies;
import org.gatehouse.directory.throttling.SendingAllowance;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.server.replication.CopyRounds;
import org.gatehouse.server.replication.PatroniClient;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.server.rpc.Strangers;
import org.gatehouse.server.web.CertificateRenewal;
import org.gatehouse.server.web.WebSettings;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.SideBySide;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.SendingRates;
import org.gatehouse.transport.Mailroom;
import org.gatehouse.transport.OrganizationRecipients;
import org.gatehouse.transport.TransportLimits;
import org.gatehouse.web.acme.AcmeCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process with its data folder: the directory, the mailbox databases, and the servers that serve them.
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final int WORKS_MAX = 256;

    private final DataFolder folder;
    private final DirectoryPart directory;
    private final DatabaseHost databases;
    private final ClientAccessLogFile accessLog;
    private final Mailroom mailroom;
    private final Courier courier;
    private final AccessDirectory accessDirectory;
    private final DirectoryAddressBook addressBook;
    private final RetentionRounds retention;
    private final PatroniClient patroni;
    private final CopyRounds copies;
    private final MoveRounds moves;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Suspensions suspensions;
    private final BudgetRounds budgets;
    private final DirectoryChanges changes;
    private final Mounts mounts;
    /// Of all servers here together: they share the process's file descriptors.
    private final Strangers strangers = new Strangers(
            Math.min(RpcListenerLimits.DEFAULT.strangersMax(), Descriptors.strangers()),
            RpcListenerLimits.DEFAULT.strangersPerAddressMax());
    /// What all shells here wait for together.
    private final SideBySide sideBySide = new SideBySide(Thread::startVirtualThread, WORKS_MAX);
    private final List<MessagingServer> servers = new CopyOnWriteArrayList<>();
    /// One for all servers here: the authority's question arrives at any of them.
    private @Nullable AcmeCertificate acme;
    private @Nullable CertificateRenewal renewal;

    private Node(DataFolder folder, DirectoryPart directory, DatabaseHost databases, Storage storage, Duties duties,
            InstantSource clock, SecureRandom random) {
        this.folder = folder;
        this.directory = directory;
        this.clock = clock;
        this.random = random;
        this.databases = databases;
        this.accessLog = new ClientAccessLogFile(folder.logs().resolve("RPC Client Access"),
                Versions.SERVER.toString(), clock, ClientAccessLogFile.Limits.defaults());
        this.accessDirectory = new ChargedDirectory(new OrganizationAccess(directory.organization(),
                directory.addressBook()));
        var steady = new SteadyClock(clock);
        var policies = new DirectoryPolicies(directory.organization(), directory.addressBook(), steady);
        this.mailroom = new Mailroom(new OrganizationRecipients(new Addressees(directory.organization())), databases,
                clock, directory.layout().domain(), TransportLimits.USUAL, owner -> rates(policies.sending(owner)));
        this.courier = new Courier(mailroom);
        this.addressBook = new DirectoryAddressBook(directory.organization(), steady,
                task -> Thread.ofVirtual().name("address book").start(task));
        this.retention = new RetentionRounds(directory.organization(), databases);
        this.patroni = new PatroniClient(database -> storage.url(database.connectionString()));
        this.copies = new CopyRounds(directory.organization(), patroni);
        this.moves = new MoveRounds(directory.organization().moveRequests(),
                guid -> directory.organization().mailboxes().holding(guid), databases, copies::moveHasToWait, clock);
        this.budgets = BudgetRounds.start(policies, "gatehouse", directory.usageBoard(),
                new UUID(random.nextLong(), random.nextLong()));
        this.mounts = new Mounts(directory.organization().databases(), databases, duties.mounts(),
                directory.isShared());
        this.suspensions = Suspensions.start(directory, this::suspend);
        this.changes = DirectoryChanges.start(directory.directory()::changeCounter, DirectoryChanges.PAUSE);
        directory.onChange(changes::wake);
    }

    private static SendingRates rates(SendingAllowance allowed) {
        return new SendingRates(allowed.messagesPerMinute(), allowed.recipientsPerDay());
    }

    /// Opens everything in the folder and mounts the databases that mount at start.
    public static Node open(DataFolder folder, Layout layout, InstantSource clock, SecureRandom random)
            throws IOException {
        return open(folder, new Storage.InFolder(), layout, Duties.ALL, clock, random);
    }

    /// What a node does for its organisation.
    ///
    /// @param founds whether it may be the first one
    /// @param mail whether it opens databases; a directory alone does not
    /// @param mounts which of them
    /// @param servers names of the servers that it may be
    public record Duties(boolean founds, boolean mail, Predicate<DatabaseObject> mounts, Predicate<String> servers) {
        public static final Duties ALL = new Duties(true, true, _ -> true, _ -> true);
    }

    /// Opens the directory, and mounts the databases that mount at start as far as they are this node's.
    public static Node open(DataFolder folder, Storage storage, Layout layout, Duties duties, InstantSource clock,
            SecureRandom random) throws IOException {
        DirectoryPart directory = DirectoryPart.open(folder, storage, layout, duties.founds(), clock, random);
        var node = new Node(folder, directory, duties.mail() ? new PlacedDatabases(
                guid -> directory.organization().databases().find(guid), duties.mounts(), duties.servers(),
                place -> storage.databases(place, folder, clock, random)) : new NoDatabases(), storage, duties, clock,
                random);
        Thread.ofPlatform().daemon().name("rpc-client-access-log").start(node.accessLog);
        try {
            if (duties.mail()) {
                node.mounts.start();
                Runnable _ = node.changes.follow("mounts", node.mounts::changed);
                node.retention.start();
                node.moves.start();
                node.copies.start();
                node.courier.start();
            }
            return node;
        } catch (RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    public DataFolder folder() {
        return folder;
    }

    public DirectoryPart directory() {
        return directory;
    }

    public InstantSource clock() {
        return clock;
    }

    public DatabaseHost databases() {
        return databases;
    }

    /// What the shell's cmdlets work on.
    public Administration administration(RecordPublisher records, Balancers balancers, String localServer) {
        return new Administration(directory.organization(), databases, records, balancers, patroni, sideBySide,
                new ServersLogons(servers), new ServiceProbes(directory.organization().servers(), servers),
                new OutlookProbes(servers, folder.rootCertificate()), clock, localServer);
    }

    /// Starts a server of the organisation at an address.
    public synchronized MessagingServer start(ExchangeServer server, InetAddress address,
            MessagingServer.ServicePorts ports, WebSettings web, Predicate<InetAddress> balancers,
            RpcListenerLimits limits) throws IOException {
        var referrals = new DirectoryReferrals(directory.organization(), directory.addressBook(), server.fqdn(),
                this::isAlive);
        Submission submission = new MailroomSubmission(mailroom);
        if (acme == null && web.acme().isPresent()) {
            acme = AcmeCertificate.open(web.acme().get(), folder.keys(), clock);
        }
        var parts = new MessagingServer.Parts(directory, accessDirectory, databases, submission, accessLog,
                new MessagingServer.AddressBookParts(addressBook, referrals, UUID.randomUUID()),
                this::mailEndpoint, web, Optional.ofNullable(acme), balancers, limits, strangers,
                budgets.budgets(), clock, random);
        MessagingServer started = MessagingServer.start(server, address, ports, parts);
        servers.removeIf(dead -> dead.server().name().equals(server.name()));
        servers.add(started);
        directory.organization().servers().setRpcAddress(server, started.rpcAddress());
        started.httpsPort().ifPresent(port -> directory.organization().servers().setHttpsPort(server, port));
        suspensions.look(true);
        if (acme != null && renewal == null) {
            renewal = CertificateRenewal.start(acme, clock);
        }
        return started;
    }

    private void suspend(Predicate<String> suspended) {
        servers.stream().filter(MessagingServer::isAlive)
                .forEach(server -> server.suspend(suspended.test(server.server().name())));
    }

    /// What holds servers and balancers here to what the directory says.
    Suspensions suspensions() {
        return suspensions;
    }

    /// To which people are held here.
    Budgets budgets() {
        return budgets.budgets();
    }

    /// What tells of changes of the directory.
    DirectoryChanges changes() {
        return changes;
    }

    private Optional<Endpoint> mailEndpoint(String server) {
        return servers.stream().filter(each -> each.server().name().equalsIgnoreCase(server)).findFirst()
                .flatMap(MessagingServer::mailEndpoint);
    }

    /// Servers of other processes are taken to live: their own answer to the client is the proof.
    private boolean isAlive(String fqdn) {
        return servers.stream().filter(server -> server.server().fqdn().equalsIgnoreCase(fqdn)).findFirst()
                .map(MessagingServer::isAlive).orElse(true);
    }

    /// Ends the servers in good order, then the databases, then the directory.
    @Override
    public synchronized void close() {
        if (renewal != null) {
            renewal.close();
        }
        changes.close();
        suspensions.close();
        budgets.close();
        servers.reversed().forEach(MessagingServer::close);
        accessLog.close();
        mounts.close();
        retention.close();
        moves.close();
        copies.close();
        patroni.close();
        courier.close();
        databases.close();
        directory.close();
    }
}
