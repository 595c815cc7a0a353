/// Cmdlets: one declaration each, from which binding, help and completion follow.
@NullMarked
package org.gatehouse.shell.cmdlets;

import org.jspecify.annotations.NullMarked;
