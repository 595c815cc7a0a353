package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.gatehouse.directory.DirectoryException.Reason;

/// A directory in memory without any index: the fake for tests, and the oracle that the indexed one is compared with.
public final class MemoryDirectory implements Directory, PasswordHashes {
    private final InstantSource clock;
    private final Supplier<UUID> guids;
    private final TreeMap<Long, ReadOnlyEntry> entries = new TreeMap<>();
    private final Map<Long, byte[]> hashes = new HashMap<>();
    private long lastId;
    private long usn;

    public MemoryDirectory(InstantSource clock, Supplier<UUID> guids) {
        this.clock = clock;
        this.guids = guids;
    }

    @Override
    public synchronized Page search(Query query) {
        Filter filter = SearchPlan.prepared(query.filter(), query.base());
        if (!query.base().isNullDN()) {
            id(query.base());
        }
        long after;
        try {
            after = query.cookie().isEmpty() ? 0 : Long.parseLong(query.cookie());
        } catch (NumberFormatException foreign) {
            throw new DirectoryException(Reason.INVALID, "not a cookie", foreign);
        }
        var collector = new PageCollector(query, filter, clock);
        boolean linked = BackLinks.wanted(query, filter);
        for (var entry : entries.tailMap(after, false).entrySet()) {
            if (!collector.visit(entry.getKey(), linked ? withGroups(entry.getValue()) : entry.getValue())) {
                break;
            }
        }
        return collector.page();
    }

    private ReadOnlyEntry withGroups(ReadOnlyEntry entry) {
        return BackLinks.with(entry, entries.values().stream().filter(group -> BackLinks.isMember(group, entry))
                .map(ReadOnlyEntry::getDN).toList());
    }

    @Override
    public synchronized Optional<ReadOnlyEntry> get(DN dn) {
        return entries.values().stream().filter(entry -> EntryRules.dnOf(entry).equals(dn)).findFirst();
    }

    @Override
    public synchronized ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        if (get(dn).isPresent()) {
            throw new DirectoryException(Reason.ALREADY_EXISTS, dn + " exists");
        }
        ReadOnlyEntry entry = EntryRules.created(dn, attributes, clock.instant(), guids.get(), ++usn);
        requireParent(dn, entry);
        requireSoleNames(0, entry);
        byte[] hash = null;
        for (Attribute attribute : attributes) {
            if (Schema.isSecret(attribute.getName())) {
                hash = hash(attribute.getName(), attribute.getValueByteArrays());
            }
        }
        entries.put(++lastId, entry);
        if (hash != null) {
            hashes.put(lastId, hash);
        }
        return entry;
    }

    @Override
    public synchronized ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        long id = id(dn);
        ReadOnlyEntry changed = EntryRules.modified(entries.get(id), modifications, clock.instant(), ++usn);
        requireSoleNames(id, changed);
        for (Modification modification : modifications) {
            if (Schema.isSecret(modification.getAttributeName())) {
                if (!modification.getModificationType().equals(ModificationType.REPLACE)) {
                    throw new DirectoryException(Reason.NOT_ALLOWED, "replace only");
                }
                hashes.put(id, hash(modification.getAttributeName(), modification.getValueByteArrays()));
            }
        }
        entries.put(id, changed);
        return changed;
    }

    @Override
    public synchronized ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        id(dn);
        var renamed = new DN(newName, newParent);
        if (newParent.equals(dn) || dn.isAncestorOf(newParent, true)) {
            throw new DirectoryException(Reason.INVALID, "below itself");
        }
        if (!renamed.equals(dn) && get(renamed).isPresent()) {
            throw new DirectoryException(Reason.ALREADY_EXISTS, renamed + " exists");
        }
        requireParent(renamed, entries.get(id(dn)));
        usn++;
        for (long id : List.copyOf(entries.keySet())) {
            DN old = EntryRules.dnOf(entries.get(id));
            if (dn.isAncestorOf(old, true)) {
                var rdns = new ArrayList<>(List.of(old.getRDNs())
                        .subList(0, old.getRDNs().length - dn.getRDNs().length));
                rdns.addAll(List.of(renamed.getRDNs()));
                var target = new DN(rdns);
                entries.put(id, EntryRules.moved(entries.get(id), target, clock.instant(), usn));
                replaceReferences(old, List.of(target));
            }
        }
        return get(renamed).orElseThrow();
    }

    @Override
    public synchronized void delete(DN dn) {
        long id = id(dn);
        if (entries.values().stream().anyMatch(entry -> dn.isAncestorOf(EntryRules.dnOf(entry), false))) {
            throw new DirectoryException(Reason.IN_USE, dn + " has entries below it");
        }
        usn++;
        entries.remove(id);
        hashes.remove(id);
        replaceReferences(dn, List.of());
    }

    @Override
    public synchronized long changeCounter() {
        return usn;
    }

    @Override
    public synchronized Optional<byte[]> ntHash(DN user) {
        return get(user).map(entry -> hashes.get(id(user)));
    }

    private void replaceReferences(DN old, List<DN> targets) {
        entries.replaceAll((id, entry) -> {
            var modifications = new ArrayList<Modification>();
            for (Attribute attribute : entry.getAttributes()) {
                if (Schema.syntax(attribute.getName()) == Schema.Syntax.DISTINGUISHED_NAME
                        && !Schema.isSystem(attribute.getName())
                        && entry.hasAttributeValue(attribute.getName(), old.toString())) {
                    modifications.add(new Modification(ModificationType.DELETE, attribute.getName(), old.toString()));
                    targets.forEach(target -> modifications.add(
                            new Modification(ModificationType.ADD, attribute.getName(), target.toString())));
                }
            }
            return modifications.isEmpty() ? entry : EntryRules.modified(entry, modifications, clock.instant(), usn);
        });
    }

    private void requireSoleNames(long own, ReadOnlyEntry entry) {
        var names = SoleNames.of(entry);
        entries.forEach((id, other) -> SoleNames.of(other).keySet().stream()
                .filter(name -> id != own && names.containsKey(name)).findFirst().ifPresent(name -> {
                    throw SoleNames.taken(names.get(name), other.getDN());
                }));
    }

    private void requireParent(DN dn, ReadOnlyEntry entry) {
        DN parent = dn.getParent();
        if (!EntryRules.isRoot(entry) && (parent == null || get(parent).isEmpty())) {
            throw new DirectoryException(Reason.NOT_FOUND, dn + " has no parent");
        }
    }

    private long id(DN dn) {
        return entries.entrySet().stream().filter(entry -> EntryRules.dnOf(entry.getValue()).equals(dn))
                .map(Map.Entry::getKey).findFirst()
                .orElseThrow(() -> new DirectoryException(Reason.NOT_FOUND, dn + " does not exist"));
    }

    private static byte[] hash(String attribute, byte[][] values) {
        if (!"unicodePwd".equalsIgnoreCase(attribute) || values.length != 1) {
            throw new DirectoryException(Reason.NOT_ALLOWED, attribute + " cannot be set");
        }
        return Passwords.ntHash(values[0]);
    }
}
