/// The Address Book referral service's deeds ([MS-OXABREF] 3.1).
@NullMarked
package org.gatehouse.access.rfr;

import org.jspecify.annotations.NullMarked;
