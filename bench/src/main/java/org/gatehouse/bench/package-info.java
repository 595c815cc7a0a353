/// Benchmarks and the load generator.
@NullMarked
package org.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
