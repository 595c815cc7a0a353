package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.gatehouse.client.Account;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.gatehouse.testing.PatroniCluster;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node on PostgreSQL servers under Debian's Patroni, whose primary is killed, with its Patroni or without, or its
/// host cut off, while clients save messages. `-Dgatehouse.failovers=N` has N of each one after the other, for figures
/// (`bench/run FailoverGap`), `-Dgatehouse.misfortunes=` only some of them.
@Timeout(7_200)
@Order(4)
class FailoverTest {
    private static final String ADDRESS = "127.0.3.97";
    private static final String SECOND = "127.0.3.98";
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final int WRITERS = 4;
    private static final int SAVES_BETWEEN = 10;
    private static final int FAILOVERS = Integer.getInteger("gatehouse.failovers", 1);
    private static final String MISFORTUNES = System.getProperty("gatehouse.misfortunes", "");
    private static final double PROCESS_SECONDS_MAX = 10;
    /// Patroni's `ttl` and five more.
    private static final double LEASE_SECONDS_MAX = 15;

    @TempDir
    private Path folder;

    /// What goes wrong at the primary.
    private enum Misfortune {
        /// All processes of PostgreSQL; Patroni stays and sees it.
        KILLED("PostgreSQL killed", PROCESS_SECONDS_MAX) {
            @Override
            void at(PatroniCluster cluster, int primary) throws IOException {
                cluster.killServer(primary);
            }

            @Override
            void mend(PatroniCluster cluster, int was) {
                // Patroni starts it as a standby.
            }
        },
        /// And Patroni too, so that its lease has to run out.
        DIED("PostgreSQL and Patroni killed", LEASE_SECONDS_MAX) {
            @Override
            void at(PatroniCluster cluster, int primary) throws IOException {
                cluster.killMember(primary);
            }

            @Override
            void mend(PatroniCluster cluster, int was) throws IOException {
                cluster.startMember(was);
            }
        },
        CUT("host cut off", LEASE_SECONDS_MAX) {
            @Override
            void at(PatroniCluster cluster, int primary) {
                cluster.cutOff(primary, true);
            }

            @Override
            void mend(PatroniCluster cluster, int was) {
                cluster.cutOff(was, false);
            }
        };

        private final String title;
        private final double secondsMax;

        Misfortune(String title, double secondsMax) {
            this.title = title;
            this.secondsMax = secondsMax;
        }

        abstract void at(PatroniCluster cluster, int primary) throws IOException;

        abstract void mend(PatroniCluster cluster, int was) throws IOException;

        private boolean isWanted() {
            return MISFORTUNES.isEmpty() || Set.of(MISFORTUNES.split(",")).contains(name().toLowerCase(Locale.ROOT));
        }
    }

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
                var clients = new SavingClients(nodes.rpc(0), new Account("CORP", "ann", PASSWORD), dn, WRITERS);
                clients.await(SAVES_BETWEEN);
                for (Misfortune misfortune : Misfortune.values()) {
                    if (misfortune.isWanted()) {
                        strike(cluster, clients, misfortune);
                    }
                }
                clients.end();
                System.out.printf("%d saves acknowledged, %d sessions ended, %d calls failed within sessions%n",
                        clients.saves(), clients.reconnected.get(), clients.failed.get());
                clients.check();
                administratorsMoveTheActiveCopy(cluster, nodes, node);
            }
        }
    }

    private static void strike(PatroniCluster cluster, SavingClients clients, Misfortune misfortune) throws Exception {
        var gaps = new ArrayList<Long>();
        var added = new ArrayList<Long>();
        for (int failover = 1; failover <= FAILOVERS; failover++) {
            cluster.awaitSynchronousStandby();
            int primary = cluster.primary();
            long moment = System.nanoTime();
            misfortune.at(cluster, primary);
            long committed = cluster.awaitCommits(1 - primary);
            clients.await(SAVES_BETWEEN);
            List<SavingClients.Gap> seen = clients.gapsAround(moment);
            List<Long> lengths = seen.stream().map(SavingClients.Gap::nanos).toList();
            List<Long> after = seen.stream().map(gap -> Math.max(0, gap.end() - committed)).toList();
            gaps.addAll(lengths);
            added.addAll(after);
            System.out.printf("%s, %d: the new primary committed after %d ms; clients waited up to %d ms, up to %d ms "
                    + "after that%n", misfortune.title, failover, TimeUnit.NANOSECONDS.toMillis(committed - moment),
                    TimeUnit.NANOSECONDS.toMillis(Collections.max(lengths)),
                    TimeUnit.NANOSECONDS.toMillis(Collections.max(after)));
            assertThat(cluster.primary()).isNotEqualTo(primary);
            misfortune.mend(cluster, primary);
        }
        tell(misfortune.title + ", clients waited", gaps, misfortune.secondsMax);
        tell(misfortune.title + ", of that after the new primary committed", added, 1);
        assertThat(Collections.max(gaps)).as("with an own minute for a busy machine")
                .isLessThan(TimeUnit.MINUTES.toNanos(1));
    }

    /// Of every client at every failover.
    private static void tell(String what, List<Long> nanos, double secondsMax) {
        Collections.sort(nanos);
        double p99 = nanos.get(Math.min(nanos.size() - 1, nanos.size() * 99 / 100)) / 1e9;
        System.out.printf("%d failovers, %s: p50 %.2f p99 %.2f max %.2f s (target %.0f s, ratio of p99 %.2f), load "
                + "%.1f%n", FAILOVERS, what, nanos.get(nanos.size() / 2) / 1e9, p99, nanos.getLast() / 1e9, secondsMax,
                p99 / secondsMax, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
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
}
