package org.gatehouse.access.emsmdb;

import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.store.MessageContents;

/// Takes submitted messages and delivers them; `server` puts `transport` behind it. Thread-safe.
@FunctionalInterface
public interface Submission {
    /// Delivers copies to the recipients; those that cannot be reached come back to the sender as a report.
    ///
    /// @param sender whose mailbox the message was submitted from
    /// @param message as it was submitted, with its recipients
    /// @return 0, or the error code that the submission fails with ([MS-OXOMSG] 3.2.5.1)
    int submit(User sender, MessageContents message);
}
