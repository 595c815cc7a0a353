/// A small blocking MAPI/RPC client on the same codecs: for health probes, the demonstration's tour, and load. It is
/// not proof of anything: proof comes from clients of others.
@NullMarked
package org.gatehouse.client;

import org.jspecify.annotations.NullMarked;
