package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.util.StaticUtils;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Query;

/// What the faces share: entries by their many identities, and headers read from them.
final class Entries {
    private final Directory directory;
    private final Layout layout;

    Entries(Directory directory, Layout layout) {
        this.directory = directory;
        this.layout = layout;
    }

    Directory directory() {
        return directory;
    }

    Layout layout() {
        return layout;
    }

    /// All entries of a class below a container, in the order of their creation.
    List<ReadOnlyEntry> all(DN base, String objectClass) {
        return all(base, Filter.createEqualityFilter("objectClass", objectClass));
    }

    List<ReadOnlyEntry> all(DN base, Filter filter) {
        var found = new ArrayList<ReadOnlyEntry>();
        var query = Query.below(base, filter);
        for (String cookie = ""; ; ) {
            Directory.Page page = directory.search(query.after(cookie));
            found.addAll(page.entries());
            cookie = page.cookie();
            if (cookie.isEmpty()) {
                return found;
            }
        }
    }

    /// The one entry of a class below `base` that an identity names.
    ///
    /// @param attributes those that may hold the identity, besides DN and GUID; the first that finds one decides
    ReadOnlyEntry one(String parameter, String identity, DN base, String objectClass, String what,
            List<String> attributes) {
        return find(parameter, identity, base, objectClass, what, attributes).orElseThrow(() -> DirectoryException
                .about(Reason.NOT_FOUND, parameter, Names.shown(identity), "no " + what + " has this identity",
                        "Use its name, distinguished name, GUID or another identity; the Get- cmdlet without"
                                + " -Identity lists them all"));
    }

    /// `corp.example/Users/Ann`: found by its last part, which is indexed.
    private Optional<ReadOnlyEntry> byCanonicalName(String identity, DN base, Filter isClass) {
        if (!identity.toLowerCase(Locale.ROOT).startsWith(layout.domain().toLowerCase(Locale.ROOT) + "/")) {
            return Optional.empty();
        }
        String[] parts = identity.split("(?<!\\\\)/", -1);
        return all(base, Filter.createANDFilter(isClass,
                Filter.createEqualityFilter("name", parts[parts.length - 1].replace("\\/", "/")),
                Filter.createEqualityFilter("canonicalName", identity))).stream().findFirst();
    }

    Optional<ReadOnlyEntry> find(String parameter, String identity, DN base, String objectClass, String what,
            List<String> attributes) {
        if (identity.isBlank() || identity.length() > Names.DN_MAX) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(identity), "is not an identity",
                    "Give the name, distinguished name or GUID of a " + what);
        }
        var isClass = Filter.createEqualityFilter("objectClass", objectClass);
        if (DN.isValidDN(identity) && identity.contains("=") && !identity.startsWith("/")) {
            Optional<ReadOnlyEntry> named = directory.get(Names.requireDn(identity))
                    .filter(entry -> entry.hasAttributeValue("objectClass", objectClass));
            if (named.isPresent()) {
                return named;
            }
        }
        Optional<UUID> guid = Names.guid(identity);
        if (guid.isPresent()) {
            List<ReadOnlyEntry> byGuid = all(base, Filter.createANDFilter(isClass,
                    Filter.createEqualityFilter("objectGUID", Guids.bytes(guid.get()))));
            if (!byGuid.isEmpty()) {
                return Optional.of(byGuid.getFirst());
            }
        }
        Optional<ReadOnlyEntry> placed = byCanonicalName(identity, base, isClass);
        if (placed.isPresent()) {
            return placed;
        }
        for (String attribute : attributes) {
            String value = switch (attribute) {
                case "networkAddress" -> "ncacn_ip_tcp:" + identity;
                case "proxyAddresses" -> identity.contains(":") ? identity : "smtp:" + identity;
                default -> identity;
            };
            List<ReadOnlyEntry> found = all(base,
                    Filter.createANDFilter(isClass, Filter.createEqualityFilter(attribute, value)));
            if (found.size() > 1) {
                throw DirectoryException.about(Reason.AMBIGUOUS, parameter, Names.shown(identity),
                        "names " + found.size() + " objects: " + found.getFirst().getDN() + ", "
                                + found.get(1).getDN(), "Use the distinguished name or the GUID");
            }
            if (found.size() == 1) {
                return Optional.of(found.getFirst());
            }
        }
        return Optional.empty();
    }

    ReadOnlyEntry add(DN dn, String objectClass, Attribute... attributes) {
        var all = new ArrayList<Attribute>();
        all.add(new Attribute("objectClass", objectClass));
        for (Attribute attribute : attributes) {
            if (attribute.size() > 0) {
                all.add(attribute);
            }
        }
        return directory.add(dn, all);
    }

    /// Adds an entry that belongs to another one, unless it is there: a creation of several entries is several changes,
    /// and may have been cut off, or be going on elsewhere at this moment.
    void addMissing(DN dn, String objectClass, Attribute... attributes) {
        if (directory.get(dn).isPresent()) {
            return;
        }
        try {
            add(dn, objectClass, attributes);
        } catch (DirectoryException refused) {
            if (refused.reason() != Reason.ALREADY_EXISTS || directory.get(dn).isEmpty()) {
                throw refused;
            }
        }
    }

    /// Replaces single values; an empty one clears its attribute.
    static Modification replace(String attribute, String value) {
        return value.isEmpty() ? new Modification(ModificationType.REPLACE, attribute)
                : new Modification(ModificationType.REPLACE, attribute, value);
    }

    ReadOnlyEntry rename(ReadOnlyEntry entry, String newName) {
        DN dn = EntryRules.dnOf(entry);
        DN parent = dn.getParent();
        return directory.rename(dn, new RDN("CN", newName), parent == null ? DN.NULL_DN : parent);
    }

    /// The entry's own DN deleted with everything below it, deepest first.
    void removeTree(DN dn) {
        var below = new ArrayList<>(all(dn, Filter.createPresenceFilter("objectClass")));
        below.sort(java.util.Comparator.comparingInt(
                (ReadOnlyEntry entry) -> EntryRules.dnOf(entry).getRDNs().length).reversed());
        below.forEach(entry -> directory.delete(EntryRules.dnOf(entry)));
    }

    static ObjectHeader header(ReadOnlyEntry entry) {
        return new ObjectHeader(text(entry, "name"), entry.getDN(), guid(entry, "objectGUID"),
                text(entry, "canonicalName"), text(entry, "objectCategory"),
                List.of(values(entry, "objectClass")), time(entry, "whenCreated"), time(entry, "whenChanged"));
    }

    static String text(ReadOnlyEntry entry, String attribute) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? "" : value;
    }

    static String[] values(ReadOnlyEntry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? new String[0] : values;
    }

    static int number(ReadOnlyEntry entry, String attribute, int otherwise) {
        Integer value = entry.getAttributeValueAsInteger(attribute);
        return value == null ? otherwise : value;
    }

    static boolean flag(ReadOnlyEntry entry, String attribute, boolean otherwise) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? otherwise : "TRUE".equalsIgnoreCase(value);
    }

    static UUID guid(ReadOnlyEntry entry, String attribute) {
        byte[] bytes = entry.getAttributeValueBytes(attribute);
        return Guids.of(bytes == null ? new byte[0] : bytes);
    }

    /// The name of the object a DN-valued attribute points to; empty without one.
    static String referenceName(ReadOnlyEntry entry, String attribute) {
        String dn = text(entry, attribute);
        return dn.isEmpty() ? "" : Names.requireDn(dn).getRDN().getAttributeValues()[0];
    }

    private static Instant time(ReadOnlyEntry entry, String attribute) {
        try {
            String value = text(entry, attribute);
            return value.isEmpty() ? Instant.EPOCH : StaticUtils.decodeGeneralizedTime(value).toInstant();
        } catch (ParseException malformed) {
            throw new DirectoryException(Reason.UNAVAILABLE, "'" + entry.getDN() + "' has a malformed " + attribute
                    + ".", malformed);
        }
    }
}
