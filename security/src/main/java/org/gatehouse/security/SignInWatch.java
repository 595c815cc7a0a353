package org.gatehouse.security;

import java.util.Optional;
import org.gatehouse.security.Acceptor.Step.Refused;

/// Watches the attempts of one peer: mechanisms ask it before they check a secret and tell it what came out.
///
/// Every [#admit] that let the attempt in is followed by exactly one of the other two.
public interface SignInWatch {
    /// Empty to go on; otherwise the attempt is refused without a look at the secret.
    ///
    /// @param account the account as the directory spells it (`DOMAIN\account`), or as the peer wrote it when unknown
    Optional<Refused> admit(String account);

    /// The attempt is refused for its form, before [#admit] and before any secret was looked at. It does not count.
    void turnedAway(String account, Refused refused, String detail);

    void succeeded(Identity identity);

    /// @param detail for the audit log; may say more than the peer is told, and holds no secret
    void failed(String account, Refused refused, String detail);
}
