package org.gatehouse.web.autodiscover;

import java.util.Optional;

/// What Autodiscover knows, asked anew for each request so that administrators' changes hold at once.
public interface Discovery {
    /// Who has an address, be it the primary one or another of its owner's.
    ///
    /// @param smtpAddress as the client wrote it
    Found byAddress(String smtpAddress);

    /// Whose legacyExchangeDN it is, or was.
    Found byLegacyDn(String legacyDn);

    /// Whether the organisation takes mail for a domain.
    boolean isOwn(String domain);

    /// Where clients outside find Autodiscover itself; empty leaves them the name they came by.
    Optional<String> autodiscoverUrl();

    /// What the organisation serves to everybody, whatever their mailbox.
    Services outside();

    /// What stands behind an address.
    sealed interface Found {
        /// A mailbox, or public folders, with the way there.
        record Reachable(AccountSettings settings) implements Found {}

        /// Somebody whose mailbox is with others; the client asks again for that address.
        record Elsewhere(String smtpAddress) implements Found {}

        /// Somebody without a mailbox: a group, a contact.
        record WithoutMailbox() implements Found {}

        /// A mailbox that nobody can be sent to.
        ///
        /// @param reason for the log
        record Misconfigured(String reason) implements Found {}

        record Nobody() implements Found {}
    }
}
