package org.gatehouse.server;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.edge.dns.ZoneStore;

/// A zone in the directory, where Active Directory has it too ([MS-DNSP] 2.3): a dnsZone, and below it one dnsNode for
/// each name. Records stand there as text in an attribute of ours, not in the binary dnsRecord. Each change writes the
/// names that differ, then the serial. Thread-safe.
final class DirectoryZone implements ZoneStore {
    private static final String SERIAL = "gatehouseDnsSerial";
    private static final String SERVER = "gatehouseDnsServer";
    private static final String RECORD = "gatehouseDnsRecord";
    private static final String APEX = "@";
    private final Directory directory;
    private final boolean shared;
    private final String zone;
    private final DN dn;
    /// By node name, as they are in the directory.
    private Map<String, List<String>> known = new HashMap<>();

    /// @param zone without a final dot
    /// @param shared whether other processes change the directory
    DirectoryZone(Directory directory, Layout layout, String zone, boolean shared) {
        this.directory = directory;
        this.shared = shared;
        this.zone = zone.toLowerCase(Locale.ROOT);
        this.dn = new DN(new RDN("DC", this.zone), layout.dnsZones());
    }

    @Override
    public synchronized Optional<Saved> load() throws IOException {
        try {
            Optional<ReadOnlyEntry> entry = directory.get(dn);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            var nodes = new HashMap<String, List<String>>();
            var lines = new ArrayList<String>();
            Query query = Query.children(dn, Filter.createEqualityFilter("objectClass", "dnsNode"));
            Directory.Page page;
            for (String cookie = ""; ; cookie = page.cookie()) {
                page = directory.search(query.after(cookie));
                for (ReadOnlyEntry node : page.entries()) {
                    String[] records = node.getAttributeValues(RECORD);
                    List<String> own = records == null ? List.of() : List.of(records);
                    nodes.put(node.getParsedDN().getRDN().getAttributeValues()[0], own);
                    lines.addAll(own);
                }
                if (page.cookie().isEmpty()) {
                    break;
                }
            }
            known = nodes;
            Long serial = entry.get().getAttributeValueAsLong(SERIAL);
            return Optional.of(new Saved(serial == null ? 1 : serial, lines));
        } catch (DirectoryException | com.unboundid.ldap.sdk.LDAPException failed) {
            throw new IOException("the zone " + zone + " in the directory: " + failed.getMessage(), failed);
        }
    }

    @Override
    public synchronized void save(Saved saved) throws IOException {
        var wanted = new TreeMap<String, List<String>>();
        for (String line : saved.records()) {
            wanted.computeIfAbsent(node(line), _ -> new ArrayList<>()).add(line);
        }
        try {
            requireZone();
            for (Map.Entry<String, List<String>> node : wanted.entrySet()) {
                write(node.getKey(), node.getValue());
            }
            for (String gone : List.copyOf(known.keySet())) {
                if (!wanted.containsKey(gone)) {
                    unless(Reason.NOT_FOUND, () -> directory.delete(new DN(new RDN("DC", gone), dn)));
                    known.remove(gone);
                }
            }
            directory.modify(dn, List.of(new Modification(ModificationType.REPLACE, SERIAL,
                    Long.toString(saved.serial()))));
        } catch (DirectoryException failed) {
            throw new IOException("the zone " + zone + " in the directory: " + failed.getMessage(), failed);
        }
    }

    private void write(String name, List<String> records) {
        List<String> old = known.get(name);
        var place = new DN(new RDN("DC", name), dn);
        boolean added = old == null && unless(Reason.ALREADY_EXISTS, () -> directory.add(place,
                List.of(new Attribute("objectClass", "dnsNode"), new Attribute(RECORD, records))));
        if (!added && (old == null || old.size() != records.size() || !old.containsAll(records))) {
            directory.modify(place, List.of(new Modification(ModificationType.REPLACE, RECORD,
                    records.toArray(String[]::new))));
        }
        known.put(name, List.copyOf(records));
    }

    /// Does what another node may have done at this moment; whether it was done here.
    private static boolean unless(Reason done, Runnable change) {
        try {
            change.run();
            return true;
        } catch (DirectoryException refused) {
            if (refused.reason() != done) {
                throw refused;
            }
            return false;
        }
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    /// Says which server the zone's NS and SOA records name.
    synchronized void name(String server) throws IOException {
        try {
            requireZone();
            if (!nameServer().equals(Optional.of(server))) {
                directory.modify(dn, List.of(new Modification(ModificationType.REPLACE, SERVER, server)));
            }
        } catch (DirectoryException failed) {
            throw new IOException("the zone " + zone + " in the directory: " + failed.getMessage(), failed);
        }
    }

    /// Empty until a server of the directory's own node answers for the zone.
    Optional<String> nameServer() {
        return directory.get(dn).map(entry -> entry.getAttributeValue(SERVER));
    }

    private void requireZone() {
        if (directory.get(dn).isEmpty()) {
            unless(Reason.ALREADY_EXISTS, () -> directory.add(dn, List.of(new Attribute("objectClass", "dnsZone"),
                    new Attribute(SERIAL, "1"))));
        }
    }

    /// The first word of a record's line, relative to the zone.
    private String node(String line) {
        String owner = line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        String end = zone + ".";
        if (owner.equals(end)) {
            return APEX;
        }
        return owner.endsWith("." + end) ? owner.substring(0, owner.length() - end.length() - 1) : owner;
    }
}
