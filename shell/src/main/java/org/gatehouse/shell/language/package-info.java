/// The shell's language: a subset of PowerShell's, parsed to records and interpreted without threads.
@NullMarked
package org.gatehouse.shell.language;

import org.jspecify.annotations.NullMarked;
