/// Properties: types, tags, values, rows, restrictions, sort orders ([MS-OXCDATA] 2.8-2.14), and their codecs.
@NullMarked
package org.gatehouse.mapi.property;

import org.jspecify.annotations.NullMarked;
