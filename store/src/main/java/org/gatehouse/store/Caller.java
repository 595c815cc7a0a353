package org.gatehouse.store;

import java.nio.charset.Charset;

/// On whose behalf a session acts.
///
/// @param identity for logs: the account as it signed in
/// @param legacyDn the caller's own legacyExchangeDN, empty when there is none
/// @param displayName the caller's name, for PidTagLastModifierName
/// @param codePage of PtypString8 values in both directions
public record Caller(String identity, String legacyDn, String displayName, Rights rights, Charset codePage) {
    /// What a caller may do in a mailbox. The directory decides; the store obeys.
    public enum Rights {
        /// Everything.
        OWNER,
        /// Everything, by organisation-wide administrative privilege.
        ADMINISTRATOR,
        /// Nothing yet: delegates come with folder permissions ([MS-OXCPERM]).
        NONE
    }
}
