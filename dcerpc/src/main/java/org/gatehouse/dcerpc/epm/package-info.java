/// The endpoint mapper ([C706] appendix O and L, [MS-RPCE] 2.2.1.2 and 3.1.1.5): which port serves which interface.
@NullMarked
package org.gatehouse.dcerpc.epm;

import org.jspecify.annotations.NullMarked;
