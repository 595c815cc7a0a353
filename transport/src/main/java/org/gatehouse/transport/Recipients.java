package org.gatehouse.transport;

import java.util.Optional;
import java.util.UUID;
import org.gatehouse.store.MailboxKey;

/// Where the organisation's mailboxes are. Thread-safe.
public interface Recipients {
    /// By legacyExchangeDN or an X500 address, in any case.
    Optional<Target> byLegacyDn(String legacyDn);

    /// By any SMTP address of the user.
    Optional<Target> bySmtp(String address);

    /// A mailbox with the database that holds it.
    record Target(MailboxKey mailbox, UUID database) {}
}
