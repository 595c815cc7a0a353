package org.gatehouse.database;

/// Bounds of one engine on PostgreSQL. A server must allow `writersMax + readersMax + 4` connections for every
/// database and process.
///
/// @param writersMax connections that write at the same time
/// @param readersMax connections that read at the same time
/// @param waitMillisMax how long a caller waits for a connection
/// @param statementMillisMax how long one statement may take
/// @param lockMillisMax how long a statement waits for another transaction's lock
/// @param connectMillisMax how long a connection to one host may take to come about
/// @param awayMillisMax how long a server that was there and is away is waited for, before callers are refused
public record PostgresLimits(int writersMax, int readersMax, long waitMillisMax, int statementMillisMax,
        int lockMillisMax, int connectMillisMax, long awayMillisMax) {
    public static final PostgresLimits USUAL = new PostgresLimits(8, 8, 60_000, 60_000, 30_000, 3_000, 40_000);

    public PostgresLimits {
        if (writersMax < 1 || readersMax < 1 || waitMillisMax < 0 || statementMillisMax < 1 || lockMillisMax < 1
                || connectMillisMax < 1 || awayMillisMax < 0) {
            throw new IllegalArgumentException("PostgreSQL limits must be positive");
        }
    }

    /// The same, with another time to wait for a server that is away.
    public PostgresLimits awaiting(long millis) {
        return new PostgresLimits(writersMax, readersMax, waitMillisMax, statementMillisMax, lockMillisMax,
                connectMillisMax, millis);
    }
}
