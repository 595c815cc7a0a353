package org.gatehouse.transport;

import java.util.Optional;
import org.gatehouse.directory.addressbook.Addressees;
import org.gatehouse.directory.addressbook.Addressees.Addressee;
import org.gatehouse.directory.addressbook.Addressees.MessageLimits;
import org.gatehouse.directory.organization.MailGroup;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.store.MailboxKey;

/// [Recipients] from the organisation's directory.
public final class OrganizationRecipients implements Recipients {
    private final Addressees addressees;

    public OrganizationRecipients(Addressees addressees) {
        this.addressees = addressees;
    }

    @Override
    public Found byLegacyDn(String legacyDn) {
        return found(addressees.byLegacyDn(legacyDn));
    }

    @Override
    public Found bySmtp(String address) {
        return found(addressees.bySmtp(address));
    }

    @Override
    public Found byMember(String distinguishedName) {
        return found(addressees.byName(distinguishedName));
    }

    @Override
    public Optional<Forward> forward(String legacyDn) {
        if (!(addressees.byLegacyDn(legacyDn) instanceof Addressee.User user)) {
            return Optional.empty();
        }
        String address = user.user().setting(MailboxProperty.FORWARDING_SMTP_ADDRESS);
        return address.isEmpty() ? Optional.empty() : Optional.of(new Forward(address.substring("smtp:".length()),
                "TRUE".equalsIgnoreCase(user.user().setting(MailboxProperty.DELIVER_TO_MAILBOX_AND_FORWARD))));
    }

    private static Found found(Addressee addressee) {
        return switch (addressee) {
            case Addressee.User(MailboxUser user, long send, long receive, MessageLimits message) ->
                    target(user, new Quota(send, receive), new Limits(message.sendBytesMax(),
                            message.receiveBytesMax(), message.recipientsMax()));
            case Addressee.Group(MailGroup group) ->
                    new Found.Group(group.legacyExchangeDn(), group.displayName(), group.members());
            case Addressee.Nobody _ -> new Found.Unknown();
            case Addressee.Ambiguous _ -> new Found.Ambiguous();
        };
    }

    private static Found target(MailboxUser user, Quota quota, Limits limits) {
        return user.mailbox().<Found>map(mailbox -> new Found.Target(new MailboxKey(mailbox.guid(),
                user.legacyExchangeDn(), user.displayName(), user.primarySmtpAddress()), mailbox.databaseGuid(), quota,
                limits))
                .orElseGet(Found.Unknown::new);
    }
}
