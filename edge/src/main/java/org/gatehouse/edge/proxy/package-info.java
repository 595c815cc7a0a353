/// The PROXY protocol, by which the balancer tells members who the client is.
@NullMarked
package org.gatehouse.edge.proxy;

import org.jspecify.annotations.NullMarked;
