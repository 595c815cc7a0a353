/// Assembly: configuration, limits, threads, listeners, main.
@NullMarked
package org.gatehouse.server;

import org.jspecify.annotations.NullMarked;
