/// A balancer's decisions in the words of the Linux kernel.
@NullMarked
package org.gatehouse.edge.kernel;

import org.jspecify.annotations.NullMarked;
