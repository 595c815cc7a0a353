/// The AsyncEMSMDB interface: calls that are parked until a session has events ([MS-OXCRPC] 3.3).
@NullMarked
package org.gatehouse.access.emsmdb.async;

import org.jspecify.annotations.NullMarked;
