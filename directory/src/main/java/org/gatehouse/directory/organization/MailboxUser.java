package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A user; one with `mailbox` has a mailbox.
///
/// @param proxyAddresses with their types; the primary one has its type in capitals: `SMTP:ann@corp.example`
/// @param throttlingPolicy the DN of the policy assigned; empty means the default one
/// @param settings texts that nothing else here tells; absent ones are empty
/// @param protocols by which protocols its owner may reach the mailbox
/// @param mailTips what people are told before they write to it, as `FR:texte`, the first under `default`
public record MailboxUser(ObjectHeader header, String samAccountName, String userPrincipalName, String displayName,
        String givenName, String surname, String alias, boolean enabled, boolean hiddenFromAddressLists,
        String primarySmtpAddress, List<String> proxyAddresses, String legacyExchangeDn, Optional<Mailbox> mailbox,
        String throttlingPolicy, MailboxQuotas quotas, MailboxType type, Map<MailboxProperty, String> settings,
        List<String> mailTips, ProtocolSettings protocols) {
    public MailboxUser {
        proxyAddresses = List.copyOf(proxyAddresses);
        settings = Map.copyOf(settings);
        mailTips = List.copyOf(mailTips);
    }

    /// A text of `settings`.
    public String setting(MailboxProperty property) {
        return settings.getOrDefault(property, "");
    }

    /// Where the mailbox is.
    ///
    /// @param database the database's name
    /// @param databaseDn homeMDB
    /// @param server the name of the server of the database
    public record Mailbox(UUID guid, String database, String databaseDn, UUID databaseGuid, String server) {}

    public String name() {
        return header.name();
    }
}
