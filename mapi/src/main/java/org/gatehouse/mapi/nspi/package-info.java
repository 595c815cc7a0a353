/// The Address Book protocol's words: NSPI operations and types in NDR ([MS-OXNSPI]). One file per operation; no deeds.
@NullMarked
package org.gatehouse.mapi.nspi;

import org.jspecify.annotations.NullMarked;
