/// What the tests of every room share: annotated golden bytes, seeded mutation, outside tools. Never shipped.
@NullMarked
package org.gatehouse.testing;

import org.jspecify.annotations.NullMarked;
