package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.MailboxQuotas;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.security.Identity;

/// [AccessDirectory] from the organisation's directory.
public final class OrganizationAccess implements AccessDirectory {
    private final Organization organization;
    private final AddressBook addressBook;

    public OrganizationAccess(Organization organization, AddressBook addressBook) {
        this.organization = organization;
        this.addressBook = addressBook;
    }

    @Override
    public Optional<User> byLegacyDn(String legacyDn) {
        return addressBook.byLegacyDn(legacyDn).map(this::user);
    }

    @Override
    public Optional<User> byIdentity(Identity identity) {
        return addressBook.byIdentity(identity).map(this::user);
    }

    @Override
    public boolean isOrganizationAdministrator(Identity identity) {
        return addressBook.isOrganizationAdministrator(identity);
    }

    @Override
    public Optional<PublicFolders> publicFoldersOf(User user) {
        return addressBook.byLegacyDn(user.legacyDn()).flatMap(addressBook::publicFolderDatabaseOf).map(this::folders);
    }

    @Override
    public Quotas quotasOf(User user) {
        return addressBook.byLegacyDn(user.legacyDn()).map(this::quotas).orElse(Quotas.NONE);
    }

    private Quotas quotas(MailboxUser user) {
        MailboxQuotas own = user.quotas();
        if (!own.databaseDefaults()) {
            return new Quotas(MailboxQuotas.kilobytes(own.issueWarning()), MailboxQuotas.kilobytes(own.prohibitSend()),
                    MailboxQuotas.kilobytes(own.prohibitSendReceive()));
        }
        return user.mailbox().map(mailbox -> organization.databases().get(DatabaseObject.Kind.MAILBOX,
                mailbox.databaseDn())).map(database -> new Quotas(
                        MailboxQuotas.kilobytes(database.setting(DatabaseProperty.ISSUE_WARNING_QUOTA)),
                        MailboxQuotas.kilobytes(database.setting(DatabaseProperty.PROHIBIT_SEND_QUOTA)),
                        MailboxQuotas.kilobytes(database.setting(DatabaseProperty.PROHIBIT_SEND_RECEIVE_QUOTA))))
                .orElse(Quotas.NONE);
    }

    @Override
    public List<PublicFolders> publicFolders() {
        return organization.databases().all(DatabaseObject.Kind.PUBLIC_FOLDER).stream().map(this::folders).toList();
    }

    private PublicFolders folders(DatabaseObject database) {
        return new PublicFolders(database.header().guid(),
                organization.servers().get(database.server()).legacyExchangeDn());
    }

    @Override
    public boolean hasPublicFolders() {
        return !organization.databases().all(DatabaseObject.Kind.PUBLIC_FOLDER).isEmpty();
    }

    private User user(MailboxUser user) {
        Optional<Endpoint> endpoint = addressBook.endpointOf(user);
        return new User(user.legacyExchangeDn(), user.displayName(), user.samAccountName(), user.primarySmtpAddress(),
                user.enabled(), user.mailbox().map(mailbox -> new Mailbox(mailbox.guid(), mailbox.databaseGuid(),
                        endpoint.map(Endpoint::legacyDn).orElse(""), endpoint.map(Endpoint::site).orElse(""))));
    }
}
