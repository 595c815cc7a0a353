/// The RPC Client Access service's deeds: sessions, logons, and what each remote operation does ([MS-OXCRPC],
/// [MS-OXCROPS]). The words are in `org.gatehouse.mapi`; the store decides.
@NullMarked
package org.gatehouse.access.emsmdb;

import org.jspecify.annotations.NullMarked;
