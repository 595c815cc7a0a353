/// DNS and the balancer, as decision cores.
@NullMarked
package org.gatehouse.edge;

import org.jspecify.annotations.NullMarked;
