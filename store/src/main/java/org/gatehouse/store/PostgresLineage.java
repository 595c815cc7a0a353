package org.gatehouse.store;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.gatehouse.database.NewConnection;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// Looks at each new connection whether the database is still on the server, and on the timeline of its log, that it
/// was on, and whether it is still the one that was marked there. Of several processes that see that it is not, the
/// first decides, and nobody reads or writes before.
final class PostgresLineage implements NewConnection.Check {
    private final String name;
    private final InstantSource clock;
    private final RandomGenerator random;
    private @Nullable SqlMailboxDatabase database;
    /// Where the database last did not go on, as far as what this process has in memory knows. How often alone does not
    /// say it: of two that took over one after the other the second may know nothing of the first.
    private Lineage.@Nullable Standing known;

    PostgresLineage(String name, InstantSource clock, RandomGenerator random) {
        this.name = name;
        this.clock = clock;
        this.random = random;
    }

    /// Has `opened` read its mailboxes' replicas again whenever there are new ones.
    synchronized void follow(SqlMailboxDatabase opened) {
        database = opened;
    }

    @Override
    public void look(NewConnection connection) throws SQLException {
        String mark = connection.lineage();
        Optional<Lineage.Standing> found = Lineage.standing(connection.sql()).filter(row -> goesOn(row, mark));
        note(found.isPresent() ? found.get() : connection.write(sql -> settled(sql, mark)), connection.sql());
    }

    private static boolean goesOn(Lineage.Standing row, String mark) {
        return row.written() && row.mark().equals(mark);
    }

    private Lineage.Standing settled(Sql sql, String mark) throws SQLException {
        sql.lock("lineage");
        Optional<Lineage.Standing> found = Lineage.standing(sql);
        if (found.isPresent() && goesOn(found.get(), mark)) {
            return found.get();
        }
        if (found.isPresent()) {
            Lineage.breakOff(sql, name, why(found.get(), mark), random, Value.Time.of(clock.instant()).fileTime());
        }
        Lineage.mark(sql, mark);
        return Lineage.standing(sql).orElseThrow();
    }

    private static String why(Lineage.Standing found, String mark) {
        return found.mark().equals(mark) ? "its rows were copied into the server, as from a backup"
                : "it was in cluster " + found.mark() + " and is in cluster " + mark
                        + " now: another server took over, or a backup was restored";
    }

    /// Whoever uses a connection thereafter finds the replicas that rows behind it are of.
    private synchronized void note(Lineage.Standing found, Sql sql) throws SQLException {
        if (known != null && !known.equals(found) && database != null) {
            database.replicasChanged(sql);
        }
        known = found;
    }
}
