package org.gatehouse.directory.addressbook;

import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.security.Identity;

/// Read view of users and endpoints for NSPI, RFR, the mailbox service and transport. Thread-safe.
public final class AddressBook {
    private final Organization organization;

    public AddressBook(Organization organization) {
        this.organization = organization;
    }

    /// Rises with each change of the directory; equal readings mean that a snapshot is still good.
    public long changeCounter() {
        throw new UnsupportedOperationException();
    }

    /// A user by legacyExchangeDN or by an X500 proxy address, in any case.
    public Optional<MailboxUser> byLegacyDn(String legacyDn) {
        throw new UnsupportedOperationException();
    }

    /// The user of an account that signed in.
    public Optional<MailboxUser> byIdentity(Identity identity) {
        throw new UnsupportedOperationException();
    }

    /// A user by any SMTP proxy address; `SMTP:` in front is allowed.
    public Optional<MailboxUser> bySmtp(String address) {
        throw new UnsupportedOperationException();
    }

    /// Ambiguous name resolution ([MS-ADTS] 3.1.1.3.1.3.1.3): users in the address list whose names or addresses
    /// begin with the text, or are equal to it after `=`; at most `max`.
    public List<MailboxUser> resolve(String text, int max) {
        throw new UnsupportedOperationException();
    }

    /// The address list in the order of display names, case and accents aside.
    ///
    /// @param skip how many to leave out at the beginning
    /// @param max at most so many
    public List<MailboxUser> list(int skip, int max) {
        throw new UnsupportedOperationException();
    }

    /// The whole address list with the counter it belongs to, made once per change of the directory.
    public Snapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    /// The address list at one moment, in the order of display names.
    public record Snapshot(long changeCounter, List<MailboxUser> users) {
        public Snapshot {
            users = List.copyOf(users);
        }
    }

    /// Where the clients of a user's mailbox are sent: the endpoint of the home database.
    public Optional<Endpoint> endpointOf(MailboxUser user) {
        throw new UnsupportedOperationException();
    }

    /// The endpoint of a mailbox database by its name, DN or GUID.
    public Optional<Endpoint> endpointOfDatabase(String database) {
        throw new UnsupportedOperationException();
    }

    /// The legacy DN of a user's home database, `<endpoint>/cn=Microsoft Private MDB`, with a host name clients reach
    /// ([MS-OXOABK] 2.2.4.37).
    public Optional<String> homeDatabaseLegacyDn(MailboxUser user) {
        throw new UnsupportedOperationException();
    }

    /// The host behind a legacy DN, be it of an array, a server, a public folder server or a database
    /// ([MS-OXABREF] 3.1.4.2).
    public Optional<String> fqdnOf(String legacyDn) {
        throw new UnsupportedOperationException();
    }

    /// The public folder database of a user: the one of the home database, else one of the same site, else any.
    public Optional<DatabaseObject> publicFolderDatabaseOf(MailboxUser user) {
        throw new UnsupportedOperationException();
    }

    /// The site's name of a server by any identity.
    public Optional<String> siteOfServer(String server) {
        throw new UnsupportedOperationException();
    }

    /// Whether the account may act for the whole organisation.
    public boolean isOrganizationAdministrator(Identity identity) {
        throw new UnsupportedOperationException();
    }
}
