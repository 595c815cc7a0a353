/// Bodies of MAPI over HTTP at the address book endpoint ([MS-OXCMAPIHTTP] 2.2.5): what NSPI says in another layout.
@NullMarked
package org.gatehouse.mapi.http.addressbook;

import org.jspecify.annotations.NullMarked;
