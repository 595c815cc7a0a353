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

    /// Creates the site, then its subnets. A creation that was cut off in between is completed by the same call: the
    /// site has none but these subnets, and not all of them.
    ///
    /// @param subnets in the form `10.1.0.0/16` or `2001:db8::/32`; may be empty
    public Outcome<Site> create(String name, List<String> subnets) {
        Names.requireObjectName("Name", name);
        DN dn = Layout.child(name, entries.layout().sites());
        List<Subnet> ranges = subnets.stream().map(Subnet::parse).distinct().toList();
        ranges.forEach(range -> requireFree(range, dn));
        Optional<ReadOnlyEntry> present = entries.directory().get(dn);
        if (present.isPresent() && !isPartOf(read(present.get()), ranges)) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name, "a site has this name",
                    "Choose another name");
        }
        ReadOnlyEntry entry = present.orElseGet(() -> entries.add(dn, CLASS));
        ranges.forEach(range -> add(range, dn));
        var site = new Site(Entries.header(entry), ranges.stream().map(Subnet::toString).toList());
        return new Outcome<>(site, (present.isPresent() ? "Complete site '" : "Create site '") + name + "'", List.of());
    }

    private static boolean isPartOf(Site present, List<Subnet> wanted) {
        List<String> names = wanted.stream().map(Subnet::toString).toList();
        return names.size() > present.subnets().size() && names.containsAll(present.subnets());
    }

    public Site get(String identity) {
        return get("Identity", identity);
    }

    /// @param parameter what a failure blames
    public Site get(String parameter, String identity) {
        return read(entry(parameter, identity));
    }

    public List<Site> all() {
        return entries.all(entries.layout().sites(), CLASS).stream().map(this::read).toList();
    }

    /// Adds a subnet to a site.
    public Outcome<Site> addSubnet(String identity, String subnet) {
        ReadOnlyEntry entry = entry("Identity", identity);
        Subnet range = Subnet.parse(subnet);
        DN site = EntryRules.dnOf(entry);
        requireFree(range, entries.layout().sites());
        add(range, site);
        return new Outcome<>(read(entry), "Add subnet " + range + " to site '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    /// The site of an address: the one with the longest matching subnet.
    public Optional<Site> of(InetAddress address) {
        return entries.all(entries.layout().subnets(), "subnet").stream()
                .filter(entry -> Subnet.parse(Entries.text(entry, "name")).contains(address))
                .sorted(Comparator.comparingInt((ReadOnlyEntry entry) ->
                        Subnet.parse(Entries.text(entry, "name")).prefix()).reversed())
                .flatMap(entry -> siteOf(entry).stream()).findFirst().map(this::read);
    }

    /// A subnet whose site is gone, or that never got one, counts for nothing.
    private Optional<ReadOnlyEntry> siteOf(ReadOnlyEntry subnet) {
        String site = Entries.text(subnet, "siteObject");
        return site.isEmpty() ? Optional.empty() : entries.directory().get(Names.requireDn(site));
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

    /// Not another site's; `own` may have it.
    private void requireFree(Subnet range, DN own) {
        entries.directory().get(dn(range)).flatMap(this::siteOf).filter(site -> !EntryRules.dnOf(site).equals(own))
                .ifPresent(site -> {
                    throw DirectoryException.about(Reason.ALREADY_EXISTS, "Subnet", range.toString(),
                            "belongs to site '" + Entries.text(site, "name") + "'", "Give another subnet");
                });
    }

    private void add(Subnet range, DN site) {
        Optional<ReadOnlyEntry> present = entries.directory().get(dn(range));
        if (present.isEmpty()) {
            entries.add(dn(range), "subnet", new Attribute("siteObject", site.toString()));
        } else if (present.flatMap(this::siteOf).isEmpty()) {
            entries.directory().modify(dn(range), List.of(Entries.replace("siteObject", site.toString())));
        }
    }

    private DN dn(Subnet range) {
        return Layout.child(range.toString(), entries.layout().subnets());
    }
}
