package org.gatehouse.database;

import java.sql.SQLException;

/// What PostgreSQL's error codes mean to us (appendix A of its manual).
enum PostgresFailure {
    /// Class 08, and the server shutting down or starting: 57P01 to 57P05.
    CONNECTION("the connection was lost and the change was not made; try again when the server answers"),
    /// Class 28, and 3D000: no such database.
    REFUSED("the server does not let us in; see its account and password file"),
    /// 53300.
    CROWDED("the server takes no more connections; allow more (max_connections)"),
    /// 40001 and 40P01.
    TAKEN_BACK("the change stood against another at the same moment and was taken back; try again"),
    /// 55P03.
    LOCKED("what was to be changed is held by another change for too long; try again later"),
    /// 57014.
    TOO_SLOW("a statement took too long and was ended"),
    /// Class 53.
    FULL("the server is short of space, memory or connections; give it more"),
    OTHER("");

    private final String remedy;

    PostgresFailure(String remedy) {
        this.remedy = remedy;
    }

    static PostgresFailure of(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P")) {
            return CONNECTION;
        }
        if (state.startsWith("28") || state.equals("3D000")) {
            return REFUSED;
        }
        if (state.equals("53300")) {
            return CROWDED;
        }
        if (state.startsWith("53")) {
            return FULL;
        }
        return switch (state) {
            case "40001", "40P01" -> TAKEN_BACK;
            case "55P03" -> LOCKED;
            case "57014", "25P03" -> TOO_SLOW;
            default -> OTHER;
        };
    }

    /// Whether no connection can be had.
    boolean isAway() {
        return this == CONNECTION || this == REFUSED || this == CROWDED;
    }

    DatabaseException at(String place, SQLException failure) {
        return new DatabaseException(place + ": " + (remedy.isEmpty() ? "" : remedy + ": ") + failure.getMessage(),
                failure, isAway());
    }
}
