package org.gatehouse.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;

/// Debian's etcd and PostgreSQL servers that Debian's Patroni looks after: one primary, the others its standbys. All
/// are on loopback, or each at a host of its own in a [Network], which can be cut off.
public final class PatroniCluster implements AutoCloseable {
    private static final int SECONDS_MAX = 120;
    /// Between questions, which cost it more than us.
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long WATCH_NANOS = 20_000_000;
    private static final Pattern LEADER =
            Pattern.compile("\\{[^{}]*\"name\": \"ex([0-9])\"[^{}]*\"role\": \"leader\"[^{}]*\"state\": \"running\"");

    private static final String ETCD = "etcd";

    private final Path folder;
    private final Hosts hosts;
    private final Process etcd;
    private final List<Member> members;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /// Where the members and etcd are, by name.
    private interface Hosts {
        String address(String name);

        List<String> at(String name, List<String> command);

        void cutOff(String name, boolean isCut);
    }

    private static final class Loopback implements Hosts {
        @Override
        public String address(String name) {
            return "127.0.0.1";
        }

        @Override
        public List<String> at(String name, List<String> command) {
            return command;
        }

        @Override
        public void cutOff(String name, boolean isCut) {
            throw new IllegalStateException("no host of its own");
        }
    }

    /// @param addresses by name
    private record Namespaces(Network network, Map<String, String> addresses) implements Hosts {
        @Override
        public String address(String name) {
            return Objects.requireNonNull(addresses.get(name), name);
        }

        @Override
        public List<String> at(String name, List<String> command) {
            return network.at(name, command.toArray(String[]::new));
        }

        @Override
        public void cutOff(String name, boolean isCut) {
            int percent = isCut ? 100 : 0;
            network.lose(name, percent, percent);
        }
    }

    /// @param port of PostgreSQL
    /// @param rest of Patroni
    private record Member(String name, String address, int port, int rest, Process patroni) {
        String host() {
            return address + ":" + port;
        }

        String url() {
            return "http://" + address + ":" + rest;
        }
    }

    private PatroniCluster(Path folder, Hosts hosts, Process etcd, List<Member> members) {
        this.folder = folder;
        this.hosts = hosts;
        this.etcd = etcd;
        this.members = members;
    }

    /// Starts it and waits until every standby streams.
    ///
    /// @param settings what Patroni decides by, lines of the section `bootstrap.dcs`
    public static PatroniCluster start(int size, String... settings) throws IOException, InterruptedException {
        return start(new Loopback(), size, settings);
    }

    /// The same with a host for each member and one for etcd, which this machine reaches.
    ///
    /// @param network an empty one
    public static PatroniCluster at(Network network, int size, String... settings)
            throws IOException, InterruptedException {
        // Of its own for each process that may do this at the same time.
        String prefix = "10.79." + ProcessHandle.current().pid() % 256 + ".";
        network.network("lan");
        network.connectHere("lan", prefix + "1/24");
        var addresses = new HashMap<String, String>();
        for (int number = -1; number < size; number++) {
            String name = number < 0 ? ETCD : name(number);
            addresses.put(name, prefix + (number + 11));
            network.host(name);
            network.connect(name, "eth0", "lan", addresses.get(name) + "/24");
        }
        return start(new Namespaces(network, addresses), size, settings);
    }

    private static PatroniCluster start(Hosts hosts, int size, String... settings)
            throws IOException, InterruptedException {
        Path patroni = Outside.program("patroni", "patroni");
        Path program = Outside.program("etcd", "etcd-server");
        Path programs = PostgresServer.programs();
        Path folder = PostgresServer.newFolder();
        String clients = "http://" + hosts.address(ETCD) + ":" + PostgresServer.freePort();
        String peers = "http://" + hosts.address(ETCD) + ":" + PostgresServer.freePort();
        Process etcd = started(hosts, folder, ETCD, program, "--data-dir", folder.resolve("etcd").toString(),
                "--listen-client-urls", clients, "--advertise-client-urls", clients, "--listen-peer-urls", peers,
                "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers);
        var members = new ArrayList<Member>();
        var cluster = new PatroniCluster(folder, hosts, etcd, members);
        boolean up = false;
        try {
            for (int number = 0; number < size; number++) {
                String name = name(number);
                int port = PostgresServer.freePort();
                int rest = PostgresServer.freePort();
                Path file = Files.writeString(folder.resolve(name + ".yml"),
                        configuration(folder, programs, name, hosts.address(name), clients, port, rest, settings));
                members.add(new Member(name, hosts.address(name), port, rest,
                        started(hosts, folder, name, patroni, file.toString())));
                int running = number;
                // One after the other: the first one that comes founds the cluster.
                cluster.await("the start of " + name, () -> number(running, "\"state\": \"(running|streaming)\"",
                        cluster));
            }
            up = true;
            return cluster;
        } finally {
            if (!up) {
                cluster.close();
            }
        }
    }

    /// `ex1` and so on, as mailbox servers may be called.
    private static String name(int number) {
        return "ex" + (number + 1);
    }

    private static boolean number(int last, String state, PatroniCluster cluster) {
        var found = Pattern.compile(state).matcher(cluster.describe());
        int count = 0;
        while (found.find()) {
            count++;
        }
        return count == last + 1;
    }

    private static Process started(Hosts hosts, Path folder, String name, Path program, String... arguments)
            throws IOException {
        return new ProcessBuilder(hosts.at(name, PostgresServer.asServer(program, arguments)))
                .redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile())
                .directory(folder.toFile()).start();
    }

    private static String configuration(Path folder, Path programs, String name, String address, String etcd,
            int port, int rest, String... settings) {
        return """
                scope: mail
                name: %1$s
                restapi:
                  listen: %8$s:%5$d
                  connect_address: %8$s:%5$d
                etcd3:
                  hosts: %3$s
                bootstrap:
                  dcs:
                    ttl: 10
                    loop_wait: 1
                    retry_timeout: 3
                    primary_start_timeout: 0
                    %6$s
                    postgresql:
                      use_pg_rewind: true
                      parameters:
                        wal_log_hints: 'on'
                        max_connections: 60
                        shared_buffers: 16MB
                  initdb:
                  - encoding: UTF8
                  - locale: C.UTF-8
                  - no-sync
                  pg_hba:
                  - host all all samenet trust
                  - host replication all samenet trust
                postgresql:
                  listen: %8$s:%4$d
                  connect_address: %8$s:%4$d
                  data_dir: %2$s/%1$s
                  bin_dir: %7$s
                  pgpass: %2$s/%1$s.pgpass
                  authentication:
                    superuser:
                      username: postgres
                    replication:
                      username: replicator
                  parameters:
                    unix_socket_directories: ''
                """.formatted(name, folder, etcd.replace("http://", ""), port, rest, String.join("\n    ", settings),
                programs, address);
    }

    /// The driver's address, with every host.
    public String url() {
        return "jdbc:postgresql://" + String.join(",", members.stream().map(Member::host).toList()) + "/postgres";
    }

    /// Where Patroni answers, one URL for each member, separated by commas.
    public String rest() {
        return String.join(",", members.stream().map(Member::url).toList());
    }

    /// The member that is the primary now, as Patroni has it; waits for one.
    public int primary() {
        var found = new int[1];
        await("a primary", () -> {
            var leader = LEADER.matcher(describe());
            boolean is = leader.find();
            found[0] = is ? Integer.parseInt(leader.group(1)) - 1 : -1;
            return is;
        });
        return found[0];
    }

    /// Waits until a member's server, a standby, is a primary that commits. It is asked every 20 ms over a connection
    /// of its own.
    ///
    /// @return when it was seen to do so, as [System#nanoTime] counts
    public long awaitCommits(int number) {
        String url = "jdbc:postgresql://" + members.get(number).host() + "/postgres";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (System.nanoTime() < end) {
            try (var connection = DriverManager.getConnection(url, Postgres.USER, "");
                    var statement = connection.createStatement()) {
                while (System.nanoTime() < end && is(statement, "SELECT pg_is_in_recovery()")) {
                    LockSupport.parkNanos(WATCH_NANOS);
                }
                if (is(statement, "SELECT pg_logical_emit_message(true, 'test', 'a change') IS NOT NULL")) {
                    return System.nanoTime();
                }
            } catch (SQLException away) {
                LockSupport.parkNanos(WATCH_NANOS);
            }
        }
        return Assertions.fail("in vain waited for commits at " + members.get(number).name() + ": " + describe()
                + logs());
    }

    private static boolean is(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// What Patroni says of the cluster; empty when none of its members answers.
    public String describe() {
        for (Member member : members) {
            try {
                return http.send(HttpRequest.newBuilder(URI.create(member.url() + "/cluster"))
                        .timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString()).body();
            } catch (IOException next) {
                // the next one may know
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "";
            }
        }
        return "";
    }

    /// Waits until Patroni has noted a standby as synchronous, which the primary knows earlier.
    public void awaitSynchronousStandby() {
        await("a synchronous standby", () -> describe().contains("\"role\": \"sync_standby\""));
    }

    private void await(String what, BooleanSupplier happened) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                Assertions.fail("in vain waited for " + what + ": " + describe() + logs());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private String logs() {
        var all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                all.append('\n').append(log.getFileName()).append('\n').append(Files.readString(log));
            }
        } catch (IOException unreadable) {
            all.append(unreadable);
        }
        return all.toString();
    }

    /// Cuts a member's host off from everything, or lets it be reached again.
    public void cutOff(int number, boolean isCut) {
        hosts.cutOff(name(number), isCut);
    }

    /// Kills all processes of a member's PostgreSQL server, as when its memory runs out; Patroni stays.
    public void killServer(int number) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve(name(number)).resolve("postmaster.pid"))
                .getFirst().strip());
        kill(ProcessHandle.of(pid).orElseThrow());
    }

    /// Kills everything that runs at a member, as when its host dies; the host's kernel goes on and says so.
    public void killMember(int number) throws IOException {
        kill(members.get(number).patroni().toHandle());
        killServer(number);
    }

    /// Starts a member again whose Patroni was killed.
    public void startMember(int number) throws IOException {
        Member dead = members.get(number);
        Process patroni = started(hosts, folder, dead.name(), Outside.program("patroni", "patroni"),
                folder.resolve(dead.name() + ".yml").toString());
        members.set(number, new Member(dead.name(), dead.address(), dead.port(), dead.rest(), patroni));
    }

    /// With all its children, and waits until they are gone.
    private static void kill(ProcessHandle first) {
        List<ProcessHandle> all = new ArrayList<>(List.of(first));
        all.addAll(first.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    @Override
    public void close() throws IOException {
        members.forEach(member -> kill(member.patroni.toHandle()));
        for (int number : IntStream.range(0, members.size()).toArray()) {
            if (Files.exists(folder.resolve(name(number)).resolve("postmaster.pid"))) {
                try {
                    killServer(number);
                } catch (java.util.NoSuchElementException dead) {
                    // it had died before
                }
            }
        }
        kill(etcd.toHandle());
        PostgresServer.remove(folder);
    }
}
