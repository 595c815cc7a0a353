/// The RPC Client Access log: who connected with what and how it went, in the fields of the 2010 release.
@NullMarked
package org.gatehouse.access.log;

import org.jspecify.annotations.NullMarked;
