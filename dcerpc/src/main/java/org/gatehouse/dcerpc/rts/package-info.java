/// RPC over HTTP version 2 ([MS-RPCH]): its RTS PDUs, and the virtual connection that they build from HTTP requests.
@NullMarked
package org.gatehouse.dcerpc.rts;

import org.jspecify.annotations.NullMarked;
