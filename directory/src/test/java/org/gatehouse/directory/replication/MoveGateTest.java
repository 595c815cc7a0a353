package org.gatehouse.directory.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.directory.replication.CopyState.Status;
import org.gatehouse.directory.replication.MoveGate.Passive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoveGateTest {
    private static final Passive HERE = new Passive("HeadOffice", true, 0);
    private static final Passive HERE_BEHIND = new Passive("HeadOffice", true, MoveGate.BEHIND_BYTES_MAX + 1);
    private static final Passive THERE = new Passive("Branch", true, MoveGate.BEHIND_BYTES_MAX);
    private static final Passive THERE_AWAY = new Passive("Branch", false, 0);

    private static boolean waits(String constraint, Passive... copies) {
        return MoveGate.wait(constraint, "HeadOffice", List.of(copies)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"None, false, false, false, false", "SecondCopy, false, false, false, true",
            "SecondDatacenter, false, true, false, true", "AllDatacenters, false, true, false, true",
            "AllCopies, false, true, true, true", "Mistyped, false, false, false, true"})
    void aConstraintSaysWhichCopiesHaveToKeepUp(String constraint, boolean allWell, boolean branchAway,
            boolean oneHereBehind, boolean noneWell) {
        assertThat(waits(constraint, HERE, THERE)).isEqualTo(allWell);
        assertThat(waits(constraint, HERE, THERE_AWAY)).isEqualTo(branchAway);
        assertThat(waits(constraint, HERE, HERE_BEHIND, THERE)).isEqualTo(oneHereBehind);
        assertThat(waits(constraint, HERE_BEHIND, THERE_AWAY)).isEqualTo(noneWell);
        assertThat(waits(constraint)).as("nothing to wait for").isFalse();
    }

    @Test
    void theReasonNamesTheConstraint() {
        assertThat(MoveGate.wait("AllCopies", "HeadOffice", List.of(HERE, THERE_AWAY)))
                .contains("1 of 2 copies do not keep up, and DataMoveReplicationConstraint is AllCopies");
    }

    @ParameterizedTest
    @CsvSource({"running, true, true, HEALTHY", "streaming, true, true, HEALTHY",
            "running, false, true, RESYNCHRONIZING", "running, false, false, DISCONNECTED_AND_HEALTHY",
            "creating replica, false, true, SEEDING", "start failed, false, true, FAILED",
            "stopped, false, true, SERVICE_DOWN", "in archive recovery, false, true, INITIALIZING"})
    void aStandbysStateIsToldInExchangesWords(String state, boolean streams, boolean primary, Status status) {
        var member = new Cluster.Member("ex2", "pg2", Cluster.Role.STANDBY, state, OptionalLong.empty());
        assertThat(CopyState.passive(Optional.of(member), streams, primary)).isEqualTo(status);
        assertThat(CopyState.passive(Optional.empty(), streams, primary)).isEqualTo(Status.SERVICE_DOWN);
    }

    @Test
    void aCopyThatIsBehindOrAwayIsActivatedOnlyWhenOneInsists() {
        var behind = new CopyState("EX2", 2, Status.HEALTHY, CopyState.QUEUE_MAX * CopyState.LOG_BYTES + 1, 0);
        assertThat(behind.copyQueue()).isEqualTo(11);
        assertThat(behind.refusal(false, false)).contains(
                "its copy queue is 11 logs and its replay queue 0 logs, of at most 10");
        assertThat(behind.refusal(false, true)).isEmpty();
        var failed = new CopyState("EX2", 2, Status.FAILED, 0, 0);
        assertThat(failed.refusal(false, true)).contains("it is Failed");
        assertThat(failed.refusal(true, false)).isEmpty();
        assertThat(new CopyState("EX1", 1, Status.MOUNTED, 0, 0).refusal(true, true))
                .contains("it is the active one");
        assertThat(new CopyState("EX2", 2, Status.HEALTHY, Long.MAX_VALUE, 0).refusal(false, false).orElseThrow())
                .contains("unknown");
    }
}
