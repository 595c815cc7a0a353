package org.gatehouse.shell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.shell.cmdlets.Engine;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreException;
import org.gatehouse.store.StoreLimits;

/// A small organisation on a real directory, with databases and DNS in memory. GUIDs and dates are the same each time.
public final class World implements AutoCloseable {
    private final SqlEngine sql;
    private final AtomicLong guids = new AtomicLong();
    public final SqlDirectory directory;
    public final Administration administration;
    public final Map<String, List<InetAddress>> records = new HashMap<>();
    public final SqliteDatabaseHost databases;
    public final WorldReplication replication = new WorldReplication();
    public final SideBySide sideBySide = new SideBySide(Thread::startVirtualThread, 64);
    public final WorldLogons logons = new WorldLogons();
    public final WorldServices services = new WorldServices();
    public final WorldOutlook outlook = new WorldOutlook();
    public final WorldBalancers balancers = new WorldBalancers();
    /// So many questions to the directory are not answered.
    public int awayFor;
    private Engine engine;

    public World(Path folder) {
        this(folder, 0);
        prepare();
    }

    private World(Path folder, long guidsUsed) {
        guids.set(guidsUsed);
        InstantSource clock = InstantSource.fixed(Instant.parse("2010-11-22T09:30:00Z"));
        var random = new SecureRandom();
        sql = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        directory = new SqlDirectory(sql, clock, () -> new UUID(0x1234L, guids.incrementAndGet()),
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        databases = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock, random);
        var layout = new Layout("Contoso", "contoso.com", "CONTOSO");
        var organization = new Organization(mayBeAway(), layout, () -> new UUID(0x5678L, guids.incrementAndGet()),
                directory);
        administration = new Administration(organization, databases, new Records(), balancers, replication, sideBySide,
                logons, services, outlook, clock,
                "mbx1");
        engine = new Engine(administration);
    }

    private Directory mayBeAway() {
        return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class},
                (_, method, words) -> {
                    if (awayFor > 0) {
                        awayFor--;
                        throw DirectoryException.away("The directory is away.");
                    }
                    try {
                        return method.invoke(directory, words);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    /// One that was prepared before.
    public static World reopened(Path folder) {
        return new World(folder, 1_000_000);
    }

    private void prepare() {
        Organization organization = administration.organization();
        OrganizationSetup.prepare(directory, organization.layout(), new UUID(0, 1));
        organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
        organization.sites().create("Branch", List.of("10.2.0.0/16"));
        organization.servers().register("cas1", "cas1.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("cas2", "cas2.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("mbx1", "mbx1.contoso.com", "HeadOffice", Set.of(ServerRole.MAILBOX));
        organization.servers().register("cas3", "cas3.contoso.com", "Branch", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("mbx2", "mbx2.contoso.com", "Branch", Set.of(ServerRole.MAILBOX));
        // So that conversations do not change with what set-up makes.
        guids.set(0x1000);
    }

    /// Runs a text in the world's one session and gives what a person would see.
    public Transcript run(String text, String... answers) {
        var console = new Transcript(answers);
        console.result = engine.run(text, console);
        return console;
    }

    /// The same while something happens.
    public Transcript run(String text, Runnable meanwhile) {
        var console = new Transcript();
        console.meanwhile = meanwhile;
        console.result = engine.run(text, console);
        return console;
    }

    /// Goes on at another server.
    public void at(String server) {
        engine = new Engine(new Administration(administration.organization(), databases, new Records(), balancers,
                replication, sideBySide, logons, services, outlook, administration.clock(), server));
    }

    /// Goes on where the databases are others.
    public void with(DatabaseHost host) {
        engine = new Engine(new Administration(administration.organization(), host, new Records(), balancers,
                replication, sideBySide, logons, services, outlook, administration.clock(),
                administration.localServer()));
    }

    /// Goes on at a process that opens no database, as one that has the directory alone.
    public void atADirectory() {
        engine = new Engine(new Administration(administration.organization(), new NoDatabases(), new Records(),
                balancers, replication, sideBySide, logons, services, outlook, administration.clock(), ""));
    }

    /// Goes on at a process whose databases are all mounted, at a server that has gone silent.
    public void whereDatabasesAreSilent() {
        engine = new Engine(new Administration(administration.organization(), new SilentDatabases(), new Records(),
                balancers, replication, sideBySide, logons, services, outlook, administration.clock(), ""));
    }

    private static final class SilentDatabases implements DatabaseHost {
        @Override
        public void mount(UUID guid, String name, Kind kind, boolean create) {}

        @Override
        public void dismount(UUID guid) {}

        @Override
        public Optional<MailboxDatabase> mounted(UUID guid) {
            return Optional.of((MailboxDatabase) Proxy.newProxyInstance(MailboxDatabase.class.getClassLoader(),
                    new Class<?>[] {MailboxDatabase.class}, (_, _, _) -> {
                        throw new StoreException("its server is silent");
                    }));
        }

        @Override
        public void close() {}
    }

    private static final class NoDatabases implements DatabaseHost {
        @Override
        public void mount(UUID guid, String name, Kind kind, boolean create) {
            throw new AssertionError("it opens none");
        }

        @Override
        public void dismount(UUID guid) {}

        @Override
        public Optional<MailboxDatabase> mounted(UUID guid) {
            return Optional.empty();
        }

        @Override
        public boolean opens(UUID guid) {
            return false;
        }

        @Override
        public void close() {}
    }

    public void newSession() {
        engine = new Engine(administration);
    }

    @Override
    public void close() {
        databases.close();
        sql.close();
    }

    /// Everything a person would see, in order.
    public static final class Transcript implements Console {
        public final StringBuilder text = new StringBuilder();
        public final Map<String, String> files = new HashMap<>();
        public Engine.Result result = new Engine.Result(-1, false);
        public final List<String> progress = new ArrayList<>();
        /// What happens while a command waits.
        public Runnable meanwhile = () -> { };
        private final List<String> answers;

        public Transcript(String... answers) {
            this.answers = new ArrayList<>(List.of(answers));
        }

        public int status() {
            return result.status();
        }

        @Override
        public int width() {
            return 100;
        }

        @Override
        public boolean interactive() {
            return !answers.isEmpty();
        }

        @Override
        public void output(String shown) {
            text.append(shown);
        }

        @Override
        public void warning(String shown) {
            text.append("WARNING: ").append(shown).append('\n');
        }

        @Override
        public void verbose(String shown) {
            text.append("VERBOSE: ").append(shown).append('\n');
        }

        @Override
        public void error(String shown) {
            text.append("ERROR: ").append(shown).append('\n');
        }

        @Override
        public Answer confirm(String question) {
            text.append("CONFIRM: ").append(question).append('\n');
            return Answer.valueOf(answers.removeFirst());
        }

        @Override
        public char[] read(String prompt, boolean secret) {
            return answers.removeFirst().toCharArray();
        }

        @Override
        public void progress(String activity, String status, int percent) {
            progress.add(activity + "|" + status + "|" + percent);
        }

        /// No time passes: what is waited for happens.
        @Override
        public void pause(Duration time) {
            meanwhile.run();
        }

        @Override
        public void file(String path, String content, boolean append) {
            files.put(path, content);
        }

        @Override
        public String contents(String path, String encoding, int linesMax) {
            return LocalFiles.read(path, encoding, linesMax);
        }
    }

    private final class Records implements RecordPublisher {
        @Override
        public void publish(String fqdn, List<InetAddress> addresses) {
            records.put(fqdn, addresses);
        }

        @Override
        public List<InetAddress> published(String fqdn) {
            return records.getOrDefault(fqdn, List.of());
        }

        @Override
        public List<String> zones() {
            return List.of("contoso.com");
        }
    }
}
