/// Sockets and threads of the edge: the balancer's relays and probes, the DNS server.
@NullMarked
package org.gatehouse.server.edge;

import org.jspecify.annotations.NullMarked;
