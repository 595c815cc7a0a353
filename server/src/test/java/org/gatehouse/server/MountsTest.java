package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Databases;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    private static final int WAIT_SECONDS = 100;

    @TempDir
    private Path folder;
    private Node node;
    private DatabaseObject database;

    /// A server that is away, in the midst of what it is asked for, as often as it is told to.
    private static final class Flighty implements DatabaseHost {
        private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        private volatile boolean away = true;

        @Override
        public void mount(UUID guid, String name, Kind kind, boolean create) {
            boolean now = away;
            away = false;
            asked.add("mount");
            if (now) {
                throw new DatabaseException("its server has been away for 30 s", null, true);
            }
        }

        @Override
        public void dismount(UUID guid) {
            boolean now = away;
            away = false;
            asked.add("dismount");
            if (now) {
                throw new DatabaseException("its server has been away for 30 s", null, true);
            }
        }

        @Override
        public Optional<MailboxDatabase> mounted(UUID guid) {
            return Optional.empty();
        }

        @Override
        public void close() {}

        private String next() throws InterruptedException {
            return asked.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void open() throws Exception {
        node = Node.open(DataFolder.open(folder), new Storage.InFolder(), new Layout("Mount", "mount.test", "MOUNT"),
                new Node.Duties(true, false, _ -> false, _ -> false), InstantSource.system(), new SecureRandom());
        Organization organization = node.directory().organization();
        organization.sites().create("Main", List.of());
        organization.servers().register("ex1", "ex1.mount.test", "Main", Set.of(ServerRole.MAILBOX));
        database = organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "ex1", Map.of()).value();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Databases directory() {
        return node.directory().organization().databases();
    }

    @Test
    void whatCannotBeMountedAtStartIsTriedAgain() throws Exception {
        var host = new Flighty();
        directory().request(database, true);
        try (var mounts = new Mounts(directory(), host, _ -> true, false)) {
            mounts.start();
            assertThat(host.next()).isEqualTo("mount");
            mounts.changed();
            assertThat(host.next()).isEqualTo("mount");
        }
    }

    @Test
    void aRequestThatFailsIsObeyedLater() throws Exception {
        var host = new Flighty();
        try (var mounts = new Mounts(directory(), host, _ -> true, false)) {
            mounts.start();
            directory().request(database, true);
            mounts.changed();
            assertThat(host.next()).isEqualTo("mount");
            mounts.changed();
            assertThat(host.next()).as("again").isEqualTo("mount");
            host.away = true;
            directory().request(database, false);
            mounts.changed();
            assertThat(host.next()).isEqualTo("dismount");
            mounts.changed();
            assertThat(host.next()).as("again").isEqualTo("dismount");
        }
    }
}
