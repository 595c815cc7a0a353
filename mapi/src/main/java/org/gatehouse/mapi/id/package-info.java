/// Identifiers of folders, messages, stores and address book objects ([MS-OXCDATA] 2.2).
@NullMarked
package org.gatehouse.mapi.id;

import org.jspecify.annotations.NullMarked;
