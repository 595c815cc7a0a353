package org.gatehouse.store;

import java.nio.charset.Charset;
import java.util.Set;

/// On whose behalf a session acts.
///
/// @param identity for logs: the account as it signed in
/// @param legacyDn the caller's own legacyExchangeDN, empty when there is none
/// @param displayName the caller's name, for PidTagLastModifierName
/// @param groups the legacyExchangeDNs of the groups that the caller belongs to
/// @param codePage of PtypString8 values in both directions
public record Caller(String identity, String legacyDn, String displayName, Set<String> groups, Rights rights,
        Charset codePage) {
    public Caller {
        groups = Set.copyOf(groups);
    }

    /// A caller who is in no group.
    public Caller(String identity, String legacyDn, String displayName, Rights rights, Charset codePage) {
        this(identity, legacyDn, displayName, Set.of(), rights, codePage);
    }

    /// Whether no folder's list has to be asked.
    public boolean mayEverything() {
        return rights != Rights.BY_FOLDER;
    }

    /// Whether `dn` names the caller, or a group the caller is in. Distinguished names compare without case.
    boolean is(String dn) {
        return !legacyDn.isEmpty() && legacyDn.equalsIgnoreCase(dn);
    }

    boolean isIn(String dn) {
        return groups.stream().anyMatch(dn::equalsIgnoreCase);
    }

    /// What a caller may do in a mailbox as a whole. The directory decides; the store obeys.
    public enum Rights {
        /// Everything.
        OWNER,
        /// Everything, by organisation-wide administrative privilege or full access to the mailbox.
        ADMINISTRATOR,
        /// What the folders' permission lists give ([MS-OXCPERM] 3.2.4.1): delegates, and users of public folders.
        BY_FOLDER
    }
}
