/// Configurations of other people's load balancers, written from one description of an array.
@NullMarked
package org.gatehouse.edge.export;

import org.jspecify.annotations.NullMarked;
