package org.gatehouse.store;

import org.gatehouse.mapi.id.ObjectId;

/// What a mailbox's owner may still do with submitted messages.
public interface Outbox {
    /// Takes a message back that is not being sent yet ([MS-OXOMSG] 3.3.5.2).
    ///
    /// @throws MailboxException UNABLE_TO_ABORT when it is being sent, was sent, or a spooler has it; NOT_IN_QUEUE when
    /// it was never submitted
    void abort(ObjectId folder, ObjectId message);

    /// What a client's own spooler does with a message that was left to it ([MS-OXOMSG] 2.2.5.3).
    ///
    /// @throws MailboxException NOT_FOUND, NOT_IN_QUEUE, or ACCESS_DENIED when another has locked it
    void lock(ObjectId message, SpoolerLock lock);

    /// Tells those who wait for new mail of a message that a client's own transport put here ([MS-OXOMSG] 2.2.5.5).
    ///
    /// @throws MailboxException NOT_FOUND
    void announce(ObjectId folder, ObjectId message);

    /// LockState ([MS-OXOMSG] 2.2.5.3.1), by its value.
    enum SpoolerLock { LOCK, UNLOCK, FINISHED }
}
