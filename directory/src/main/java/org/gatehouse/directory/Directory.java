package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Optional;

/// A tree of entries as LDAP v3 sees it (RFC 4511): searches, and changes of one entry at a time, nothing more, so that
/// an external Active Directory can stand behind it.
///
/// The implementation keeps objectGUID, whenCreated, whenChanged, uSNCreated, uSNChanged, name, distinguishedName,
/// canonicalName and objectCategory ([MS-ADTS] 3.1.1.5.2.4). A change that returned is on disk. Thread-safe. Ours also
/// refuse, inside the change, account names, UPNs, aliases, addresses, legacy DNs and host names that another entry
/// has, and a second array of a site; an external directory may do less.
/// All methods throw [DirectoryException].
public interface Directory {
    /// Entries in a stable order, at most a page of them.
    Page search(Query query);

    /// One entry with all its readable attributes.
    Optional<ReadOnlyEntry> get(DN dn);

    /// Adds an entry below an existing one and returns it as stored.
    ReadOnlyEntry add(DN dn, List<Attribute> attributes);

    /// Changes one entry and returns it as stored. All modifications are made, or none.
    ReadOnlyEntry modify(DN dn, List<Modification> modifications);

    /// Gives an entry, with all below it, another name or another parent.
    ReadOnlyEntry rename(DN dn, RDN newName, DN newParent);

    /// Deletes an entry that has none below it.
    void delete(DN dn);

    /// Rises with each change; two equal readings mean nothing changed between them.
    long changeCounter();

    /// The same for the configuration context alone, with all below it; one that cannot tell counts every change.
    default long configurationCounter() {
        return changeCounter();
    }

    /// Asks it something small now: nothing that is remembered counts.
    ///
    /// @throws DirectoryException when it does not answer
    default void requireAnswer() {
        long _ = changeCounter();
    }

    /// The entries of one page. `cookie` continues the search; empty means that it is complete.
    record Page(List<ReadOnlyEntry> entries, String cookie) {
        public Page {
            entries = List.copyOf(entries);
        }
    }
}
