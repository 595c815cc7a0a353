package org.gatehouse.directory.replication;

/// What looks after replicated servers does not answer, or refuses.
public final class ReplicationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReplicationException(String what) {
        super(what);
    }

    public ReplicationException(String what, Throwable cause) {
        super(what, cause);
    }
}
