/// Whole organisations in virtual time, by seed: the product's own decisions in a world that is a model, with what must
/// always hold checked at every step.
@NullMarked
package org.gatehouse.bench.simulation;

import org.jspecify.annotations.NullMarked;
