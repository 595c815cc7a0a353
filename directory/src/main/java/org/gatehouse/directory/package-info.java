/// Directory objects, schema, queries, LDAP front, organisation administration.
@NullMarked
package org.gatehouse.directory;

import org.jspecify.annotations.NullMarked;
