package org.gatehouse.directory.organization;

import java.util.List;

/// What is agreed with another organisation: which domains are its own, and where its Autodiscover is.
///
/// @param targetAutodiscoverEpr `https://mail.fabrikam.example/autodiscover/autodiscover.svc`; empty for none
public record OrganizationRelationship(ObjectHeader header, List<String> domainNames, boolean enabled,
        String targetAutodiscoverEpr) {
    public OrganizationRelationship {
        domainNames = List.copyOf(domainNames);
    }

    public String name() {
        return header.name();
    }
}
