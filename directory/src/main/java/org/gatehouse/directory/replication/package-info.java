/// What is known of the replicated servers that databases are in, whoever looks after those.
@NullMarked
package org.gatehouse.directory.replication;

import org.jspecify.annotations.NullMarked;
