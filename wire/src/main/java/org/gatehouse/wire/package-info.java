/// Bounded reading and writing of bytes, and NDR. Knows no protocol, opens no socket.
@NullMarked
package org.gatehouse.wire;

import org.jspecify.annotations.NullMarked;
