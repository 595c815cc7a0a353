package org.gatehouse.directory.organization;

import java.util.List;

/// What an account may do with a mailbox, or may not.
///
/// @param mailbox the canonical name
/// @param trustee `DOMAIN\account`
/// @param trusteeDn the distinguished name; empty for the mailbox's own user
/// @param rights in their order
/// @param denied whether the account is denied them; that outweighs what it is given
public record MailboxPermission(String mailbox, String trustee, String trusteeDn, List<MailboxRight> rights,
        boolean denied) {
    /// What the mailbox's own user is called among those who have rights.
    public static final String SELF = "NT AUTHORITY\\SELF";

    public MailboxPermission {
        rights = List.copyOf(rights);
    }
}
