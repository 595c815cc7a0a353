package org.gatehouse.directory.organization;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The request to move a user's mailbox to another database, kept with the user until it is removed.
///
/// @param id of this request: databases know the move by it
/// @param mailbox the mailbox's GUID
/// @param source the name of the database that the mailbox was in
/// @param suspended whether an administrator has suspended it
/// @param holdsWhenReady whether it waits for Resume-MoveRequest before its end
/// @param removed whether it is to be given up; it goes when what was copied has gone
/// @param message what is to be said: why it waits or has failed, or what the administrator wrote
/// @param hold for how long at a time who writes to the mailbox is held up now, at most; zero when nobody is
/// @param holdMost for how long while it went on
/// @param completed when it ended, if it has
public record MoveRequest(ObjectHeader user, String displayName, String alias, UUID id, UUID mailbox, Status status,
        String source, UUID sourceGuid, String target, UUID targetGuid, String batchName, boolean suspended,
        boolean holdsWhenReady, boolean removed, boolean highPriority, int badItemLimit, String message,
        Duration hold, Duration holdMost, Instant queued, Optional<Instant> completed) {

    /// As Get-MoveRequest names them, with the numbers of msExchMailboxMoveStatus.
    public enum Status {
        QUEUED("Queued", 1),
        IN_PROGRESS("InProgress", 2),
        AUTO_SUSPENDED("AutoSuspended", 3),
        COMPLETION_IN_PROGRESS("CompletionInProgress", 4),
        RETRYING("Retrying", 6),
        COMPLETED("Completed", 10),
        COMPLETED_WITH_WARNING("CompletedWithWarning", 11),
        SUSPENDED("Suspended", 98),
        FAILED("Failed", 99);

        private final String label;
        private final int number;

        Status(String label, int number) {
            this.label = label;
            this.number = number;
        }

        public String label() {
            return label;
        }

        int number() {
            return number;
        }

        static Status of(int number) {
            for (Status status : values()) {
                if (status.number == number) {
                    return status;
                }
            }
            return QUEUED;
        }

        /// Whether nothing more happens.
        public boolean isOver() {
            return this == COMPLETED || this == COMPLETED_WITH_WARNING || this == FAILED;
        }
    }
}
