/// The desk where peers sign in: it opens acceptors, slows down guessing and writes the audit log.
@NullMarked
package org.gatehouse.security.signin;

import org.jspecify.annotations.NullMarked;
