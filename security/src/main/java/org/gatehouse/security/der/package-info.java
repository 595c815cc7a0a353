/// As much of ASN.1's distinguished encoding as sign-in tokens need.
@NullMarked
package org.gatehouse.security.der;

import org.jspecify.annotations.NullMarked;
