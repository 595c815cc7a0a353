/// SPNEGO (RFC 4178, [MS-SPNG]): tokens as records and the accepting side around another mechanism.
@NullMarked
package org.gatehouse.security.spnego;

import org.jspecify.annotations.NullMarked;
