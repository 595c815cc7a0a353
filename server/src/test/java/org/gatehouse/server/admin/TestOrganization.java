package org.gatehouse.server.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.replication.Replication;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.edge.dns.RecordPublisher;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.LogonRegister;
import org.gatehouse.shell.OutlookTrials;
import org.gatehouse.shell.ServiceTrials;
import org.gatehouse.shell.SideBySide;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;

/// A site with one server on a real directory; no databases and no DNS.
final class TestOrganization implements AutoCloseable {
    final Administration administration;
    private final SqlEngine sql;

    TestOrganization(Path folder) {
        var random = new SecureRandom();
        sql = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        var directory = new SqlDirectory(sql, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        var layout = new Layout("Contoso", "contoso.com", "CONTOSO");
        OrganizationSetup.prepare(directory, layout, new UUID(0, 1));
        var organization = new Organization(directory, layout, UUID::randomUUID);
        organization.sites().create("HeadOffice", List.of());
        organization.servers().register("cas1", "cas1.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        administration = new Administration(organization, new NoDatabases(), new NoRecords(), Balancers.NONE,
                Replication.NONE, new SideBySide(Thread::startVirtualThread, 8), LogonRegister.NONE,
                ServiceTrials.NONE, OutlookTrials.NONE, InstantSource.system(), "");
    }

    @Override
    public void close() {
        sql.close();
    }

    private static final class NoDatabases implements DatabaseHost {
        @Override
        public void close() {
            // none to close
        }

        @Override
        public void mount(UUID guid, String name, Kind kind, boolean create) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void dismount(UUID guid) {}

        @Override
        public Optional<MailboxDatabase> mounted(UUID guid) {
            return Optional.empty();
        }
    }

    private static final class NoRecords implements RecordPublisher {
        @Override
        public void publish(String fqdn, List<InetAddress> addresses) throws IOException {
            throw new IOException("there is no zone");
        }

        @Override
        public List<InetAddress> published(String fqdn) {
            return List.of();
        }

        @Override
        public List<String> zones() {
            return List.of();
        }
    }
}
