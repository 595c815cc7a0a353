package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.OptionalInt;

/// The size limits of one mailbox as the shell prints them: `250 MB (262,144,000 bytes)` or `Unlimited`.
///
/// @param databaseDefaults whether the database's limits hold instead of the first three
/// @param maxSendSize of one message; empty where the organisation's holds
/// @param maxReceiveSize likewise
/// @param recipientLimits recipients of one message; empty where the organisation's holds
public record MailboxQuotas(boolean databaseDefaults, String issueWarning, String prohibitSend,
        String prohibitSendReceive, String maxSendSize, String maxReceiveSize, OptionalInt recipientLimits) {
    /// The limits that hold for a mailbox, in kilobytes; empty for none.
    public record Limits(OptionalInt issueWarning, OptionalInt prohibitSend, OptionalInt prohibitSendReceive) {}

    /// A user whose directory object says nothing of it follows the database.
    static MailboxQuotas read(ReadOnlyEntry entry) {
        return new MailboxQuotas(Entries.flag(entry, MailboxProperty.USE_DATABASE_QUOTA_DEFAULTS.attribute(), true),
                limit(entry, MailboxProperty.ISSUE_WARNING_QUOTA), limit(entry, MailboxProperty.PROHIBIT_SEND_QUOTA),
                limit(entry, MailboxProperty.PROHIBIT_SEND_RECEIVE_QUOTA), own(entry, MailboxProperty.MAX_SEND_SIZE),
                own(entry, MailboxProperty.MAX_RECEIVE_SIZE),
                SettingText.countOf(Entries.text(entry, MailboxProperty.RECIPIENT_LIMITS.attribute())));
    }

    /// The kilobytes of a printed limit; none for `Unlimited`.
    public static OptionalInt kilobytes(String printed) {
        String stored = SettingText.quota("quota", printed);
        return stored.chars().allMatch(Character::isDigit) ? OptionalInt.of(Integer.parseInt(stored))
                : OptionalInt.empty();
    }

    /// The number of bytes that a printed limit stands for; [Long#MAX_VALUE] for `Unlimited`.
    public static long bytes(String printed) {
        OptionalInt kilobytes = kilobytes(printed);
        return kilobytes.isPresent() ? kilobytes.getAsInt() * 1024L : Long.MAX_VALUE;
    }

    static Limits limits(String issueWarning, String prohibitSend, String prohibitSendReceive) {
        return new Limits(kilobytes(issueWarning), kilobytes(prohibitSend), kilobytes(prohibitSendReceive));
    }

    private static String own(ReadOnlyEntry entry, MailboxProperty property) {
        return entry.hasAttribute(property.attribute()) ? limit(entry, property) : "";
    }

    private static String limit(ReadOnlyEntry entry, MailboxProperty property) {
        String stored = Entries.text(entry, property.attribute());
        return stored.isEmpty() ? "Unlimited" : SettingText.printed(DatabaseProperty.Syntax.QUOTA, stored);
    }
}
