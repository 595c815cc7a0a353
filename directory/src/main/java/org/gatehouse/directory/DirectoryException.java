package org.gatehouse.directory;

import org.gatehouse.database.DatabaseException;

/// The directory cannot do what was asked. The message names the parameter, its value and the remedy, for people.
public final class DirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What kind of refusal it is, for exit codes and LDAP result codes.
    public enum Reason {
        NOT_FOUND, ALREADY_EXISTS, AMBIGUOUS, INVALID, IN_USE, NOT_ALLOWED, LIMIT_EXCEEDED, UNAVAILABLE
    }

    private final Reason reason;
    private final boolean away;

    public DirectoryException(Reason reason, String what) {
        this(reason, what, false);
    }

    private DirectoryException(Reason reason, String what, boolean away) {
        super(what);
        this.reason = reason;
        this.away = away;
    }

    public DirectoryException(Reason reason, String what, Throwable cause) {
        super(what, cause);
        this.reason = reason;
        this.away = cause instanceof DatabaseException database && database.isAway();
    }

    /// A refusal because the directory cannot be asked at all until it is back.
    public static DirectoryException away(String what) {
        return new DirectoryException(Reason.UNAVAILABLE, what, true);
    }

    public Reason reason() {
        return reason;
    }

    /// Whether the directory cannot be asked at all until it is back.
    public boolean isAway() {
        return away;
    }

    /// A refusal about one parameter: `-Fqdn 'a b': is not a host name. Use letters, digits and hyphens.`
    public static DirectoryException about(Reason reason, String parameter, String value, String what, String remedy) {
        return new DirectoryException(reason, "-" + parameter + " '" + value + "': " + what + ". " + remedy);
    }
}
