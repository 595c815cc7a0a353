/// Kerberos V5 for services: messages, keys, keytabs, the accepting side of a sign-in, protection of messages
/// (RFC 4120, RFC 4121, [MS-KILE]).
@NullMarked
package org.gatehouse.security.kerberos;

import org.jspecify.annotations.NullMarked;
