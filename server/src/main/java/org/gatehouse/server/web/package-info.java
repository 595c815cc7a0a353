/// Assembles what is served over HTTPS.
@NullMarked
package org.gatehouse.server.web;

import org.jspecify.annotations.NullMarked;
