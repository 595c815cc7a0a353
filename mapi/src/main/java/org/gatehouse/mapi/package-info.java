/// Pure codecs of the MAPI protocols: properties, ROPs, NSPI, EMSMDB.
@NullMarked
package org.gatehouse.mapi;

import org.jspecify.annotations.NullMarked;
