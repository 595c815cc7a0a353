package org.gatehouse.database;

/// The database cannot do what was asked: closed, busy, full, damaged, of a newer format, owned by another process.
/// The message names the file and the remedy.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseException(String what) {
        super(what);
    }

    public DatabaseException(String what, Throwable cause) {
        super(what, cause);
    }
}
