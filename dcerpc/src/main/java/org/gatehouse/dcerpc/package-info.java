/// DCE/RPC over connections ([C706], [MS-RPCE]): PDUs, the association core, endpoint mapper, management interface.
/// Knows no MAPI and opens no socket.
@NullMarked
package org.gatehouse.dcerpc;

import org.jspecify.annotations.NullMarked;
