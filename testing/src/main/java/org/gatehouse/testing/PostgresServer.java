package org.gatehouse.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;

/// One of Debian's PostgreSQL servers, which a test may kill, start again, copy and promote. Its data is in a folder of
/// its own, gone at the end.
public final class PostgresServer implements AutoCloseable {
    private static final String PACKAGE = "postgresql";
    private static final int SECONDS_MAX = 60;
    private static final String LOOPBACK = "127.0.0.1";
    private static final int USUAL_PORT = 5432;

    private final Path folder;
    private final String address;
    private final int port;
    private final UnaryOperator<List<String>> place;
    private final Optional<SmallDisk> disk;

    private PostgresServer(Path folder, String address, int port, UnaryOperator<List<String>> place,
            Optional<SmallDisk> disk) {
        this.folder = folder;
        this.address = address;
        this.port = port;
        this.place = place;
        this.disk = disk;
    }

    private static PostgresServer here() throws IOException, InterruptedException {
        return new PostgresServer(newFolder(), LOOPBACK, freePort(), command -> command, Optional.empty());
    }

    /// Where the programs of PostgreSQL are, of the newest version; ends the test when there are none.
    public static Path programs() {
        try (var versions = Files.list(Path.of(Outside.file("/usr/lib/postgresql", PACKAGE).toString()))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres"))).max(Path::compareTo).orElseThrow();
        } catch (IOException | java.util.NoSuchElementException none) {
            Outside.missing("no PostgreSQL server is installed (Debian package " + PACKAGE + ")");
            throw new IllegalStateException(none);
        }
    }

    /// A new primary that runs.
    public static PostgresServer start() throws IOException, InterruptedException {
        PostgresServer server = here();
        server.make("");
        return server;
    }

    /// A new primary that runs at a host of a network, in memory of its own that may become full, for whoever reaches
    /// the host's address.
    ///
    /// @param megabytes how much it may keep
    public static PostgresServer at(Network network, String host, String address, int megabytes)
            throws IOException, InterruptedException {
        Path folder = newFolder();
        SmallDisk disk = SmallDisk.at(folder, megabytes);
        run(List.of("chown", Postgres.USER, folder.toString()));
        var server = new PostgresServer(folder, address, USUAL_PORT,
                command -> network.at(host, command.toArray(String[]::new)), Optional.of(disk));
        server.make("wal_keep_size = 0\nmin_wal_size = 32MB\nmax_wal_size = 96MB");
        return server;
    }

    private void make(String more) throws IOException, InterruptedException {
        run(program("initdb"), "-D", data(), "--no-sync", "-A", "trust", "-U", Postgres.USER, "-E", "UTF8",
                "--locale=C.UTF-8");
        if (!address.equals(LOOPBACK)) {
            Files.writeString(Path.of(data(), "pg_hba.conf"), "host all all samenet trust\n",
                    StandardOpenOption.APPEND);
        }
        settle(more);
        restart();
    }

    /// A streaming standby of this server that runs.
    public PostgresServer standby() throws IOException, InterruptedException {
        PostgresServer standby = here();
        run(program("pg_basebackup"), "-d", "host=127.0.0.1 user=" + Postgres.USER + " port=" + port, "-D",
                standby.data(), "-R", "--checkpoint=fast", "--no-sync");
        standby.settle("");
        standby.restart();
        return standby;
    }

    /// A folder that the servers' account may enter.
    static Path newFolder() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gatehouse-postgres");
        if (isRoot()) {
            run(List.of("chown", Postgres.USER, folder.toString()));
        }
        return folder;
    }

    /// A port that is free now.
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Sets more in the configuration, for the next start; lines of postgresql.conf.
    public void settle(String more) throws IOException {
        Files.writeString(Path.of(data(), "postgresql.auto.conf"), """

                port = %d
                listen_addresses = '%s'
                unix_socket_directories = ''
                shared_buffers = 16MB
                max_connections = 60
                wal_keep_size = 64MB
                %s
                """.formatted(port, address, more), StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    /// Starts what was killed or stopped, and waits until it answers.
    public void restart() throws IOException, InterruptedException {
        run(place.apply(asServer(program("pg_ctl"), "-D", data(), "-w", "-t", String.valueOf(SECONDS_MAX), "-l",
                folder.resolve("log").toString(), "start")));
    }

    /// Whether its first process lives.
    public boolean isRunning() throws IOException {
        return !processes().isEmpty();
    }

    /// Where it keeps its data, of one at a host of a network.
    public SmallDisk disk() {
        return disk.orElseThrow();
    }

    /// Holds all its processes where they are, until they are let go on.
    public void hold() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", which));
        processes().forEach(process -> command.add(Long.toString(process.pid())));
        run(command);
    }

    private List<ProcessHandle> processes() throws IOException {
        Path pid = Path.of(data(), "postmaster.pid");
        if (!Files.exists(pid)) {
            return List.of();
        }
        var all = new ArrayList<ProcessHandle>();
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip())).ifPresent(first -> {
            all.add(first);
            all.addAll(first.descendants().toList());
        });
        return all;
    }

    /// Kills its first process, and with it all others, without a chance to tidy up.
    public void kill() throws IOException {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            Assertions.assertTrue(System.nanoTime() < end, "the server does not die");
            Thread.onSpinWait();
        }
    }

    /// Makes a standby the primary.
    public void promote() throws IOException, InterruptedException {
        run(program("pg_ctl"), "-D", data(), "-w", "-t", String.valueOf(SECONDS_MAX), "promote");
    }

    public int port() {
        return port;
    }

    public String data() {
        return folder.resolve("data").toString();
    }

    /// The driver's address of the servers' database, of which one is the primary.
    public static String url(PostgresServer... servers) {
        return "jdbc:postgresql://" + String.join(",", List.of(servers).stream()
                .map(server -> server.address + ":" + server.port).toList()) + "/postgres";
    }

    /// The first column of what a statement finds, asked of this server whatever it is.
    public List<String> ask(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(url(this), Postgres.USER, "");
                var asked = connection.createStatement()) {
            var found = new ArrayList<String>();
            if (asked.execute(statement)) {
                try (ResultSet rows = asked.getResultSet()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
            return found;
        }
    }

    private static Path program(String name) {
        return programs().resolve(name);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /// The command as the account that may run a server.
    static List<String> asServer(Path program, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + Postgres.USER, "--regid=" + Postgres.USER,
                    "--clear-groups", "--inh-caps=-all"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(Path program, String... arguments) throws IOException, InterruptedException {
        run(asServer(program, arguments));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("gatehouse", ".log");
        try {
            // To a file: a server that stays would keep a pipe open.
            Process running = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile())
                    .start();
            Assertions.assertTrue(running.waitFor(2L * SECONDS_MAX, TimeUnit.SECONDS), command + " does not end");
            if (running.exitValue() != 0) {
                Assertions.fail(command + ": " + Files.readString(said, StandardCharsets.UTF_8));
            }
        } finally {
            Files.delete(said);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        if (disk.isPresent()) {
            disk.get().close();
        }
        remove(folder);
    }

    static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
