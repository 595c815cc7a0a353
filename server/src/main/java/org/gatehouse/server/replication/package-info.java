/// What looks after replicated database servers, asked and told over its REST face.
@NullMarked
package org.gatehouse.server.replication;

import org.jspecify.annotations.NullMarked;
