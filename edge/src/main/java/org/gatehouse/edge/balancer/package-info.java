/// The balancer's decisions as a machine without threads: which member gets a connection, who is healthy, who drains.
@NullMarked
package org.gatehouse.edge.balancer;

import org.jspecify.annotations.NullMarked;
