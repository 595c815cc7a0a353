/// Bodies and header values of MAPI over HTTP at the mailbox endpoint ([MS-OXCMAPIHTTP] 2.2.3, 2.2.4): pure words.
@NullMarked
package org.gatehouse.mapi.http;

import org.jspecify.annotations.NullMarked;
