package org.gatehouse.transport;

import java.util.Optional;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.store.MailboxKey;

/// [Recipients] from the directory's address book.
public final class OrganizationRecipients implements Recipients {
    private final AddressBook addressBook;

    public OrganizationRecipients(AddressBook addressBook) {
        this.addressBook = addressBook;
    }

    @Override
    public Optional<Target> byLegacyDn(String legacyDn) {
        return addressBook.byLegacyDn(legacyDn).flatMap(OrganizationRecipients::target);
    }

    @Override
    public Optional<Target> bySmtp(String address) {
        return addressBook.bySmtp(address).flatMap(OrganizationRecipients::target);
    }

    private static Optional<Target> target(MailboxUser user) {
        return user.mailbox().map(mailbox -> new Target(new MailboxKey(mailbox.guid(), user.legacyExchangeDn(),
                user.displayName(), user.primarySmtpAddress()), mailbox.databaseGuid()));
    }
}
