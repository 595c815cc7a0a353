/// Routing and delivery inside the organisation.
@NullMarked
package org.gatehouse.transport;

import org.jspecify.annotations.NullMarked;
