package org.gatehouse.shell.cmdlets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.CopyState;
import org.gatehouse.directory.replication.Survey;
import org.gatehouse.directory.replication.Survey.Watcher;

/// What is checked of one server's copies, by what was found out before. A check that nothing was found out for is left
/// out: it has neither passed nor failed.
final class ReplicationChecks {
    /// Servers of one organisation have to agree better than Kerberos asks for ([MS-KILE] 3.1.1.1: five minutes).
    private static final Duration CLOCK_OFF_MAX = Duration.ofMinutes(1);

    private final String server;
    private final Map<Check, List<String>> failures = new EnumMap<>(Check.class);

    ReplicationChecks(String server) {
        this.server = server;
    }

    /// In Exchange's words where it checks the same; the others are additions of this shell.
    enum Check {
        DIRECTORY("Directory", "Checks that the directory answers, and not from memory."),
        REPLAY_SERVICE("ReplayService", "Checks that Patroni answers for each copy on the server."),
        ACTIVE_MANAGER("ActiveManager", "Checks that each replicated database has an elected primary."),
        QUORUM_GROUP("QuorumGroup", "Checks that Patroni has lately heard of etcd, where the primary is elected."),
        DAG_MEMBERS_UP("DagMembersUp", "Checks that all servers run to which the databases are replicated."),
        AUTOMATIC_FAILOVER("AutomaticFailover", "Checks that another copy is activated when the active one dies."),
        SYNCHRONOUS_COPIES("SynchronousCopies", "Checks that as many copies are synchronous as is configured."),
        CLOCK_DIFFERENCE("ClockDifference", "Checks that the clocks of the copies' computers agree with this one's."),
        DB_MOUNTED("DBMounted", "Checks that the active databases of the server are mounted and answer."),
        DB_COPY_FAILED("DBCopyFailed", "Checks that no copy on the server has failed or is down."),
        DB_INITIALIZING("DBInitializing", "Checks that no copy on the server is still made or started."),
        DB_DISCONNECTED("DBDisconnected", "Checks that every copy on the server is sent what is written."),
        DB_LOG_COPY_KEEPING_UP("DBLogCopyKeepingUp", "Checks that what is written is copied soon enough."),
        DB_LOG_REPLAY_KEEPING_UP("DBLogReplayKeepingUp", "Checks that what is copied is replayed soon enough.");

        private final String label;
        private final String description;

        Check(String label, String description) {
            this.label = label;
            this.description = description;
        }

        String label() {
            return label;
        }

        String description() {
            return description;
        }
    }

    /// What was found out of one database.
    ///
    /// @param fqdn of the server that is checked
    /// @param survey empty when nothing looks after it
    /// @param mounted why it does not answer where it is mounted, else empty; nothing when this process does not open
    /// it
    /// @param asked whether its primary was asked for those that follow it
    record Found(DatabaseCopies copies, String fqdn, Optional<Survey> survey, Optional<String> mounted,
            boolean asked) {
        DatabaseObject database() {
            return copies.database();
        }
    }

    Map<Check, List<String>> failures() {
        return failures;
    }

    void directory(String trouble) {
        note(Check.DIRECTORY, trouble);
    }

    private void note(Check check, String failure) {
        List<String> sofar = failures.computeIfAbsent(check, _ -> new ArrayList<>());
        if (!failure.isEmpty() && !sofar.contains(failure)) {
            sofar.add(failure);
        }
    }

    /// Adds what is to be said of one database that has a copy on the server.
    void look(Found found) {
        Optional<CopyState> state = found.copies().states().stream()
                .filter(each -> each.server().equalsIgnoreCase(server)).findFirst();
        boolean active = state.map(CopyState::isActive).orElse(found.database().server().equalsIgnoreCase(server));
        if (active) {
            found.mounted().ifPresent(trouble -> note(Check.DB_MOUNTED, trouble.isEmpty() ? ""
                    : quoted(found) + " " + trouble));
        }
        found.survey().ifPresent(survey -> {
            watched(found, survey);
            survey.cluster().ifPresent(cluster -> elected(found, survey, cluster, active));
        });
        if (!active && found.survey().isPresent()) {
            state.ifPresent(copy -> follows(found, copy));
        }
    }

    private static String quoted(Found found) {
        return "'" + found.database().name() + "'";
    }

    private Optional<Cluster.Member> member(Found found, Cluster cluster) {
        return found.database().copy(server).flatMap(copy -> cluster.of(copy, found.fqdn()));
    }

    /// By what looks after the server's own copy, or by all when nobody says which that is.
    private void watched(Found found, Survey survey) {
        List<Watcher> own = survey.watchers();
        if (survey.cluster().isEmpty()) {
            note(Check.REPLAY_SERVICE, quoted(found) + ": " + survey.trouble());
        } else {
            Optional<Cluster.Member> member = member(found, survey.cluster().get());
            Optional<Watcher> watcher = member.flatMap(survey::of);
            note(Check.REPLAY_SERVICE, member.isEmpty() ? "Patroni has no running server for the copy of "
                    + quoted(found) : watcher.isEmpty() ? "it is not known where Patroni answers for the copy of "
                    + quoted(found) : watcher.get().answers() ? "" : silence(watcher.get()));
            own = watcher.stream().toList();
        }
        for (Watcher watcher : own) {
            if (watcher.storeSilent().isPresent()) {
                note(Check.QUORUM_GROUP, !watcher.isCutOff() ? "" : "Patroni at " + watcher.address()
                        + " has heard nothing of etcd for " + watcher.storeSilent().get().toSeconds() + " s");
            }
            watcher.clockAhead().ifPresent(ahead -> note(Check.CLOCK_DIFFERENCE,
                    ahead.abs().compareTo(CLOCK_OFF_MAX) <= 0 ? "" : "the clock at " + watcher.address() + " is "
                            + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of")
                            + " this computer's"));
        }
    }

    private static String silence(Watcher watcher) {
        return "Patroni at " + watcher.address() + ": " + watcher.trouble();
    }

    private void elected(Found found, Survey survey, Cluster cluster, boolean active) {
        boolean primary = cluster.primary().isPresent() && survey.watchers().stream().noneMatch(Watcher::leaderless);
        note(Check.ACTIVE_MANAGER, primary ? "" : quoted(found) + " has no primary now");
        note(Check.DAG_MEMBERS_UP, "");
        cluster.members().stream().filter(member -> !member.runs()).forEach(member ->
                note(Check.DAG_MEMBERS_UP, "'" + member.name() + "' is " + (member.state().isEmpty() ? "in no state"
                        : member.state())));
        survey.watchers().stream().filter(watcher -> !watcher.answers()).forEach(watcher ->
                note(Check.DAG_MEMBERS_UP, silence(watcher)));
        note(Check.AUTOMATIC_FAILOVER, survey.paused() ? "Patroni of " + quoted(found)
                + " is paused: nothing is activated by itself" : "");
        if (active && cluster.synchronousCopies() > 0) {
            synchronous(found, cluster);
        }
    }

    private void synchronous(Found found, Cluster cluster) {
        long ready = cluster.members().stream().filter(member -> member.role() == Cluster.Role.SYNCHRONOUS_STANDBY
                && member.runs()).count();
        if (found.asked()) {
            // What Patroni has written down is one thing, what the primary waits for another.
            ready = Math.min(ready, found.copies().standbys().stream().filter(standby -> standby.synchronous()
                    && standby.streaming()).count());
        }
        note(Check.SYNCHRONOUS_COPIES, ready >= cluster.synchronousCopies() ? "" : quoted(found) + " has " + ready
                + " of " + cluster.synchronousCopies() + " synchronous copies");
    }

    private void follows(Found found, CopyState copy) {
        if (found.survey().flatMap(Survey::cluster).isEmpty()) {
            note(Check.DB_COPY_FAILED, "how the copy of " + quoted(found) + " is cannot be found out");
            return;
        }
        String is = "the copy of " + quoted(found) + " is " + copy.status().label();
        boolean failed = false;
        boolean starts = false;
        boolean alone = false;
        switch (copy.status()) {
            case FAILED, SERVICE_DOWN -> failed = true;
            case SEEDING, INITIALIZING -> starts = true;
            case RESYNCHRONIZING, DISCONNECTED_AND_HEALTHY -> alone = true;
            case UNKNOWN, MOUNTED, DISMOUNTED, HEALTHY -> { }
        }
        note(Check.DB_COPY_FAILED, failed ? is : "");
        note(Check.DB_INITIALIZING, starts ? is : "");
        note(Check.DB_DISCONNECTED, alone ? is : "");
        if (failed || starts) {
            return; // it has no queue
        }
        note(Check.DB_LOG_COPY_KEEPING_UP, copy.copyBytes() == Long.MAX_VALUE ? "how far the copy of " + quoted(found)
                + " is behind is not known" : queue(found, copy.copyQueue(), "copied"));
        if (found.asked() && !alone) {
            note(Check.DB_LOG_REPLAY_KEEPING_UP, queue(found, copy.replayQueue(), "replayed"));
        }
    }

    private static String queue(Found found, long logs, String what) {
        return logs <= CopyState.QUEUE_MAX ? "" : logs + " logs of " + quoted(found) + " are not " + what + " yet, of "
                + "at most " + CopyState.QUEUE_MAX;
    }
}
