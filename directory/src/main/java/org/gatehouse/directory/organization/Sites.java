package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Active Directory sites and their subnets.
public final class Sites {
    private static final String CLASS = "site";
    private final Entries entries;

    Sites(Entries entries) {
        this.entries = entries;
    }

    /// @param subnets in the form `10.1.0.0/16` or `2001:db8::/32`; may be empty
    public Outcome<Site> create(String name, List<String> subnets) {
        Names.requireObjectName("Name", name);
        DN dn = Layout.child(name, entries.layout().sites());
        List<Subnet> ranges = subnets.stream().map(Subnet::parse).toList();
        ranges.forEach(this::requireFree);
        if (entries.directory().get(dn).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name, "a site has this name",
                    "Choose another name");
        }
        ReadOnlyEntry entry = entries.add(dn, CLASS);
        ranges.forEach(range -> add(range, dn));
        var site = new Site(Entries.header(entry), ranges.stream().map(Subnet::toString).toList());
        return new Outcome<>(site, "Create site '" + name + "'", List.of());
    }

    public Site get(String identity) {
        return read(entry("Identity", identity));
    }

    public List<Site> all() {
        return entries.all(entries.layout().sites(), CLASS).stream().map(this::read).toList();
    }

    /// Adds a subnet to a site.
    public Outcome<Site> addSubnet(String identity, String subnet) {
        ReadOnlyEntry entry = entry("Identity", identity);
        Subnet range = Subnet.parse(subnet);
        requireFree(range);
        add(range, EntryRules.dnOf(entry));
        return new Outcome<>(read(entry), "Add subnet " + range + " to site '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    /// The site of an address: the one with the longest matching subnet.
    public Optional<Site> of(InetAddress address) {
        return entries.all(entries.layout().subnets(), "subnet").stream()
                .filter(entry -> Subnet.parse(Entries.text(entry, "name")).contains(address))
                .max(Comparator.comparingInt(entry -> Subnet.parse(Entries.text(entry, "name")).prefix()))
                .map(entry -> get(Entries.text(entry, "siteObject")));
    }

    ReadOnlyEntry entry(String parameter, String identity) {
        return entries.one(parameter, identity, entries.layout().sites(), CLASS, "site", List.of("name"));
    }

    private Site read(ReadOnlyEntry entry) {
        List<String> subnets = entries.all(entries.layout().subnets(), Filter.createANDFilter(
                        Filter.createEqualityFilter("objectClass", "subnet"),
                        Filter.createEqualityFilter("siteObject", entry.getDN())))
                .stream().map(subnet -> Entries.text(subnet, "name")).toList();
        return new Site(Entries.header(entry), subnets);
    }

    private void requireFree(Subnet range) {
        entries.directory().get(Layout.child(range.toString(), entries.layout().subnets())).ifPresent(taken -> {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Subnet", range.toString(),
                    "belongs to site '" + Entries.referenceName(taken, "siteObject") + "'", "Give another subnet");
        });
    }

    private void add(Subnet range, DN site) {
        entries.add(Layout.child(range.toString(), entries.layout().subnets()), "subnet",
                new Attribute("siteObject", site.toString()));
    }
}
