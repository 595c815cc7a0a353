/// Who acts for whom ([MS-OXODLGT]).
@NullMarked
package org.gatehouse.mapi.delegation;

import org.jspecify.annotations.NullMarked;
