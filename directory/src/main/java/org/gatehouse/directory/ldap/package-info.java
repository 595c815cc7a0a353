/// LDAP v3 front (RFC 4511) over the directory seam.
@NullMarked
package org.gatehouse.directory.ldap;

import org.jspecify.annotations.NullMarked;
