package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

/// Secrets of the directory as they are stored: whoever keeps them for a while keeps nothing that opens by itself.
interface SealedSecrets {
    /// @param ofServer whether the secret is that of a server; a user's is another
    Optional<Sealed> sealed(DN owner, boolean ofServer);

    byte[] open(Sealed secret);

    /// @param owner whose it is, without whom it does not open
    record Sealed(byte[] bytes, byte[] owner) {}
}
