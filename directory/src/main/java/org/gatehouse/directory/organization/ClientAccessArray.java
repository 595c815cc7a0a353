package org.gatehouse.directory.organization;

import java.util.List;

/// One name for the RPC Client Access services of a site. `members` are computed at read time, never stored.
///
/// @param site the site's name
/// @param siteCanonicalName the form `corp.example/Configuration/Sites/HeadOffice`
/// @param members names of the Client Access servers of the site
public record ClientAccessArray(ObjectHeader header, String fqdn, String site, String siteCanonicalName,
        String legacyExchangeDn, List<String> members) {
    public ClientAccessArray {
        members = List.copyOf(members);
    }

    public String name() {
        return header.name();
    }
}
