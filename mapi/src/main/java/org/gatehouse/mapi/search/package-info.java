/// What clients keep of their search folders: the definition message's properties ([MS-OXOSRCH] 2.2.1).
@NullMarked
package org.gatehouse.mapi.search;

import org.jspecify.annotations.NullMarked;
