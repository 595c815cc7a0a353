/// The management shell.
@NullMarked
package org.gatehouse.shell;

import org.jspecify.annotations.NullMarked;
