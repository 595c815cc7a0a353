package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which service principal names an array's account needs, and who has them.
///
/// Clients ask for tickets for these names: three for RPC by the array's name, whole and short, and `http` for the
/// names of its web services.
public final class ServicePrincipalNames {
    private static final List<String> RPC_CLASSES = List.of("exchangeMDB", "exchangeRFR", "exchangeAB");
    private static final String ATTRIBUTE = "servicePrincipalName";

    private final Entries entries;
    private final Servers servers;
    private final AlternateServiceAccounts accounts;

    /// A name and what became of it.
    ///
    /// @param account whose it should be; empty when no server of the array has an alternate service account
    /// @param holders whose it is, as `DOMAIN\account`
    public record Check(String name, String account, Status status, List<String> holders) {
        public Check {
            holders = List.copyOf(holders);
        }
    }

    /// How a name stands.
    public enum Status {
        REGISTERED,
        /// Nobody has it.
        MISSING,
        /// Somebody else has it, or several have: no ticket can be had ([MS-KILE] 3.3.5.1.1).
        DUPLICATE,
        /// The account is not in this directory, so its names are not either.
        UNKNOWN
    }

    ServicePrincipalNames(Entries entries, Servers servers, AlternateServiceAccounts accounts) {
        this.entries = entries;
        this.servers = servers;
        this.accounts = accounts;
    }

    /// All names of an array.
    public List<Check> check(ClientAccessArray array) {
        List<ExchangeServer> members = servers.clientAccessServersOf(array.site());
        String account = members.stream().flatMap(server -> accounts.of(server).stream())
                .filter(one -> !one.password().isEmpty()).map(AlternateServiceAccount::userName).findFirst()
                .orElse("");
        boolean known = !account.isEmpty() && !holders("sAMAccountName", account.substring(account.indexOf('\\') + 1))
                .isEmpty();
        var checks = new ArrayList<Check>();
        for (String name : names(array, members)) {
            List<String> holders = holders(ATTRIBUTE, name);
            Status status = holders.isEmpty() ? known ? Status.MISSING : Status.UNKNOWN
                    : holders.size() == 1 && (account.isEmpty() || holders.getFirst().equalsIgnoreCase(account))
                            ? Status.REGISTERED : Status.DUPLICATE;
            checks.add(new Check(name, account, status, holders));
        }
        return checks;
    }

    private Set<String> names(ClientAccessArray array, List<ExchangeServer> members) {
        var names = new LinkedHashSet<String>();
        for (String host : List.of(array.fqdn(), array.fqdn().split("\\.", 2)[0])) {
            RPC_CLASSES.forEach(serviceClass -> names.add(serviceClass + "/" + host));
        }
        names.add("http/" + array.fqdn());
        members.stream().flatMap(server -> servers.autodiscover(server).stream())
                .flatMap(point -> host(point.uri())).forEach(host -> names.add("http/" + host));
        return names;
    }

    private static Stream<String> host(String uri) {
        try {
            return Stream.ofNullable(URI.create(uri).getHost());
        } catch (IllegalArgumentException notAUri) {
            return Stream.empty();
        }
    }

    private List<String> holders(String attribute, String value) {
        return entries.all(entries.layout().domainContext(), Filter.createANDFilter(
                Filter.createEqualityFilter(attribute, value), Filter.createEqualityFilter("objectClass", "user")))
                .stream().map(this::account).toList();
    }

    private String account(ReadOnlyEntry entry) {
        return entries.layout().netbiosDomain() + "\\" + Entries.text(entry, "sAMAccountName");
    }
}
