package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.client.Account;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.gatehouse.testing.PatroniCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node on PostgreSQL servers under Debian's Patroni, whose primary is killed, or its host cut off, while clients
/// save messages. `-Dgatehouse.failovers=N` has N of each one after the other, for figures.
class FailoverTest {
    private static final String ADDRESS = "127.0.3.97";
    private static final String SECOND = "127.0.3.98";
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int WRITERS = 4;
    private static final int SAVES_BETWEEN = 40;
    private static final int FAILOVERS = Integer.getInteger("gatehouse.failovers", 1);

    @TempDir
    private Path folder;
    private final List<Long> killed = new ArrayList<>();
    private final List<Long> cut = new ArrayList<>();

    @Test
    void clientsSaveOnWhenThePrimaryIsKilledOrCutOffAndNothingAcknowledgedIsLost() throws Exception {
        Outside.program("nft", "nftables");
        try (Network network = Network.create();
                PatroniCluster cluster = PatroniCluster.at(network, 2, "synchronous_mode: true")) {
            PostgresNodes nodes = PostgresNodes.on(folder, List.of(ADDRESS, SECOND), cluster.url());
            try (ServedNode node = nodes.start(0, "\"client-access\", \"mailbox\", \"directory\"")) {
                Finished made = node.shell("Get-ThrottlingPolicy | Set-ThrottlingPolicy -RCAPercentTimeInAD $null "
                        + "-RCAPercentTimeInCAS $null -RCAPercentTimeInMailboxRPC $null; "
                        + "New-MailboxDatabase -Name DB1 -Server EX1; Mount-Database DB1; "
                        + "New-Mailbox -Name Ann -UserPrincipalName ann@corp.test -Database DB1 "
                        + "-Password (ConvertTo-SecureString '" + PASSWORD + "' -AsPlainText -Force); "
                        + "'dn ' + (Get-Mailbox ann).LegacyExchangeDN");
                assertThat(made.status()).as(made.output()).isZero();
                String dn = made.output().lines().filter(line -> line.startsWith("dn /")).findFirst().orElseThrow()
                        .substring(3);
                var writing = new Writing(nodes, dn);
                writing.await(SAVES_BETWEEN);
                for (int failover = 0; failover < FAILOVERS; failover++) {
                    killed.add(gap(cluster, writing, cluster::killServer));
                }
                for (int failover = 0; failover < FAILOVERS; failover++) {
                    cut.add(gap(cluster, writing, primary -> cluster.cutOff(primary, true)));
                    // The one that had been it comes back as a standby.
                    cluster.cutOff(1 - cluster.primary(), false);
                }
                writing.end();
                tell("a killed primary", killed);
                tell("a primary whose host is cut off", cut);
                System.out.printf("%d saves acknowledged, %d sessions ended, %d calls failed within sessions%n",
                        writing.saved.size(), writing.reconnected.get(), writing.failed.get());
                writing.check();
                administratorsMoveTheActiveCopy(cluster, nodes, node);
            }
        }
    }

    private static void administratorsMoveTheActiveCopy(PatroniCluster cluster, PostgresNodes nodes, ServedNode node)
            throws Exception {
        cluster.awaitSynchronousStandby();
        try (ServedNode _ = nodes.start(1, "\"mailbox\"")) {
            Finished made = node.shell("New-DatabaseAvailabilityGroup DAG1; 'EX1', 'EX2' | ForEach-Object { "
                    + "Add-DatabaseAvailabilityGroupServer DAG1 $_ }; Set-MailboxDatabase DB1 -PatroniUrl '"
                    + cluster.rest() + "'; Add-MailboxDatabaseCopy DB1 -MailboxServer EX2; "
                    + "Set-MailboxDatabase DB1 -SynchronousCopies 1; "
                    + "Get-MailboxDatabaseCopyStatus DB1 | Format-Table Name,Status,CopyQueueLength,Synchronous");
            assertThat(made.status()).as(made.output()).isZero();
            String passive = cluster.primary() == 0 ? "EX2" : "EX1";
            assertThat(made.output()).containsPattern("DB1.EX[12] +Mounted +0 +False")
                    .containsPattern("DB1." + passive + " +Healthy +[0-9] +True");
            // Before that Patroni refuses a switchover to it, and the shell says so.
            cluster.awaitSynchronousStandby();
            Finished moved = node.shell("Move-ActiveMailboxDatabase DB1 -ActivateOnServer " + passive
                    + " -Confirm:$false | Format-List; 'now ' + (Get-MailboxDatabase DB1).Server");
            assertThat(moved.output()).as(moved.output()).contains("Succeeded").contains("now " + passive);
            assertThat(cluster.primary()).isEqualTo(passive.equals("EX2") ? 1 : 0);
        }
    }

    /// What goes wrong at the primary.
    private interface Misfortune {
        void at(int primary) throws IOException;
    }

    /// How long clients waited.
    private static long gap(PatroniCluster cluster, Writing writing, Misfortune misfortune) throws Exception {
        cluster.awaitSynchronousStandby();
        int primary = cluster.primary();
        long moment = System.nanoTime();
        misfortune.at(primary);
        long promoted = cluster.awaitCommits(1 - primary);
        writing.await(SAVES_BETWEEN);
        System.out.printf("clients saved again %d ms after the new primary was seen to commit%n",
                writing.waitedAfter(promoted));
        assertThat(cluster.primary()).isNotEqualTo(primary);
        return writing.gapAround(moment);
    }

    private static void tell(String what, List<Long> gaps) {
        Collections.sort(gaps);
        System.out.printf("%d failovers of %s: clients waited %d ms (median), %d ms (p99), %d ms (most)%n",
                gaps.size(), what, gaps.get(gaps.size() / 2),
                gaps.get(Math.min(gaps.size() - 1, gaps.size() * 99 / 100)), gaps.getLast());
        assertThat(gaps.getLast()).as("milliseconds, with an own minute for a busy machine").isLessThan(60_000);
    }

    /// Clients that save numbered messages, each in a session of its own, until they are ended.
    private static final class Writing {
        final Set<String> saved = ConcurrentHashMap.newKeySet();
        final AtomicInteger reconnected = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
        private final Semaphore acknowledged = new Semaphore(0);
        private final AtomicLong next = new AtomicLong();
        private final CountDownLatch ending = new CountDownLatch(1);
        private final List<FutureTask<Boolean>> tasks = new ArrayList<>();
        private final PostgresNodes nodes;
        private final String dn;

        Writing(PostgresNodes nodes, String dn) {
            this.nodes = nodes;
            this.dn = dn;
            for (int writer = 0; writer < WRITERS; writer++) {
                var task = new FutureTask<>(this::write);
                Thread.ofVirtual().start(task);
                tasks.add(task);
            }
        }

        private MapiSession connect() throws IOException {
            return MapiSession.connect(nodes.rpc(0), new Account("CORP", "ann", PASSWORD), dn, TIMEOUT);
        }

        private boolean write() throws IOException {
            while (ending.getCount() > 0) {
                try (MapiSession session = connect()) {
                    MailboxClient mailbox = MailboxClient.logon(session);
                    writeIn(mailbox);
                } catch (IOException ended) {
                    reconnected.incrementAndGet();
                }
            }
            return true;
        }

        /// Until a session ends. Nothing is said of a message whose save failed: it may be there or not.
        private void writeIn(MailboxClient mailbox) throws IOException {
            while (ending.getCount() > 0) {
                String subject = "number " + next.incrementAndGet();
                try {
                    mailbox.save(mailbox.inbox(), List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(subject))));
                    saved.add(subject);
                    times.add(System.nanoTime());
                    acknowledged.release();
                } catch (IOException refused) {
                    failed.incrementAndGet();
                    // A session that is over says so to this, and the client connects anew.
                    mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                }
            }
        }

        /// Until so many more are acknowledged.
        void await(int more) throws InterruptedException {
            acknowledged.drainPermits();
            assertThat(acknowledged.tryAcquire(more, 2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as("%d more saves in time; %d failed, %d sessions ended", more, failed.get(), reconnected.get())
                    .isTrue();
        }

        /// The longest time without an acknowledged save from the last one before that moment on, in milliseconds.
        long gapAround(long moment) {
            List<Long> all = new ArrayList<>(times);
            Collections.sort(all);
            long gap = 0;
            for (int each = 1; each < all.size(); each++) {
                if (all.get(each) >= moment) {
                    gap = Math.max(gap, all.get(each) - all.get(each - 1));
                }
            }
            return TimeUnit.NANOSECONDS.toMillis(gap);
        }

        /// From that moment to the first save that was acknowledged after it, in milliseconds.
        long waitedAfter(long moment) {
            return List.of(times.toArray(Long[]::new)).stream().filter(time -> time >= moment).min(Long::compare)
                    .map(first -> TimeUnit.NANOSECONDS.toMillis(first - moment)).orElseThrow();
        }

        void end() throws Exception {
            ending.countDown();
            for (FutureTask<Boolean> task : tasks) {
                assertThat(task.get()).isTrue();
            }
        }

        /// Every acknowledged message is there once.
        void check() throws IOException {
            var found = new HashMap<String, Integer>();
            try (MapiSession session = connect()) {
                MailboxClient mailbox = MailboxClient.logon(session);
                for (PropertyRow row : mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT), Integer.MAX_VALUE)) {
                    found.merge(MailboxClient.text(row.cells().getFirst()), 1, Integer::sum);
                }
            }
            assertThat(found.keySet()).containsAll(saved);
            assertThat(found.values()).containsOnly(1);
        }
    }
}
