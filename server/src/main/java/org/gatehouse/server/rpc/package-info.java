/// Sockets and threads that serve DCE/RPC: one virtual thread per connection and one per call.
@NullMarked
package org.gatehouse.server.rpc;

import org.jspecify.annotations.NullMarked;
