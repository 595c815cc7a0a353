package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

/// The one door to NT hashes; not part of [Directory], so that nothing that searches can reach them.
public interface PasswordHashes {
    /// The 16 bytes of a user's NT hash.
    Optional<byte[]> ntHash(DN user);
}
