package org.gatehouse.directory.organization;

import java.util.List;

/// A recipient of the organisation whose mailbox is with others.
///
/// @param samAccountName the account of a mail user; empty for a contact
/// @param proxyAddresses with their types, the external address among them
/// @param externalAddress where its mailbox is, without a type
public record ExternalRecipient(Kind kind, ObjectHeader header, String displayName, String givenName, String surname,
        String alias, String samAccountName, String userPrincipalName, boolean hiddenFromAddressLists,
        String primarySmtpAddress, List<String> proxyAddresses, String externalAddress, String legacyExchangeDn) {
    public ExternalRecipient {
        proxyAddresses = List.copyOf(proxyAddresses);
    }

    /// The two sorts that the shell has cmdlets of their own for.
    public enum Kind {
        MAIL_CONTACT("contact", "mail contact", "MailContact", 64),
        /// Has an account here too.
        MAIL_USER(MailUsers.CLASS, "mail user", "MailUser", 128);

        private final String objectClass;
        private final String words;
        private final String details;
        private final int recipientTypeDetails;

        Kind(String objectClass, String words, String details, int recipientTypeDetails) {
            this.objectClass = objectClass;
            this.words = words;
            this.details = details;
            this.recipientTypeDetails = recipientTypeDetails;
        }

        String objectClass() {
            return objectClass;
        }

        /// As sentences name it.
        public String words() {
            return words;
        }

        /// The shell's RecipientTypeDetails.
        public String details() {
            return details;
        }

        /// Of msExchRecipientTypeDetails.
        int recipientTypeDetails() {
            return recipientTypeDetails;
        }
    }

    public String name() {
        return header.name();
    }
}
