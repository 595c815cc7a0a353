package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

/// The door to what is kept encrypted: NT hashes of users, and the service accounts of servers. Like [PasswordHashes]
/// not part of [Directory], where `gatehouseServiceAccounts` can be written and never read.
public interface SecretStore extends PasswordHashes {
    /// Where nothing is kept.
    SecretStore NONE = new SecretStore() {
        @Override
        public Optional<byte[]> ntHash(DN user) {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> serviceAccounts(DN server) {
            return Optional.empty();
        }
    };

    /// What was written to `gatehouseServiceAccounts` of a server, or nothing.
    Optional<byte[]> serviceAccounts(DN server);
}
