package org.gatehouse.directory.organization;

import java.util.Arrays;

/// What New-Mailbox takes. Empty texts are chosen: alias and account from the UPN's left part, display name from the
/// name, the database among those open for provisioning.
///
/// @param password in UTF-16 characters; kept only as its NT hash, encrypted
/// @param userPrincipalName may be empty for a mailbox that is nobody's: alias@domain then
/// @param container a container or organisational unit; empty for `CN=Users`
public record NewMailbox(String name, String userPrincipalName, char[] password, String alias, String samAccountName,
        String displayName, String givenName, String surname, String database, String primarySmtpAddress,
        String container, String throttlingPolicy, MailboxType type) {
    /// The usual few, everything else chosen.
    public static NewMailbox of(String name, String userPrincipalName, char[] password, String database) {
        return new NewMailbox(name, userPrincipalName, password, "", "", "", "", "", database, "", "", "",
                MailboxType.USER);
    }

    @Override
    public String toString() {
        return "NewMailbox[" + name + ", " + userPrincipalName + "]";
    }

    /// Wipes the password after use.
    public void wipe() {
        Arrays.fill(password, '\0');
    }
}
