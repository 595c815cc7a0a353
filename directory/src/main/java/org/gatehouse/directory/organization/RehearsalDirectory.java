package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Query;

/// Reads through to a directory and keeps changes to itself, for one command with `-WhatIf`. Not thread-safe.
final class RehearsalDirectory implements Directory {
    private final Directory real;
    /// Entries as this rehearsal would have left them; an empty value is a deleted one. Lives for one command.
    private final Map<DN, Optional<ReadOnlyEntry>> changed = new HashMap<>();

    RehearsalDirectory(Directory real) {
        this.real = real;
    }

    @Override
    public Page search(Query query) {
        var entries = new ArrayList<ReadOnlyEntry>();
        String cookie = "";
        if (real.get(query.base()).isPresent()) {
            Page page = real.search(query);
            cookie = page.cookie();
            page.entries().stream().filter(entry -> !changed.containsKey(EntryRules.dnOf(entry))).forEach(entries::add);
        }
        if (cookie.isEmpty()) {
            changed.values().stream().flatMap(Optional::stream).filter(entry -> matches(query, entry))
                    .forEach(entries::add);
        }
        return new Page(entries, cookie);
    }

    private static boolean matches(Query query, ReadOnlyEntry entry) {
        try {
            return entry.matchesBaseAndScope(query.base(), query.scope()) && query.filter().matchesEntry(entry);
        } catch (LDAPException unmatchable) {
            return false;
        }
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        Optional<ReadOnlyEntry> kept = changed.get(dn);
        return kept == null ? real.get(dn) : kept;
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        if (get(dn).isPresent()) {
            throw new DirectoryException(Reason.ALREADY_EXISTS, "'" + dn + "' exists already.");
        }
        return keep(dn, completed(dn, attributes));
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        try {
            return keep(dn, Entry.applyModifications(existing(dn), true, modifications));
        } catch (LDAPException refused) {
            throw new DirectoryException(Reason.INVALID, "'" + dn + "': " + refused.getMessage(), refused);
        }
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        var renamed = new DN(newName, newParent);
        Collection<Attribute> attributes = existing(dn).getAttributes();
        changed.put(dn, Optional.empty());
        var entry = new Entry(renamed, attributes);
        entry.setAttribute("name", newName.getAttributeValues()[0]);
        entry.setAttribute("distinguishedName", renamed.toString());
        return keep(renamed, entry);
    }

    @Override
    public void delete(DN dn) {
        existing(dn);
        changed.put(dn, Optional.empty());
    }

    @Override
    public long changeCounter() {
        return real.changeCounter();
    }

    private ReadOnlyEntry existing(DN dn) {
        return get(dn).orElseThrow(() -> new DirectoryException(Reason.NOT_FOUND, "'" + dn + "' does not exist."));
    }

    private ReadOnlyEntry keep(DN dn, Entry entry) {
        var kept = new ReadOnlyEntry(entry);
        changed.put(dn, Optional.of(kept));
        return kept;
    }

    /// What the directory itself would add, with values that stand for "not made".
    private static Entry completed(DN dn, List<Attribute> attributes) {
        var entry = new Entry(dn, attributes);
        entry.setAttribute("name", dn.getRDN().getAttributeValues()[0]);
        entry.setAttribute("distinguishedName", dn.toString());
        entry.setAttribute("canonicalName", Layout.canonicalName(dn));
        entry.setAttribute("whenCreated", "19700101000000.0Z");
        entry.setAttribute("whenChanged", "19700101000000.0Z");
        entry.setAttribute("objectGUID", ByteBuffer.allocate(16).array());
        return entry;
    }
}
