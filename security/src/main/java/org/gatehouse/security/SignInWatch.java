package org.gatehouse.security;

import java.util.Optional;
import java.util.function.Supplier;
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

    /// What a look at the secret came to.
    sealed interface Finding {
        /// @param answer to the peer: that it is let in, or one more token
        record Proved(Identity identity, Acceptor.Step answer) implements Finding {}

        /// @param detail as for [#failed]
        record Wrong(Refused refused, String detail) implements Finding {}
    }

    /// One attempt as every mechanism makes it: admitted first, examined only then, and its outcome told.
    default Acceptor.Step examine(String account, Supplier<Finding> examination) {
        Optional<Refused> held = admit(account);
        if (held.isPresent()) {
            return held.get();
        }
        return switch (examination.get()) {
            case Finding.Proved(Identity identity, Acceptor.Step answer) -> {
                succeeded(identity);
                yield answer;
            }
            case Finding.Wrong(Refused refused, String detail) -> {
                failed(account, refused, detail);
                yield refused;
            }
        };
    }

    /// @param detail for the audit log; may say more than the peer is told, and holds no secret
    void failed(String account, Refused refused, String detail);
}
