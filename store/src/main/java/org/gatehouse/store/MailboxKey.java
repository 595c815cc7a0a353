package org.gatehouse.store;

import java.util.UUID;

/// A mailbox, and what of its owner's directory object the store writes down.
///
/// @param mailboxGuid msExchMailboxGuid: the identity; the rest may change
/// @param legacyDn the owner's legacyExchangeDN
/// @param smtpAddress the owner's primary address, for received-by properties
public record MailboxKey(UUID mailboxGuid, String legacyDn, String displayName, String smtpAddress) {}
