/// DNS: the organisation's zone, its answers, and publication of records to this or another server.
@NullMarked
package org.gatehouse.edge.dns;

import org.jspecify.annotations.NullMarked;
