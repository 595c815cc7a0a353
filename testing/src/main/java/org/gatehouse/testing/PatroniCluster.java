package org.gatehouse.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;

/// Debian's etcd and PostgreSQL servers that Debian's Patroni looks after: one primary, the others its standbys.
public final class PatroniCluster implements AutoCloseable {
    private static final int SECONDS_MAX = 120;
    /// Between questions, which cost it more than us.
    private static final long PAUSE_NANOS = 100_000_000;
    private static final Pattern LEADER =
            Pattern.compile("\\{[^{}]*\"name\": \"ex([0-9])\"[^{}]*\"role\": \"leader\"[^{}]*\"state\": \"running\"");

    private final Path folder;
    private final Process etcd;
    private final List<Member> members;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /// @param port of PostgreSQL
    /// @param rest of Patroni
    private record Member(String name, int port, int rest, Process patroni) {}

    private PatroniCluster(Path folder, Process etcd, List<Member> members) {
        this.folder = folder;
        this.etcd = etcd;
        this.members = members;
    }

    /// Starts it and waits until every standby streams.
    ///
    /// @param settings what Patroni decides by, lines of the section `bootstrap.dcs`
    public static PatroniCluster start(int size, String... settings) throws IOException, InterruptedException {
        Path patroni = Outside.program("patroni", "patroni");
        Path program = Outside.program("etcd", "etcd-server");
        Path programs = PostgresServer.programs();
        Path folder = PostgresServer.newFolder();
        int client = PostgresServer.freePort();
        int peers = PostgresServer.freePort();
        Process etcd = started(folder, "etcd", program, "--data-dir", folder.resolve("etcd").toString(),
                "--listen-client-urls", "http://127.0.0.1:" + client, "--advertise-client-urls",
                "http://127.0.0.1:" + client, "--listen-peer-urls", "http://127.0.0.1:" + peers,
                "--initial-advertise-peer-urls", "http://127.0.0.1:" + peers, "--initial-cluster",
                "default=http://127.0.0.1:" + peers);
        var members = new ArrayList<Member>();
        var cluster = new PatroniCluster(folder, etcd, members);
        boolean up = false;
        try {
            for (int number = 0; number < size; number++) {
                String name = name(number);
                int port = PostgresServer.freePort();
                int rest = PostgresServer.freePort();
                Path file = Files.writeString(folder.resolve(name + ".yml"),
                        configuration(folder, programs, name, client, port, rest, settings));
                members.add(new Member(name, port, rest, started(folder, name, patroni, file.toString())));
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

    private static Process started(Path folder, String name, Path program, String... arguments) throws IOException {
        return new ProcessBuilder(PostgresServer.asServer(program, arguments)).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile()).directory(folder.toFile()).start();
    }

    private static String configuration(Path folder, Path programs, String name, int etcd, int port, int rest,
            String... settings) {
        return """
                scope: mail
                name: %1$s
                restapi:
                  listen: 127.0.0.1:%5$d
                  connect_address: 127.0.0.1:%5$d
                etcd3:
                  hosts: 127.0.0.1:%3$d
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
                  - host all all 127.0.0.1/32 trust
                  - host replication all 127.0.0.1/32 trust
                postgresql:
                  listen: 127.0.0.1:%4$d
                  connect_address: 127.0.0.1:%4$d
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
                """.formatted(name, folder, etcd, port, rest, String.join("\n    ", settings), programs);
    }

    /// The driver's address, with every host.
    public String url() {
        return "jdbc:postgresql://" + String.join(",", members.stream().map(each -> "127.0.0.1:" + each.port).toList())
                + "/postgres";
    }

    /// Where Patroni answers, one URL for each member, separated by commas.
    public String rest() {
        return String.join(",", members.stream().map(each -> "http://127.0.0.1:" + each.rest).toList());
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

    /// What Patroni says of the cluster; empty when none of its members answers.
    public String describe() {
        for (Member member : members) {
            try {
                return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.rest + "/cluster"))
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

    /// Kills all processes of a member's PostgreSQL server, as when its memory runs out; Patroni stays.
    public void killServer(int number) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve(name(number)).resolve("postmaster.pid"))
                .getFirst().strip());
        ProcessHandle first = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(first.descendants().toList());
        first.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException {
        members.forEach(member -> end(member.patroni));
        for (int number : IntStream.range(0, members.size()).toArray()) {
            if (Files.exists(folder.resolve(name(number)).resolve("postmaster.pid"))) {
                try {
                    killServer(number);
                } catch (java.util.NoSuchElementException dead) {
                    // it had died before
                }
            }
        }
        end(etcd);
        PostgresServer.remove(folder);
    }

    private static void end(Process process) {
        process.destroyForcibly().onExit().join();
    }
}
