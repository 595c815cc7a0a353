package org.gatehouse.wire;

/// The peer sent bytes that its protocol does not allow.
///
/// Thrown by every decoder and by nothing else; caught once at the edge of a connection, where it becomes a
/// protocol fault or a close with one log line. The message names the field, never its secret content.
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String what) {
        super(what);
    }

    public MalformedException(String what, Throwable cause) {
        super(what, cause);
    }

    /// Throws when a condition that the wire format demands does not hold.
    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new MalformedException(what);
        }
    }
}
