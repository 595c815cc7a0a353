/// NDR 2.0 transfer syntax ([C706] chapter 14): primitives, alignment, arrays, strings, pointers.
@NullMarked
package org.gatehouse.wire.ndr;

import org.jspecify.annotations.NullMarked;
