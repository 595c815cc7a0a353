/// Message bodies: compressed RTF, HTML and plain text within RTF, and from one form to another.
@NullMarked
package org.gatehouse.mapi.body;

import org.jspecify.annotations.NullMarked;
