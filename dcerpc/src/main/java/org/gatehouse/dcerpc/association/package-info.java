/// What happens on one RPC connection and in its association group ([C706] 9.3, [MS-RPCE] 3.3.1.5): no thread, no
/// socket, no clock.
@NullMarked
package org.gatehouse.dcerpc.association;

import org.jspecify.annotations.NullMarked;
