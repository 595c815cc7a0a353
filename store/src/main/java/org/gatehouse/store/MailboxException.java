package org.gatehouse.store;

import org.gatehouse.mapi.property.ErrorCode;

/// A mailbox operation that the rules refuse, with the code that MAPI has for it. Expected: handlers catch it once and
/// answer with the code. Trouble of the machine (closed, busy, disk) is a [org.gatehouse.database.DatabaseException].
public final class MailboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int error;

    /// @param error an [ErrorCode]
    /// @param what for the log
    public MailboxException(int error, String what) {
        super(what + " (" + ErrorCode.nameOf(error) + ")", null, false, false);
        this.error = error;
    }

    /// An [ErrorCode].
    public int error() {
        return error;
    }
}
