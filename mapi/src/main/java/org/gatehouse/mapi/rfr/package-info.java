/// The Address Book referral protocol's words in NDR ([MS-OXABREF]). One file per operation; no deeds.
@NullMarked
package org.gatehouse.mapi.rfr;

import org.jspecify.annotations.NullMarked;
