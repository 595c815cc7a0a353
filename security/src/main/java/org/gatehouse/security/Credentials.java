package org.gatehouse.security;

import java.util.Optional;

/// The accounts that mechanisms check against; the directory implements it. All methods throw [AccountsAwayException]
/// while it cannot be read.
public interface Credentials {
    /// Looks an account up.
    ///
    /// @param domain the NetBIOS or DNS domain as the peer wrote it; may be empty
    /// @param user a sAMAccountName or a user principal name
    Optional<Secret> find(String domain, String user);

    /// Looks up an account for which somebody else vouches, as Kerberos does; it needs no password here.
    ///
    /// @param domain the NetBIOS or DNS domain; may be empty
    /// @param user a sAMAccountName or a user principal name
    default Optional<Account> account(String domain, String user) {
        return find(domain, user).map(secret -> new Account(secret.identity(), secret.enabled()));
    }

    /// An account without its secret.
    ///
    /// @param enabled false when sign-in has to be refused with STATUS_ACCOUNT_DISABLED
    record Account(Identity identity, boolean enabled) {}

    /// An account that may sign in, with its NT hash (16 bytes, the MD4 of the password in UTF-16LE).
    ///
    /// @param identity the account as the directory spells it
    /// @param enabled false when sign-in has to be refused with STATUS_ACCOUNT_DISABLED
    record Secret(Identity identity, byte[] ntHash, boolean enabled) {
        @Override
        public String toString() {
            return identity.qualified();
        }
    }
}
