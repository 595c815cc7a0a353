/// SQL engines: connections, the group-commit writer, migrations.
@NullMarked
package org.gatehouse.database;

import org.jspecify.annotations.NullMarked;
