/// The organisation's configuration and recipients as typed records, and the rules of changing them.
@NullMarked
package org.gatehouse.directory.organization;

import org.jspecify.annotations.NullMarked;
