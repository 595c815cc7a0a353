/// What Outlook keeps of contacts and personal distribution lists in binary properties ([MS-OXOCNTC]).
@NullMarked
package org.gatehouse.mapi.contact;

import org.jspecify.annotations.NullMarked;
