package org.gatehouse.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What to do inside one transaction. Keep nothing of `sql` after returning.
@FunctionalInterface
public interface SqlWork<T extends @Nullable Object> {
    T run(Sql sql) throws SQLException;
}
