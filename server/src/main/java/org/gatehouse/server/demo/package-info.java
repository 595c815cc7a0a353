/// The demonstration: a whole organisation in one process on loopback, and the tour through it.
@NullMarked
package org.gatehouse.server.demo;

import org.jspecify.annotations.NullMarked;
