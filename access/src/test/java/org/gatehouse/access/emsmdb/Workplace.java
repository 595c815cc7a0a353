package org.gatehouse.access.emsmdb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;

/// One Client Access server with a real mailbox database in a folder, and two users.
final class Workplace implements AutoCloseable {
    static final UUID DATABASE = new UUID(0xda7a, 1);
    static final UUID PUBLIC = new UUID(0xda7a, 2);
    static final String SERVER_DN = "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"
            + "/cn=Configuration/cn=Servers/cn=CAS1";

    final TestDirectory directory = new TestDirectory();
    final AccessDirectory.User ann = directory.add("ann", DATABASE, TestDirectory.SITE);
    final AccessDirectory.User bob = directory.add("bob", DATABASE, TestDirectory.SITE);
    final AssociationGroup group = new AssociationGroup();
    final List<ClientAccessLog.Entry> log = Collections.synchronizedList(new ArrayList<>());
    /// How far the server's clock runs before the true time.
    volatile java.time.Duration ahead = java.time.Duration.ZERO;
    final DatabaseHost databases;
    final EmsmdbService service;

    Workplace(Path folder) {
        this(new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, InstantSource.system(),
                (RandomGenerator) () -> ThreadLocalRandom.current().nextLong()));
    }

    Workplace(DatabaseHost host) {
        databases = host;
        databases.mount(DATABASE, "DB1", DatabaseHost.Kind.MAILBOX, true);
        databases.mount(PUBLIC, "PF1", DatabaseHost.Kind.PUBLIC_FOLDER, true);
        service = service(true, false);
    }

    EmsmdbService service(boolean clientAccess, boolean mailbox) {
        return new EmsmdbService(new AccessNode(new ServerNode("CAS1", "cas1.corp.test", SERVER_DN, "Corp",
                TestDirectory.SITE, clientAccess, mailbox), directory, databases, this::deliver,
                RpcSettings::defaults, Limits.defaults(), () -> InstantSource.system().instant().plus(ahead),
                log::add));
    }

    /// Delivers to those of the two users that the message names.
    private int deliver(AccessDirectory.User sender, MessageContents message) {
        for (AccessDirectory.User user : List.of(ann, bob)) {
            boolean named = message.recipients().stream().anyMatch(recipient -> recipient.properties().stream()
                    .anyMatch(value -> value.value().equals(
                            new org.gatehouse.mapi.property.Value.Text(user.legacyDn()))));
            if (named) {
                databases.mounted(DATABASE).orElseThrow().deliver(new MailboxKey(user.mailbox().orElseThrow().guid(),
                        user.legacyDn(), user.displayName(), user.smtpAddress()), message);
            }
        }
        return 0;
    }

    EmsmdbClient client(String account) {
        return new EmsmdbClient(service, group, TestDirectory.identity(account), AuthLevel.PRIVACY);
    }

    static RopRequest privateLogon(String dn) {
        return new RopLogon.Request(0, 0, RopLogon.PRIVATE, RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0, dn);
    }

    @Override
    public void close() {
        databases.close();
    }
}
