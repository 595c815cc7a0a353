package org.gatehouse.access.emsmdb;

import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;

/// Takes submitted messages and delivers them; `server` puts `transport` behind it. Thread-safe.
public interface Submission {
    /// Whether a message may be submitted.
    ///
    /// @param owner the legacyExchangeDN of the mailbox it is submitted from
    /// @param bytes its size
    /// @return 0, or the error code that the submission fails with ([MS-OXOMSG] 3.3.5.1)
    int admit(String owner, int recipients, long bytes);

    /// The largest message that may be submitted from a mailbox, bytes; Long.MAX_VALUE for no limit.
    ///
    /// @param owner the legacyExchangeDN of the mailbox
    long messageBytesMax(String owner);

    /// A message was put into the outgoing queue of a database, and is on disk: it may be sent now. Those that cannot
    /// be reached come back to the sender as a report.
    void queued(UUID database, UUID mailbox, ObjectId message);
}
