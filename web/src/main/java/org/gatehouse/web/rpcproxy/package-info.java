/// RPC over HTTP as a web server sees it ([MS-RPCH] 2.1.2): requests of endless length in both directions. What travels
/// in them is for whoever implements [Tunnels].
@NullMarked
package org.gatehouse.web.rpcproxy;

import org.jspecify.annotations.NullMarked;
