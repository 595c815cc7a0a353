/// The configuration file of one node: its keys, their validation, and the typed result.
@NullMarked
package org.gatehouse.server.configuration;

import org.jspecify.annotations.NullMarked;
