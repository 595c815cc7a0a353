package org.gatehouse.database;

import org.jspecify.annotations.Nullable;

/// The database cannot do what was asked: closed, busy, full, damaged, of a newer format, owned by another process.
/// The message names the file and the remedy.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean away;
    private final boolean unsure;

    public DatabaseException(String what) {
        this(what, null, false);
    }

    public DatabaseException(String what, Throwable cause) {
        this(what, cause, false);
    }

    /// @param away whether nothing can be asked of the database until it is back
    public DatabaseException(String what, @Nullable Throwable cause, boolean away) {
        this(what, cause, away, false);
    }

    private DatabaseException(String what, @Nullable Throwable cause, boolean away, boolean unsure) {
        super(what, cause);
        this.away = away;
        this.unsure = unsure;
    }

    /// The connection was lost while committing.
    static DatabaseException unsure(String what, Throwable cause) {
        return new DatabaseException(what, cause, true, true);
    }

    /// Whether the database cannot be reached, or takes no connection, so that the next question would fare no better.
    public boolean isAway() {
        return away;
    }

    /// Whether the change may have been made or not.
    public boolean isUnsure() {
        return unsure;
    }
}
