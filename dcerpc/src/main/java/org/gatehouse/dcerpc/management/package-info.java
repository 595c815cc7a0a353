/// The remote management interface that every endpoint has ([C706] appendix Q).
@NullMarked
package org.gatehouse.dcerpc.management;

import org.jspecify.annotations.NullMarked;
