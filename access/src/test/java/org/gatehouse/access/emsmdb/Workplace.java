package org.gatehouse.access.emsmdb;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.OutgoingQueue;
import org.gatehouse.store.SendingRates;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;

/// One Client Access server with a real mailbox database in a folder, and two users.
final class Workplace implements Submission, AutoCloseable {
    static final UUID DATABASE = new UUID(0xda7a, 1);
    static final UUID PUBLIC = new UUID(0xda7a, 2);
    static final String SERVER_DN = "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"
            + "/cn=Configuration/cn=Servers/cn=CAS1";

    /// The true time, or one before it.
    static final class Clock implements InstantSource {
        volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    final Clock clock;
    final TestDirectory directory = new TestDirectory();
    final AccessDirectory.User ann = directory.add("ann", DATABASE, TestDirectory.SITE);
    final AccessDirectory.User bob = directory.add("bob", DATABASE, TestDirectory.SITE);
    final AssociationGroup group = new AssociationGroup();
    final List<ClientAccessLog.Entry> log = Collections.synchronizedList(new ArrayList<>());
    final DatabaseHost databases;
    final EmsmdbService service;
    /// Of the services that are made from now on.
    Budgets budgets = Budgets.unlimited();

    Workplace(Path folder) {
        this(folder, new Clock());
    }

    private Workplace(Path folder, Clock clock) {
        this(new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock,
                (RandomGenerator) () -> ThreadLocalRandom.current().nextLong()), clock);
    }

    Workplace(DatabaseHost host) {
        this(host, new Clock());
    }

    private Workplace(DatabaseHost host, Clock clock) {
        this.clock = clock;
        databases = host;
        databases.mount(DATABASE, "DB1", DatabaseHost.Kind.MAILBOX, true);
        databases.mount(PUBLIC, "PF1", DatabaseHost.Kind.PUBLIC_FOLDER, true);
        service = service(true, false);
    }

    EmsmdbService service(boolean clientAccess, boolean mailbox) {
        return service(databases, clientAccess, mailbox);
    }

    /// A server with its own way to the databases, as another process has.
    EmsmdbService service(DatabaseHost host, boolean clientAccess, boolean mailbox) {
        return new EmsmdbService(new SessionDesk(new AccessNode(new ServerNode("CAS1", "cas1.corp.test", SERVER_DN,
                "Corp", TestDirectory.SITE, clientAccess, mailbox), directory, host, this,
                RpcSettings::defaults, Limits.defaults(), clock, log::add, budgets)));
    }

    /// How much everybody may send.
    volatile SendingRates rates = SendingRates.UNLIMITED;

    /// What a submission is refused with; 0 for none.
    volatile int refusal;

    @Override
    public int admit(String owner, int recipients, long bytes) {
        return recipients == 0 ? ErrorCode.NO_RECIPIENTS : refusal;
    }

    @Override
    public long messageBytesMax(String owner) {
        return 10L << 20;
    }

    /// Delivers to those users that the message names.
    @Override
    public void queued(UUID database, UUID mailbox, ObjectId message) {
        databases.mounted(database).orElseThrow().outgoing().due(mailbox, message).ifPresent(this::send);
    }

    /// Delivers what is due.
    void send() {
        databases.mounted(DATABASE).orElseThrow().outgoing().due(100).forEach(this::send);
    }

    private void send(OutgoingQueue.Item item) {
        MailboxDatabase database = databases.mounted(DATABASE).orElseThrow();
        Optional<OutgoingQueue.Taken> taken = database.outgoing().take(item, rates);
        if (taken.isEmpty()) { // its turn has not come
            return;
        }
        MessageContents message = taken.get().message();
        for (AccessDirectory.User user : directory.users()) {
            boolean named = message.recipients().stream().anyMatch(recipient -> recipient.properties().stream()
                    .anyMatch(value -> value.value().equals(
                            new org.gatehouse.mapi.property.Value.Text(user.legacyDn()))));
            if (named) {
                var key = new MailboxKey(user.mailbox().orElseThrow().guid(), user.legacyDn(), user.displayName(),
                        user.smtpAddress());
                var _ = database.deliver(key, message, Set.of(item.id()));
            }
        }
        database.outgoing().finish(item);
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
