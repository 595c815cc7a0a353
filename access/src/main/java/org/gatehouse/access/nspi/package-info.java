/// The Address Book service's deeds: sessions, tables, name resolution ([MS-OXNSPI] 3.1, [MS-OXOABK]).
@NullMarked
package org.gatehouse.access.nspi;

import org.jspecify.annotations.NullMarked;
