/// Connection-oriented PDUs ([C706] 12.6, [MS-RPCE] 2.2.2): immutable words, no deeds.
@NullMarked
package org.gatehouse.dcerpc.pdu;

import org.jspecify.annotations.NullMarked;
