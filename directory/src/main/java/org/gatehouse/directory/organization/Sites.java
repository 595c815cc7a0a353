package org.gatehouse.directory.organization;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Active Directory sites and their subnets.
public final class Sites {
    private final Entries entries;

    Sites(Entries entries) {
        this.entries = entries;
    }

    /// @param subnets in the form `10.1.0.0/16` or `2001:db8::/32`; may be empty
    public Outcome<Site> create(String name, List<String> subnets) {
        throw new UnsupportedOperationException();
    }

    public Site get(String identity) {
        throw new UnsupportedOperationException();
    }

    public List<Site> all() {
        throw new UnsupportedOperationException();
    }

    /// Adds a subnet to a site.
    public Outcome<Site> addSubnet(String identity, String subnet) {
        throw new UnsupportedOperationException();
    }

    /// The site of an address: the one with the longest matching subnet.
    public Optional<Site> of(InetAddress address) {
        throw new UnsupportedOperationException();
    }
}
