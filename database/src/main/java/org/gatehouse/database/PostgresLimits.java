package org.gatehouse.database;

/// Bounds of one engine on PostgreSQL. A server must allow `writersMax + readersMax + 4` connections for every
/// database and process.
///
/// @param writersMax connections that write at the same time
/// @param readersMax connections that read at the same time
/// @param waitMillisMax how long a caller waits for a connection
/// @param statementMillisMax how long one statement may take
/// @param lockMillisMax how long a statement waits for another transaction's lock
/// @param connectMillisMax how long a connection may take to come about
public record PostgresLimits(int writersMax, int readersMax, long waitMillisMax, int statementMillisMax,
        int lockMillisMax, int connectMillisMax) {
    public static final PostgresLimits USUAL = new PostgresLimits(8, 8, 30_000, 60_000, 30_000, 10_000);

    public PostgresLimits {
        if (writersMax < 1 || readersMax < 1 || waitMillisMax < 0 || statementMillisMax < 1 || lockMillisMax < 1
                || connectMillisMax < 1) {
            throw new IllegalArgumentException("PostgreSQL limits must be positive");
        }
    }
}
