package org.gatehouse.directory.organization;

import java.util.List;

/// A place with good connections inside.
///
/// @param subnets in the form `10.1.0.0/16`
public record Site(ObjectHeader header, List<String> subnets) {
    public Site {
        subnets = List.copyOf(subnets);
    }

    public String name() {
        return header.name();
    }
}
