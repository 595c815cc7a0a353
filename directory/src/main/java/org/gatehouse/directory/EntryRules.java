package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.StaticUtils;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.organization.Layout;

/// What a change makes of an entry: the rules that every engine of ours keeps. Pure.
public final class EntryRules {
    /// Values of one attribute.
    public static final int VALUES_MAX = 5000;
    /// Bytes of one value.
    public static final int VALUE_BYTES_MAX = 65_536;
    /// Attributes of one entry.
    public static final int ATTRIBUTES_MAX = 500;

    private EntryRules() {}

    /// A new entry as it is stored: class chain, category, GUID, times and numbers filled in.
    public static ReadOnlyEntry created(DN dn, List<Attribute> attributes, Instant now, UUID guid, long usn) {
        if (dn.isNullDN() || dn.getRDN().isMultiValued()) {
            throw invalid(dn, "needs a name of one attribute");
        }
        var entry = new Entry(dn.toString(), Schema.matching());
        for (Attribute attribute : attributes) {
            refuseSystem(dn, attribute.getBaseName());
            if (!Schema.isSecret(attribute.getBaseName())) {
                entry.addAttribute(attribute);
            }
        }
        String[] classes = entry.getAttributeValues("objectClass");
        if (classes == null) {
            throw classless(dn, "has no objectClass");
        }
        List<String> chain = mostDerived(dn, classes);
        entry.setAttribute("objectClass", chain);
        RDN rdn = dn.getRDN();
        requireNameAttribute(dn, rdn, chain.getLast());
        entry.setAttribute(spelledRdn(rdn), rdn.getAttributeValues()[0]);
        entry.setAttribute(new Attribute("objectGUID", Guids.bytes(guid)));
        entry.setAttribute("instanceType", "4");
        entry.setAttribute("whenCreated", StaticUtils.encodeGeneralizedTime(Date.from(now)));
        entry.setAttribute("uSNCreated", Long.toString(usn));
        stamp(entry, now, usn);
        return completed(entry);
    }

    /// An entry after modifications: all of them, or an exception.
    public static ReadOnlyEntry modified(ReadOnlyEntry entry, List<Modification> modifications, Instant now, long usn) {
        var open = new ArrayList<Modification>();
        for (Modification modification : modifications) {
            String name = modification.getAttributeName();
            refuseSystem(dnOf(entry), name);
            if ("objectClass".equalsIgnoreCase(name) || dnOf(entry).getRDN().hasAttribute(name)) {
                throw invalid(dnOf(entry), "does not let '" + name + "' change; create another entry or rename it");
            }
            if (!Schema.isSecret(name)) {
                open.add(modification);
            }
        }
        try {
            Entry changed = open.isEmpty() ? entry.duplicate() : Entry.applyModifications(entry, false, open);
            stamp(changed, now, usn);
            return completed(changed);
        } catch (LDAPException refused) {
            throw new DirectoryException(Reason.INVALID, "'" + entry.getDN() + "' cannot be changed so: "
                    + refused.getMessage(), refused);
        }
    }

    /// An entry under another name; `named` says whether it is the renamed one or below it.
    public static ReadOnlyEntry moved(ReadOnlyEntry entry, DN dn, Instant now, long usn) {
        var moved = new Entry(dn.toString(), Schema.matching(), entry.getAttributes());
        RDN rdn = dn.getRDN();
        requireNameAttribute(dn, rdn, mostDerived(dn, entry.getAttributeValues("objectClass")).getLast());
        moved.setAttribute(spelledRdn(rdn), rdn.getAttributeValues()[0]);
        stamp(moved, now, usn);
        return completed(moved);
    }

    /// Adds what follows from the name and checks the bounds.
    public static ReadOnlyEntry completed(Entry entry) {
        DN dn = dnOf(entry);
        entry.setAttribute("name", dn.getRDN().getAttributeValues()[0]);
        entry.setAttribute("distinguishedName", dn.toString());
        entry.setAttribute("canonicalName", Layout.canonicalName(dn));
        String[] classes = entry.getAttributeValues("objectClass");
        entry.setAttribute("objectCategory", "CN=" + Schema.category(classes[classes.length - 1]) + ","
                + schemaContext(dn));
        if (entry.getAttributes().size() > ATTRIBUTES_MAX) {
            throw new DirectoryException(Reason.LIMIT_EXCEEDED, "'" + dn + "' has more than " + ATTRIBUTES_MAX
                    + " attributes.");
        }
        for (Attribute attribute : entry.getAttributes()) {
            if (attribute.size() > VALUES_MAX) {
                throw new DirectoryException(Reason.LIMIT_EXCEEDED, "'" + attribute.getName() + "' has more than "
                        + VALUES_MAX + " values.");
            }
            for (byte[] value : attribute.getValueByteArrays()) {
                requireValue(attribute.getName(), value);
            }
        }
        return new ReadOnlyEntry(entry.getDN(), Schema.matching(), entry.getAttributes());
    }

    /// The DN of an entry that was stored or checked before.
    public static DN dnOf(Entry entry) {
        try {
            return entry.getParsedDN();
        } catch (LDAPException malformed) {
            throw new DirectoryException(Reason.INVALID, "'" + Names.shown(entry.getDN())
                    + "' is not a distinguished name.", malformed);
        }
    }

    /// Whether an entry of this class may stand at the top: it begins a naming context.
    public static boolean isRoot(ReadOnlyEntry entry) {
        return entry.hasAttributeValue("objectClass", "domainDNS");
    }

    private static void requireValue(String name, byte[] value) {
        if (value.length > VALUE_BYTES_MAX) {
            throw new DirectoryException(Reason.LIMIT_EXCEEDED, "A value of '" + name + "' is longer than "
                    + VALUE_BYTES_MAX + " bytes.");
        }
        if (!Schema.isValue(name, value)) {
            String wanted = switch (Schema.syntax(name)) {
                case DISTINGUISHED_NAME -> "distinguished name";
                case NUMBER -> "whole number";
                case TIME -> "generalized time";
                case TEXT, OCTETS -> "value";
            };
            String what = "'" + Names.shown(StaticUtils.toUTF8String(value)) + "' is not a " + wanted + ", which '"
                    + name + "' needs.";
            throw new DirectoryException(Reason.INVALID, what,
                    new LDAPException(ResultCode.INVALID_ATTRIBUTE_SYNTAX, what));
        }
    }

    private static List<String> mostDerived(DN dn, String[] classes) {
        List<String> longest = List.of("top");
        for (String name : classes) {
            List<String> chain = Schema.chain(name);
            if (chain.isEmpty()) {
                throw classless(dn, "has the unknown objectClass '" + Names.shown(name) + "'");
            }
            longest = chain.size() > longest.size() ? chain : longest;
        }
        if (longest.size() < 2) {
            throw classless(dn, "needs an objectClass besides top");
        }
        return longest;
    }

    private static void requireNameAttribute(DN dn, RDN rdn, String objectClass) {
        String wanted = switch (objectClass) {
            case "domainDNS", "dnsZone", "dnsNode" -> "DC";
            case "organizationalUnit" -> "OU";
            default -> "CN";
        };
        if (!rdn.getAttributeNames()[0].equalsIgnoreCase(wanted)) {
            throw invalid(dn, "must be named by " + wanted + ", as its class " + objectClass + " demands");
        }
    }

    private static String spelledRdn(RDN rdn) {
        return rdn.getAttributeNames()[0].toLowerCase(java.util.Locale.ROOT);
    }

    /// The naming context of the schema in the forest of a name.
    static String schemaContext(DN dn) {
        RDN[] rdns = dn.getRDNs();
        int start = rdns.length;
        while (start > 0 && rdns[start - 1].hasAttribute("DC")) {
            start--;
        }
        var domain = new DN(List.of(rdns).subList(start, rdns.length).toArray(RDN[]::new));
        return "CN=Schema,CN=Configuration" + (domain.isNullDN() ? "" : "," + domain);
    }

    private static void stamp(Entry entry, Instant now, long usn) {
        entry.setAttribute("whenChanged", StaticUtils.encodeGeneralizedTime(Date.from(now)));
        entry.setAttribute("uSNChanged", Long.toString(usn));
    }

    private static void refuseSystem(DN dn, String attribute) {
        if (Schema.isSystem(attribute)) {
            throw invalid(dn, "does not let '" + attribute + "' be set: the directory sets it itself");
        }
    }

    private static DirectoryException classless(DN dn, String what) {
        return new DirectoryException(Reason.INVALID, "'" + Names.shown(dn.toString()) + "' " + what + ".",
                new LDAPException(ResultCode.OBJECT_CLASS_VIOLATION, what));
    }

    private static DirectoryException invalid(DN dn, String what) {
        return new DirectoryException(Reason.INVALID, "'" + Names.shown(dn.toString()) + "' " + what + ".");
    }
}
