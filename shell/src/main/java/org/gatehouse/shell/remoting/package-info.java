/// The shell's wire: frames as lines of JSON between the shell and the process that runs its commands.
@NullMarked
package org.gatehouse.shell.remoting;

import org.jspecify.annotations.NullMarked;
