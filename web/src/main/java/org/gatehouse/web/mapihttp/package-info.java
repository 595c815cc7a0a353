/// MAPI over HTTP ([MS-OXCMAPIHTTP]): requests, cookies and session contexts at `/mapi/emsmdb` and `/mapi/nspi`.
///
/// What the requests do is another room's; [MailboxSessions] and [AddressBookSessions] say what is needed of it.
@NullMarked
package org.gatehouse.web.mapihttp;

import org.jspecify.annotations.NullMarked;
