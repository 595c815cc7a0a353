/// Directory objects: the LDAP-like seam [Directory] and its implementations over SQL and over an LDAP server.
@NullMarked
package org.gatehouse.directory;

import org.jspecify.annotations.NullMarked;
