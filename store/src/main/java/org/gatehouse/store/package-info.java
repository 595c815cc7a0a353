/// Mailbox databases. Start at [MailboxDatabase]; a caller's door is [MailboxSession], with [Folder], [MessageDraft],
/// [Table]. Business rules (counts, change keys, subjects, rights) live here so that every protocol agrees on them.
@NullMarked
package org.gatehouse.store;

import org.jspecify.annotations.NullMarked;
