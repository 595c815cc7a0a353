package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gatehouse.directory.Names;

/// Where things are: the distinguished names of the containers that Active Directory and Exchange use.
///
/// @param organization the organisation's name, the `o=` of legacy DNs
/// @param domain the DNS name of the Active Directory domain: `corp.example`
/// @param netbiosDomain the domain's short name, in capitals
public record Layout(String organization, String domain, String netbiosDomain) {
    /// The administrative group that every organisation of this release has.
    public static final String ADMINISTRATIVE_GROUP = "Exchange Administrative Group (FYDIBOHF23SPDLT)";

    public Layout {
        Names.requireObjectName("Organization", organization);
        domain = Names.requireHostName("Domain", domain);
        netbiosDomain = netbiosDomain.toUpperCase(Locale.ROOT);
    }

    /// `DC=corp,DC=example`.
    public DN domainContext() {
        return new DN(Arrays.stream(domain.split("\\.")).map(label -> new RDN("DC", label)).toArray(RDN[]::new));
    }

    public DN configurationContext() {
        return child("Configuration", domainContext());
    }

    /// Where the schema can be read ([MS-ADTS] 3.1.1.4.5.1).
    public DN subschema() {
        return child("Aggregate", schemaContext());
    }

    public DN schemaContext() {
        return child("Schema", configurationContext());
    }

    public DN sites() {
        return child("Sites", configurationContext());
    }

    public DN subnets() {
        return child("Subnets", sites());
    }

    public DN organizationRoot() {
        return child(organization, child("Microsoft Exchange", child("Services", configurationContext())));
    }

    public DN globalSettings() {
        return child("Global Settings", organizationRoot());
    }

    public DN administrativeGroup() {
        return child(ADMINISTRATIVE_GROUP, child("Administrative Groups", organizationRoot()));
    }

    public DN arrays() {
        return child("Arrays", administrativeGroup());
    }

    public DN servers() {
        return child("Servers", administrativeGroup());
    }

    /// Where the objects are of what a server serves over HTTP.
    public DN http(String server) {
        return child("HTTP", child("Protocols", child(server, servers())));
    }

    /// Where Autodiscover's settings for Outlook are.
    public DN outlookProviders() {
        return child("Outlook", child("AutoDiscover", clientAccess()));
    }

    public DN clientAccess() {
        return child("Client Access", organizationRoot());
    }

    /// What is agreed with other organisations.
    public DN federation() {
        return child("Federation", organizationRoot());
    }

    public DN databases() {
        return child("Databases", administrativeGroup());
    }

    public DN availabilityGroups() {
        return child("Database Availability Groups", administrativeGroup());
    }

    public DN users() {
        return child("Users", domainContext());
    }

    /// Where DNS zones are, as Active Directory keeps them for the whole domain ([MS-DNSP] 2.3).
    public DN dnsZones() {
        return child("MicrosoftDNS", child("System", domainContext()));
    }

    public static DN child(String commonName, DN parent) {
        return new DN(new RDN("CN", commonName), parent);
    }

    /// `/o=ORG/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)`.
    public String legacyRoot() {
        return "/o=" + organization + "/ou=" + ADMINISTRATIVE_GROUP;
    }

    /// Of a server or an array.
    public String legacyServer(String name) {
        return legacyRoot() + "/cn=Configuration/cn=Servers/cn=" + name;
    }

    public String legacyRecipient(String name) {
        return legacyRoot() + "/cn=Recipients/cn=" + name;
    }

    /// `corp.example/Configuration/Sites/HeadOffice` ([MS-ADTS] 3.1.1.4.5.7).
    public static String canonicalName(DN dn) {
        RDN[] rdns = dn.getRDNs();
        int domainStart = rdns.length;
        while (domainStart > 0 && rdns[domainStart - 1].hasAttribute("DC")) {
            domainStart--;
        }
        String domain = Arrays.stream(rdns, domainStart, rdns.length).map(rdn -> rdn.getAttributeValues()[0])
                .collect(Collectors.joining("."));
        var path = new StringBuilder(domain).append('/');
        for (int i = domainStart - 1; i >= 0; i--) {
            path.append(rdns[i].getAttributeValues()[0].replace("/", "\\/")).append(i > 0 ? "/" : "");
        }
        return path.toString();
    }
}
