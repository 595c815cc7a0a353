/// RPC endpoints: EMSMDB, NSPI, RFR.
@NullMarked
package org.gatehouse.access;

import org.jspecify.annotations.NullMarked;
