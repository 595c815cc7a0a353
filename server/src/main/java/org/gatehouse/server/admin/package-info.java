/// Where management shells connect: a socket in the data folder, and TLS for administrators elsewhere.
@NullMarked
package org.gatehouse.server.admin;

import org.jspecify.annotations.NullMarked;
