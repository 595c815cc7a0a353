package org.gatehouse.security;

import java.util.Optional;

/// The accounts that mechanisms check against; the directory implements it.
public interface Credentials {
    /// Looks an account up.
    ///
    /// @param domain the NetBIOS or DNS domain as the peer wrote it; may be empty
    /// @param user a sAMAccountName or a user principal name
    Optional<Secret> find(String domain, String user);

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
