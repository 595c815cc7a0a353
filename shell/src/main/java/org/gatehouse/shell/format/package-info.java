/// How objects look: tables, lists, JSON and CSV.
@NullMarked
package org.gatehouse.shell.format;

import org.jspecify.annotations.NullMarked;
