package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.gatehouse.directory.addressbook.Endpoint;
import org.jspecify.annotations.Nullable;

/// One world: sites with members and two balancers each, databases on two machines each, a directory, clients, and what
/// befalls them. The same plan gives the same course, event by event.
final class World {
    private static final int TRACED_MAX = 60;
    private static final int ASYNCHRONOUS_LAG = 800;

    final Plan plan;
    final Cores cores;
    final Timeline time;
    final Network network;
    final Checks checks = new Checks(this);
    final List<Member> members = new ArrayList<>();
    final List<BalancerHost> balancers = new ArrayList<>();
    final List<Database> databases = new ArrayList<>();
    final List<Client> clients = new ArrayList<>();
    final Directory directory;
    final Patience patience;
    final Trials trials;
    final Owners owners;
    /// By mailbox, of its move.
    final Map<Integer, Deadly> deadly = new HashMap<>();
    private final List<Takeover> takeovers = new ArrayList<>();
    private final Map<String, Member> byName = new HashMap<>();
    private final Map<String, Member> byFqdn = new HashMap<>();
    private final List<List<Member>> bySite = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private final Map<String, Integer> sitesOfArrays = new HashMap<>();
    private final SplittableRandom random;
    private final @Nullable ArrayDeque<String> trace;
    private long connectionNumbers;
    private int replicas;

    /// So many steps of a move are left to whoever takes them.
    static final class Deadly {
        private int steps;
        private final Consumer<Member> death;

        Deadly(int steps, Consumer<Member> death) {
            this.steps = steps;
            this.death = death;
        }
    }

    /// @param traced whether it remembers what happened last
    World(Plan plan, Cores cores, boolean traced) {
        this.plan = plan;
        this.cores = cores;
        this.time = new Timeline(plan.lasts());
        this.network = new Network(time);
        this.trace = traced ? new ArrayDeque<>() : null;
        this.random = new SplittableRandom(plan.seed() ^ 0x5deece66dL);
        this.owners = new Owners(plan.mailboxes());
        var clocks = new SplittableRandom(plan.seed() + 1);
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < hosts(plan); i++) {
            hosts.add(network.host(name(i), Plan.skew(clocks), (clocks.nextDouble() - 0.5) / 1_000));
        }
        int at = plan.memberCount();
        int sites = plan.members().size();
        this.directory = new Directory(hosts.get(at + 2 * sites), firstSnapshot());
        foundMembers(hosts);
        for (int site = 0; site < sites; site++) {
            sitesOfArrays.put(array(site).fqdn(), site);
            balancers.add(new BalancerHost(this, 2 * site, site, hosts.get(at + 2 * site)));
            balancers.add(new BalancerHost(this, 2 * site + 1, site, hosts.get(at + 2 * site + 1)));
            regionOfSite(site).balancers.addAll(balancers.subList(2 * site, 2 * site + 2));
            takeovers.add(new Takeover(this, balancers.get(2 * site), balancers.get(2 * site + 1)));
        }
        at += 2 * sites + 1;
        for (int i = 0; i < plan.synchronous().size(); i++) {
            databases.add(new Database(this, i, hosts.get(at + 2 * i), hosts.get(at + 2 * i + 1),
                    plan.synchronous().get(i)));
        }
        foundClients();
        this.patience = new Patience(this);
        this.trials = new Trials(this);
    }

    /// How many machines a plan has.
    static int hosts(Plan plan) {
        return plan.memberCount() + 2 * plan.members().size() + 1 + 2 * plan.synchronous().size();
    }

    private String name(int host) {
        int sites = plan.members().size();
        int at = host - plan.memberCount();
        if (at < 0) {
            return fqdn("cas" + host);
        }
        if (at < 2 * sites) {
            return "balancer" + at;
        }
        return at == 2 * sites ? "directory" : "sql" + (at - 2 * sites - 1);
    }

    static String fqdn(String host) {
        return host + ".corp.example";
    }

    static String serverDn(String name) {
        return "/o=Corp/cn=" + name;
    }

    static Endpoint array(int site) {
        return new Endpoint(Endpoint.Kind.ARRAY, "outlook" + site, fqdn("outlook" + site), serverDn("outlook" + site),
                "site" + site);
    }

    /// The number of an endpoint's site.
    static int site(Endpoint endpoint) {
        return Integer.parseInt(endpoint.site().substring("site".length()));
    }

    private Directory.Snapshot firstSnapshot() {
        var endpoints = new LinkedHashMap<String, Endpoint>();
        int number = 0;
        for (int site = 0; site < plan.members().size(); site++) {
            endpoints.put(array(site).legacyDn(), array(site));
            for (int i = 0; i < plan.members().get(site); i++, number++) {
                String dn = serverDn("CAS" + number);
                endpoints.put(dn, new Endpoint(Endpoint.Kind.SERVER, "CAS" + number, fqdn("cas" + number), dn,
                        "site" + site));
            }
        }
        var of = new ArrayList<String>();
        for (int database = 0; database < plan.synchronous().size(); database++) {
            of.add(array(plan.siteOf(database)).legacyDn());
        }
        int[] homes = new int[plan.mailboxes()];
        for (int mailbox = 0; mailbox < homes.length; mailbox++) {
            homes[mailbox] = mailbox % plan.synchronous().size();
        }
        return new Directory.Snapshot(1, endpoints, List.copyOf(of), homes, List.of());
    }

    private void foundMembers(List<Host> hosts) {
        int number = 0;
        for (int site = 0; site < plan.members().size(); site++) {
            bySite.add(new ArrayList<>());
            if (site % plan.region() == 0) {
                regions.add(new Region());
            }
            for (int i = 0; i < plan.members().get(site); i++, number++) {
                var member = new Member(this, number, site, hosts.get(number), address(10, number));
                members.add(member);
                bySite.get(site).add(member);
                regionOfSite(site).members.add(member);
                byName.put(member.edge.name(), member);
                byFqdn.put(member.host.name, member);
            }
        }
    }

    private void foundClients() {
        for (int mailbox = 0; mailbox < plan.mailboxes(); mailbox++) {
            int number = mailbox;
            int replica = freshReplica();
            databases.get(directory.current().homes()[mailbox]).found(rows -> {
                rows.box(number).here = true;
                rows.box(number).replica = replica;
            });
        }
        List<Client> beside = new ArrayList<>();
        for (int i = 0; i < plan.sessions(); i++) {
            int mailbox = i % plan.mailboxes();
            beside = i > 0 && chance(15) ? beside : new ArrayList<>(1);
            InetAddress address = beside.isEmpty() ? address(11, i) : beside.getFirst().address;
            var client = new Client(this, i, mailbox, address, beside, directory.current().endpointOf(mailbox)
                    .orElseThrow().fqdn());
            beside.add(client);
            clients.add(client);
        }
    }

    private static InetAddress address(int net, int number) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) net, (byte) (number >> 16), (byte) (number >> 8),
                (byte) number});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Runs the world to its end.
    void run() {
        members.forEach(Member::start);
        balancers.forEach(BalancerHost::start);
        databases.forEach(Database::tick);
        clients.forEach(Client::start);
        var misfortune = new Misfortune(this);
        plan.faults().forEach(misfortune::plan);
        time.in(1_000, patience::look);
        time.run();
        checks.checkAll();
        members.stream().filter(member -> member.host.up).forEach(Member::checkComplete);
    }

    List<Member> membersOf(int site) {
        return bySite.get(site);
    }

    List<BalancerHost> balancersOf(int site) {
        return balancers.subList(2 * site, 2 * site + 2);
    }

    /// What was told of budgets is lost.
    void forgetUse() {
        regions.forEach(region -> region.board.wipe());
        members.forEach(member -> member.purses.interrupt());
    }

    /// A process takes a step of a move.
    ///
    /// @return whether it goes on
    boolean survives(int mailbox, Member owner) {
        Deadly deadly = this.deadly.get(mailbox);
        if (deadly == null || --deadly.steps > 0) {
            return true;
        }
        this.deadly.remove(mailbox);
        trace("FAULT", owner + " dies as it moves mailbox " + mailbox);
        deadly.death.accept(owner);
        patience.disturbed();
        return owner.host.up;
    }

    Region regionOfSite(int site) {
        return regions.get(site / plan.region());
    }

    /// Where clients of a database may come to.
    Region regionOf(int database) {
        return regionOfSite(plan.siteOf(database));
    }

    /// The same of a mailbox, wherever it has moved.
    Region regionOfMailbox(int mailbox) {
        return regionOf(mailbox % databases.size());
    }

    Member member(String name) {
        Member member = byName.get(name);
        if (member == null) {
            throw new IllegalArgumentException(name);
        }
        return member;
    }

    Takeover takeover(int site) {
        return takeovers.get(site);
    }

    private Optional<Member> byFqdn(String fqdn) {
        return Optional.ofNullable(byFqdn.get(fqdn));
    }

    private Optional<BalancerHost> balancerOf(String fqdn, Client client) {
        return Optional.ofNullable(sitesOfArrays.get(fqdn)).flatMap(site -> takeovers.get(site).of(client));
    }

    /// A connection to a name; empty where nobody answers.
    Optional<Connection> open(Client client, String server, int asks) {
        Optional<BalancerHost> balancer = balancerOf(server, client);
        Optional<Host> near = balancer.map(there -> there.host).or(() -> byFqdn(server).map(member -> member.host));
        if (near.filter(host -> host.isOpenTo(client.number)).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Connection(this, ++connectionNumbers, client, balancer.orElse(null),
                balancer.isPresent() ? asks : 0));
    }

    /// Has an opened connection arrive.
    void carry(Connection connection, String server) {
        if (connection.balancer != null) {
            connection.balancer.arrive(connection);
            return;
        }
        Member member = byFqdn(server).orElseThrow();
        int life = member.host.life;
        time.in(1, () -> {
            if (network.runs(member.host) && member.host.life == life) {
                byte[] _ = member.greet(connection);
                connection.established(member);
            } else {
                connection.lost();
            }
        });
    }

    /// What any server that is there says of where a client belongs.
    Optional<String> referral(Client client) {
        List<Member> near = regionOfMailbox(client.mailbox).members;
        List<Member> up = near.stream().filter(member -> network.runs(member.host)).toList();
        if (up.isEmpty()) {
            return Optional.empty();
        }
        Member asked = up.get(below(up.size()));
        return asked.seen.endpointOf(client.mailbox).flatMap(endpoint -> {
            List<String> servers = near.stream().filter(member -> member.node.site().equals(endpoint.site()))
                    .map(member -> member.host.name).toList();
            Optional<String> array = asked.seen.arrayOf(site(endpoint)).map(Endpoint::fqdn);
            return cores.live(endpoint, servers, () -> array, name -> byFqdn(name)
                    .filter(member -> network.reaches(asked.host, member.host)).isPresent());
        });
    }

    Optional<String> fqdnOf(String dn) {
        return Optional.ofNullable(directory.current().endpoints().get(dn)).map(Endpoint::fqdn);
    }

    int freshReplica() {
        return ++replicas;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    long commitMillis() {
        return 1L + random.nextInt(5);
    }

    /// How far a standby is behind: the primary waits for a synchronous one.
    long lagMillis(boolean synchronous) {
        return 1L + random.nextInt(synchronous ? 3 : ASYNCHRONOUS_LAG);
    }

    boolean traces() {
        return trace != null;
    }

    void trace(String who, String what) {
        if (trace != null) {
            if (trace.size() == TRACED_MAX) {
                trace.removeFirst();
            }
            trace.addLast(String.format("%8d %s: %s", time.now(), who, what));
        }
    }

    List<String> traced() {
        return trace == null ? List.of() : List.copyOf(trace);
    }
}
