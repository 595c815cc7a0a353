/// Sign-in mechanisms (NTLM, SPNEGO), protection of messages, certificates. Shared by RPC, LDAP and HTTP.
/// Holds no accounts: it asks [Credentials].
@NullMarked
package org.gatehouse.security;

import org.jspecify.annotations.NullMarked;
