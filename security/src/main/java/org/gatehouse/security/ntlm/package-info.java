/// NTLM ([MS-NLMP]): messages as records, key derivation, both sides of a sign-in, protection of messages.
/// Version 2 responses with extended session security only.
@NullMarked
package org.gatehouse.security.ntlm;

import org.jspecify.annotations.NullMarked;
