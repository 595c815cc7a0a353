package org.gatehouse.database;

/// The database cannot do what was asked: closed, busy, full, damaged, of a newer format, owned by another process.
/// The message names the file and the remedy.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean away;

    public DatabaseException(String what) {
        super(what);
        this.away = false;
    }

    public DatabaseException(String what, Throwable cause) {
        this(what, cause, false);
    }

    /// @param away whether nothing can be asked of the database until it is back
    public DatabaseException(String what, Throwable cause, boolean away) {
        super(what, cause);
        this.away = away;
    }

    /// Whether the database cannot be reached, or takes no connection, so that the next question would fare no better.
    public boolean isAway() {
        return away;
    }
}
