/// SQL engines: one group-commit writer, a bounded pool of readers, migrations, ownership of a file.
///
/// Start at [SqlEngine]. What the tables mean is the callers' business (`store`, `directory`).
@NullMarked
package org.gatehouse.database;

import org.jspecify.annotations.NullMarked;
