/// Remote operations: the requests a client packs into one buffer and their answers ([MS-OXCROPS]).
///
/// [org.gatehouse.mapi.rop.RopId] is the table; each `Rop*` file is one operation with its request and response.
@NullMarked
package org.gatehouse.mapi.rop;

import org.jspecify.annotations.NullMarked;
