package org.gatehouse.transport;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.store.MailboxKey;

/// Whom addresses name in the organisation. Thread-safe.
public interface Recipients {
    /// By legacyExchangeDN or an X500 address, in any case.
    Found byLegacyDn(String legacyDn);

    /// By any SMTP address.
    Found bySmtp(String address);

    /// By the distinguished name that a group's member list has.
    Found byMember(String distinguishedName);

    /// Where the owner of a mailbox, or an administrator, has its mail sent on to.
    ///
    /// @param legacyDn of the mailbox
    default Optional<Forward> forward(String legacyDn) {
        return Optional.empty();
    }

    /// @param smtp the address mail is sent on to
    /// @param keepsCopy whether the mailbox gets it too
    record Forward(String smtp, boolean keepsCopy) {}

    /// What an address names.
    sealed interface Found {
        /// A mailbox.
        ///
        /// @param database that holds it
        /// @param limits of one message to it or from it
        record Target(MailboxKey mailbox, UUID database, Quota quota, Limits limits) implements Found {}

        /// A distribution group.
        ///
        /// @param members distinguished names, for [#byMember]
        record Group(String legacyDn, String displayName, List<String> members) implements Found {
            public Group {
                members = List.copyOf(members);
            }
        }

        /// Nothing.
        record Unknown() implements Found {}

        /// More than one object has the address.
        record Ambiguous() implements Found {}
    }

    /// Bounds of one message, the mailbox's own or the organisation's; the greatest numbers for no limit.
    ///
    /// @param sendBytesMax with its attachments (MAX_SUBMISSION_EXCEEDED)
    /// @param receiveBytesMax larger ones are returned to their sender
    /// @param recipientsMax (TOO_MANY_RECIPIENTS)
    record Limits(long sendBytesMax, long receiveBytesMax, int recipientsMax) {}

    /// Sizes of a mailbox, in bytes; [Long#MAX_VALUE] for no limit.
    ///
    /// @param sendBytesMax ProhibitSendQuota: from this on its owner cannot send
    /// @param receiveBytesMax ProhibitSendReceiveQuota: from this on it takes no mail either
    record Quota(long sendBytesMax, long receiveBytesMax) {
        public static final Quota UNLIMITED = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
