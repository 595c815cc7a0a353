package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Map;

/// Users with mailboxes.
public final class Mailboxes {
    private final Entries entries;
    private final Databases databases;
    private final ThrottlingPolicies policies;

    Mailboxes(Entries entries, Databases databases, ThrottlingPolicies policies) {
        this.entries = entries;
        this.databases = databases;
        this.policies = policies;
    }

    /// Creates a user with a mailbox.
    public Outcome<MailboxUser> create(NewMailbox request) {
        throw new UnsupportedOperationException();
    }

    /// Gives an existing user a mailbox.
    ///
    /// @param alias empty: the account name
    /// @param database empty: chosen among those open for provisioning
    public Outcome<MailboxUser> enable(String identity, String alias, String database, String primarySmtpAddress) {
        throw new UnsupportedOperationException();
    }

    /// A user who has a mailbox.
    public MailboxUser get(String identity) {
        throw new UnsupportedOperationException();
    }

    /// Users with mailboxes by display name, at most `max`.
    public List<MailboxUser> all(int max) {
        throw new UnsupportedOperationException();
    }

    /// Users with mailboxes whose name, display name, alias or address begins with the text.
    public List<MailboxUser> matching(String beginning, int max) {
        throw new UnsupportedOperationException();
    }

    /// Those in a database.
    ///
    /// @param database an identity of a mailbox database
    public List<MailboxUser> inDatabase(String database) {
        throw new UnsupportedOperationException();
    }

    /// Changes settings; an empty value clears one.
    public Outcome<MailboxUser> set(String identity, Map<MailboxProperty, String> settings) {
        throw new UnsupportedOperationException();
    }

    /// Replaces the addresses: `SMTP:` primary, `smtp:` and `X500:` others.
    public Outcome<MailboxUser> setEmailAddresses(String identity, List<String> addresses) {
        throw new UnsupportedOperationException();
    }

    public Outcome<MailboxUser> setPassword(String identity, char[] password) {
        throw new UnsupportedOperationException();
    }

    /// Takes the mailbox away and leaves the user.
    public Outcome<MailboxUser> disable(String identity) {
        throw new UnsupportedOperationException();
    }

    /// Deletes the user with the mailbox.
    public Outcome<MailboxUser> remove(String identity) {
        throw new UnsupportedOperationException();
    }

    /// Makes a user a member of Organization Management.
    public Outcome<MailboxUser> makeAdministrator(String identity) {
        throw new UnsupportedOperationException();
    }
}
