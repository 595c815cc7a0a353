/// What throttling policies allow whom, and what members of an array tell each other about it.
@NullMarked
package org.gatehouse.directory.throttling;

import org.jspecify.annotations.NullMarked;
