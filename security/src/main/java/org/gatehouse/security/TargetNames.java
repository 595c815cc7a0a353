package org.gatehouse.security;

/// The names under which a server presents itself to peers that sign in ([MS-NLMP] 3.2.1.1).
///
/// @param netbiosDomain NbDomainName, in capitals: `CONTOSO`
/// @param netbiosComputer NbMachineName, in capitals, at most 15 characters: `CAS1`
/// @param dnsDomain DnsDomainName: `contoso.example`
/// @param dnsComputer DnsMachineName: `cas1.contoso.example`
/// @param dnsForest DnsForestName: `contoso.example`
public record TargetNames(String netbiosDomain, String netbiosComputer, String dnsDomain, String dnsComputer,
        String dnsForest) {
    /// Names of a server in a forest of one domain.
    public TargetNames(String netbiosDomain, String netbiosComputer, String dnsDomain, String dnsComputer) {
        this(netbiosDomain, netbiosComputer, dnsDomain, dnsComputer, dnsDomain);
    }
}
