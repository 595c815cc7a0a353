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

    /// Whose a domain is.
    Owner ownerOf(String domain);

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

        /// An address in a domain that others look after; the client asks there.
        record OfOthers(OtherAutodiscover place) implements Found {}

        /// Somebody without a mailbox: a group, a contact.
        record WithoutMailbox() implements Found {}

        /// A mailbox that nobody can be sent to.
        ///
        /// @param reason for the log
        record Misconfigured(String reason) implements Found {}

        record Nobody() implements Found {}
    }

    /// Who looks after a domain.
    sealed interface Owner {
        /// This organisation takes mail for it.
        record Us() implements Owner {}

        /// An administrator has said whose it is, and where their Autodiscover is.
        record Others(OtherAutodiscover place) implements Owner {}

        record Unknown() implements Owner {}
    }
}
