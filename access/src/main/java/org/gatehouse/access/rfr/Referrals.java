package org.gatehouse.access.rfr;

import java.util.Optional;

/// What the referral service asks about the organisation. Thread-safe.
public interface Referrals {
    /// The DNS name of a live Address Book server, or of an array with one, for a user.
    ///
    /// Where the user's mailbox decides, its site does: the array of that site, else a Client Access server of it that
    /// answers. An unknown or empty user gets this server.
    ///
    /// @param userDn the user's legacyExchangeDN, any letter case, may be empty
    /// @return empty when no server that could be named is alive
    Optional<String> liveAddressBookEndpoint(String userDn);

    /// The DNS name that a server, an array, a public folder server or a database stands for.
    ///
    /// @param serverDn a legacyExchangeDN, any letter case; a database's ends in `/cn=Microsoft Private MDB` or
    ///     `/cn=Microsoft Public MDB`
    /// @return empty when nothing in the organisation has that name
    Optional<String> fqdnOf(String serverDn);
}
