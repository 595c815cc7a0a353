package org.gatehouse.transport;

import org.gatehouse.store.MessageDraft;

/// A recipient that was not reached, for the report.
///
/// @param recipient as the message names it
record Undelivered(MessageDraft.Recipient recipient, Reason reason) {
    /// Why ([MS-OXOMSG] 2.2.2: PidTagNonDeliveryReportReasonCode, DiagCode, StatusCode; status codes as RFC 3463 has
    /// them). The numbers of reason and diagnostic are those of X.411, as MAPI has them.
    enum Reason {
        UNKNOWN("5.1.1", 1, 0, "there is no such address in this organisation"),
        AMBIGUOUS("5.1.4", 1, 1, "the address names more than one object of the directory"),
        NO_GATEWAY("5.4.4", 1, -1, "the address is outside this organisation, and there is no mail gateway that could"
                + " send it there"),
        FULL("5.2.2", 0, -1, "the mailbox is full and takes no mail (ProhibitSendReceiveQuota)"),
        TOO_LARGE("5.2.3", 1, 6, "the message is larger than the mailbox takes (MaxReceiveSize)"),
        REFUSED("5.2.0", 0, -1, "the mailbox refused the message"),
        EXPANSION_PROHIBITED("5.7.1", 1, 28, "the sender does not allow groups to be expanded"),
        EXPANSION_FAILED("5.2.4", 1, 30, "the group has too many members"),
        TOO_MANY("5.5.3", 1, 16, "the sender has addressed as many recipients within 24 hours as the throttling policy"
                + " allows (RecipientRateLimit)"),
        EXPIRED("4.4.7", 0, 5, "the mailbox database could not be reached in time");

        private final String status;
        private final int reasonCode;
        private final int diagnosticCode;
        private final String words;

        Reason(String status, int reasonCode, int diagnosticCode, String words) {
            this.status = status;
            this.reasonCode = reasonCode;
            this.diagnosticCode = diagnosticCode;
            this.words = words;
        }

        String status() {
            return status;
        }

        /// The status as one number: 5.1.1 is 511.
        int statusCode() {
            return Integer.parseInt(status.replace(".", ""));
        }

        int reasonCode() {
            return reasonCode;
        }

        int diagnosticCode() {
            return diagnosticCode;
        }

        String words() {
            return words;
        }
    }
}
