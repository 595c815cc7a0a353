package org.gatehouse.directory.replication;

import java.util.Optional;

/// How a copy of a database is, and whether it may be made the active one.
///
/// @param preference of activation
/// @param copyBytes of the log that it has not; [Long#MAX_VALUE] where nobody knows
/// @param replayBytes of what it has, not done yet
public record CopyState(String server, int preference, Status status, long copyBytes, long replayBytes) {
    /// What one log file of Exchange 2010 holds: queues are told in these.
    public static final long LOG_BYTES = 1L << 20;
    /// Logs that a copy may be behind to be activated.
    public static final long QUEUE_MAX = 10;

    /// In Exchange's words; unknown is an active one that other processes open.
    public enum Status {
        UNKNOWN("Unknown"), MOUNTED("Mounted"), DISMOUNTED("Dismounted"), HEALTHY("Healthy"), FAILED("Failed"),
        SEEDING("Seeding"), INITIALIZING("Initializing"), RESYNCHRONIZING("Resynchronizing"),
        DISCONNECTED_AND_HEALTHY("DisconnectedAndHealthy"), SERVICE_DOWN("ServiceDown");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// Of a copy that is not the active one.
    ///
    /// @param member empty when its server is not part of the cluster
    /// @param streams whether the primary sends it what is written
    /// @param primary whether there is a primary
    public static Status passive(Optional<Cluster.Member> member, boolean streams, boolean primary) {
        if (member.isEmpty()) {
            return Status.SERVICE_DOWN;
        }
        return switch (member.get().state()) {
            case "running", "streaming" -> streams ? Status.HEALTHY
                    : primary ? Status.RESYNCHRONIZING : Status.DISCONNECTED_AND_HEALTHY;
            case "creating replica" -> Status.SEEDING;
            case "start failed", "crashed", "initdb failed", "restart failed" -> Status.FAILED;
            case "stopped", "stopping", "stop failed" -> Status.SERVICE_DOWN;
            default -> Status.INITIALIZING;
        };
    }

    public long copyQueue() {
        return logs(copyBytes);
    }

    public long replayQueue() {
        return logs(replayBytes);
    }

    private static long logs(long bytes) {
        return bytes / LOG_BYTES + (bytes % LOG_BYTES == 0 ? 0 : 1);
    }

    public boolean isActive() {
        return status == Status.MOUNTED || status == Status.DISMOUNTED || status == Status.UNKNOWN;
    }

    /// Why it is not made the active one; empty when it may be.
    ///
    /// @param skipHealth whether a copy that does not follow will do
    /// @param skipLag whether one that is behind will do
    public Optional<String> refusal(boolean skipHealth, boolean skipLag) {
        if (isActive()) {
            return Optional.of("it is the active one");
        }
        if (status != Status.HEALTHY && !skipHealth) {
            return Optional.of("it is " + status.label());
        }
        if ((copyQueue() > QUEUE_MAX || replayQueue() > QUEUE_MAX) && !skipLag) {
            return Optional.of("its copy queue is " + (copyBytes == Long.MAX_VALUE ? "unknown" : copyQueue() + " logs")
                    + " and its replay queue " + replayQueue() + " logs, of at most " + QUEUE_MAX);
        }
        return Optional.empty();
    }
}
