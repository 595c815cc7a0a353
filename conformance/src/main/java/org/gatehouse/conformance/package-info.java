/// Architecture, tidiness and outside-client checks over the whole build.
@NullMarked
package org.gatehouse.conformance;

import org.jspecify.annotations.NullMarked;
