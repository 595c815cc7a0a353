package org.gatehouse.access;

import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.directory.organization.ClientAccessArray;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Organization;

/// Referrals by the organisation's objects: the endpoint of the user's home database decides. Thread-safe.
public final class DirectoryReferrals implements Referrals {
    private final Organization organization;
    private final AddressBook addressBook;
    private final String ownFqdn;
    private final Predicate<String> alive;

    /// @param ownFqdn this server's DNS name
    /// @param alive whether the Address Book service of a server answers, by the server's DNS name
    public DirectoryReferrals(Organization organization, AddressBook addressBook, String ownFqdn,
            Predicate<String> alive) {
        this.organization = organization;
        this.addressBook = addressBook;
        this.ownFqdn = ownFqdn;
        this.alive = alive;
    }

    /// The endpoint itself while it has a live server, else another of its site, else this server, which answers.
    @Override
    public Optional<String> liveAddressBookEndpoint(String userDn) {
        Optional<Endpoint> endpoint = addressBook.byLegacyDn(userDn).flatMap(addressBook::endpointOf);
        if (endpoint.isEmpty()) {
            return Optional.of(ownFqdn);
        }
        return live(endpoint.get()).or(() -> Optional.of(ownFqdn));
    }

    private Optional<String> live(Endpoint endpoint) {
        String site = endpoint.site();
        return LiveEndpoint.of(endpoint, organization.servers().clientAccessServersOf(site).stream()
                .map(ExchangeServer::fqdn).toList(),
                () -> organization.arrays().ofSite(site).map(ClientAccessArray::fqdn), this::isAlive);
    }

    private boolean isAlive(String fqdn) {
        return fqdn.equalsIgnoreCase(ownFqdn) || alive.test(fqdn);
    }

    @Override
    public Optional<String> fqdnOf(String serverDn) {
        return addressBook.fqdnOf(serverDn);
    }
}
