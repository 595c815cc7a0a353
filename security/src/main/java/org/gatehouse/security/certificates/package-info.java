/// The organisation's own certificate authority and the TLS settings of its servers.
@NullMarked
package org.gatehouse.security.certificates;

import org.jspecify.annotations.NullMarked;
