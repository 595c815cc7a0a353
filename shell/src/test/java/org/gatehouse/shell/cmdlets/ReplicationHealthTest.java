package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Cluster.Member;
import org.gatehouse.directory.replication.Cluster.Role;
import org.gatehouse.directory.replication.CopyState;
import org.gatehouse.directory.replication.Survey;
import org.gatehouse.directory.replication.Survey.Watcher;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is made of what everybody says; what Patroni says is the test's.
final class ReplicationHealthTest {
    private static final String READY = "New-DatabaseAvailabilityGroup DAG1 | Out-Null; "
            + "Add-DatabaseAvailabilityGroupServer DAG1 mbx1; Add-DatabaseAvailabilityGroupServer DAG1 mbx2; "
            + "New-MailboxDatabase DB1 -Server mbx1 -ConnectionString jdbc:postgresql://pg1,pg2/mail "
            + "-WarningAction SilentlyContinue | Out-Null; "
            + "Add-MailboxDatabaseCopy DB1 -MailboxServer mbx2 -Member standby";
    private static final String TEST = "Test-ReplicationHealth -DatabaseAvailabilityGroup DAG1 | ForEach-Object { "
            + "$_.Server + ' ' + $_.Check + ' ' + $_.Result + ' ' + $_.Error }";
    private static final Duration TTL = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static Watcher watcher(String member, String trouble, long silentSeconds, long aheadSeconds) {
        return new Watcher("http://" + member + ":8008", member, trouble, false,
                Optional.of(Duration.ofSeconds(silentSeconds)), TTL, Optional.of(Duration.ofSeconds(aheadSeconds)));
    }

    private static Cluster cluster(String state, long lag, Role role, int synchronous) {
        return new Cluster(List.of(new Member("mbx1", "pg1", Role.PRIMARY, "running", OptionalLong.empty()),
                new Member("standby", "pg2", role, state, OptionalLong.of(lag))), synchronous, 1 << 20);
    }

    private static String said(World world, String text) {
        return world.run(text).text.toString();
    }

    private World ready() {
        var world = new World(folder);
        world.replication.cluster = Optional.of(cluster("running", 0, Role.STANDBY, 0));
        said(world, READY);
        return world;
    }

    @Test
    void whatIsInOrderPassesAndWhatIsNotKnownIsNotClaimed() {
        try (World world = ready()) {
            world.atADirectory();
            world.replication.survey = new Survey(Optional.of(cluster("running", 0, Role.SYNCHRONOUS_STANDBY, 1)),
                    List.of(watcher("mbx1", "", 3, 0), watcher("standby", "", 3, 2)), false, "");
            assertThat(said(world, TEST)).isEqualTo("""
                    mbx1 Directory Passed\s
                    mbx1 ReplayService Passed\s
                    mbx1 ActiveManager Passed\s
                    mbx1 QuorumGroup Passed\s
                    mbx1 DagMembersUp Passed\s
                    mbx1 AutomaticFailover Passed\s
                    mbx1 SynchronousCopies Passed\s
                    mbx1 ClockDifference Passed\s
                    mbx2 Directory Passed\s
                    mbx2 ReplayService Passed\s
                    mbx2 ActiveManager Passed\s
                    mbx2 QuorumGroup Passed\s
                    mbx2 DagMembersUp Passed\s
                    mbx2 AutomaticFailover Passed\s
                    mbx2 ClockDifference Passed\s
                    mbx2 DBCopyFailed Passed\s
                    mbx2 DBInitializing Passed\s
                    mbx2 DBDisconnected Passed\s
                    mbx2 DBLogCopyKeepingUp Passed\s
                    WARNING: Not opened by this process, so that it was not looked whether they are mounted, nor how \
                    far their copies are with the replay: DB1. Ask the shell of a server that opens them.
                    """);
            assertThat(said(world, "Test-ReplicationHealth mbx2 | Select-Object -First 2")).containsPattern(
                    "Server +Check +Result +Error");
        }
    }

    @Test
    void eachFaultIsFoundByItsCheck() {
        try (World world = ready()) {
            world.replication.survey = new Survey(Optional.of(cluster("running", 20 * CopyState.LOG_BYTES,
                    Role.STANDBY, 1)), List.of(watcher("mbx1", "", 31, -75),
                            watcher("standby", "Connection refused", 0, 0)), true, "");
            assertThat(said(world, TEST)).contains(
                    "mbx1 QuorumGroup *FAILED* Patroni at http://mbx1:8008 has heard nothing of etcd for 31 s",
                    "mbx1 DagMembersUp *FAILED* Patroni at http://standby:8008: Connection refused",
                    "mbx1 AutomaticFailover *FAILED* Patroni of 'DB1' is paused",
                    "mbx1 SynchronousCopies *FAILED* 'DB1' has 0 of 1 synchronous copies",
                    "mbx1 ClockDifference *FAILED* the clock at http://mbx1:8008 is 75 s behind this computer's",
                    "mbx1 DBMounted *FAILED* 'DB1' is not mounted", "mbx1 ReplayService Passed",
                    "mbx2 ReplayService *FAILED* Patroni at http://standby:8008: Connection refused",
                    "mbx2 DBLogCopyKeepingUp *FAILED* 20 logs of 'DB1' are not copied yet, of at most 10")
                    .doesNotContain("mbx2 SynchronousCopies");
            world.replication.survey = new Survey(Optional.of(cluster("start failed", 0, Role.STANDBY, 0)),
                    List.of(), false, "");
            assertThat(said(world, TEST)).contains("mbx2 DBCopyFailed *FAILED* the copy of 'DB1' is Failed",
                    "mbx1 DagMembersUp *FAILED* 'standby' is start failed",
                    "mbx2 ReplayService *FAILED* it is not known where Patroni answers for the copy of 'DB1'")
                    .doesNotContain("QuorumGroup", "DBLogCopyKeepingUp");
            world.replication.survey = new Survey(Optional.of(cluster("creating replica", 0, Role.STANDBY, 0)),
                    List.of(), false, "");
            assertThat(said(world, TEST)).contains("mbx2 DBInitializing *FAILED* the copy of 'DB1' is Seeding");
        }
    }

    @Test
    void aPrimaryThatIsGoneAndAPatroniThatIsSilentAreTold() {
        try (World world = ready()) {
            world.replication.survey = new Survey(Optional.of(new Cluster(List.of(new Member("standby", "pg2",
                    Role.STANDBY, "running", OptionalLong.empty())), 0, 0)), List.of(), false, "");
            assertThat(said(world, TEST)).contains("mbx1 ActiveManager *FAILED* 'DB1' has no primary now",
                    "mbx1 ReplayService *FAILED* Patroni has no running server for the copy of 'DB1'",
                    "mbx2 DBDisconnected *FAILED* the copy of 'DB1' is DisconnectedAndHealthy",
                    "mbx2 DBLogCopyKeepingUp *FAILED* how far the copy of 'DB1' is behind is not known");
            world.replication.survey = new Survey(Optional.empty(), List.of(watcher("", "", 40, 0)), false,
                    "no Patroni tells of its cluster (http://pg1:8008: no answer for 5 s)");
            assertThat(said(world, TEST)).contains("mbx1 ReplayService *FAILED* 'DB1': no Patroni tells of its cluster",
                    "mbx2 QuorumGroup *FAILED*", "mbx2 DBCopyFailed *FAILED* how the copy of 'DB1' is cannot be found")
                    .doesNotContain("ActiveManager", "DBDisconnected");
        }
    }

    @Test
    void aPrimaryThatIsSilentSaysNothingAgainstItsCopies() {
        try (World world = ready()) {
            world.whereDatabasesAreSilent();
            world.replication.survey = new Survey(Optional.of(cluster("running", 0, Role.STANDBY, 0)), List.of(), false,
                    "");
            assertThat(said(world, TEST)).contains(
                    "mbx1 DBMounted *FAILED* 'DB1' does not answer: its server is silent",
                    "mbx2 DBDisconnected Passed", "mbx2 DBLogCopyKeepingUp Passed")
                    .doesNotContain("DBLogReplayKeepingUp");
        }
    }

    @Test
    void databasesWithoutCopiesAreLookedAtWhereTheyAreMounted() {
        try (var world = new World(folder)) {
            said(world, "New-MailboxDatabase Files -Server mbx1 | Out-Null; Mount-Database Files");
            String test = TEST.replace("-DatabaseAvailabilityGroup DAG1", "");
            assertThat(said(world, test)).isEqualTo("mbx1 Directory Passed \nmbx1 DBMounted Passed \n");
            said(world, "Dismount-Database Files -Confirm:$false");
            assertThat(said(world, test)).contains("mbx1 DBMounted *FAILED* 'Files' is not mounted");
            said(world, "New-DatabaseAvailabilityGroup DAG1 | Out-Null; Add-DatabaseAvailabilityGroupServer DAG1 mbx2");
            assertThat(said(world, "Get-DatabaseAvailabilityGroup | " + test)).isEqualTo("mbx2 Directory Passed \n");
            assertThat(said(world, "Test-ReplicationHealth cas1")).contains("does not have the Mailbox role");
            assertThat(said(world, "Test-ReplicationHealth mbx1 -ActiveDirectoryTimeout 0")).contains(
                    "-ActiveDirectoryTimeout 0: give a number of seconds from 1 to 600");
            assertThat(said(world, "Test-ReplicationHealth mbx1 -DatabaseAvailabilityGroup DAG1")).contains(
                    "give one of them");
        }
    }
}
