package org.gatehouse.security;

import org.gatehouse.wire.Bytes;

/// The accepting side of one sign-in: tokens in, tokens out (RFC 2743 2.2.2). One per sign-in, not thread-safe.
public interface Acceptor {
    /// Takes the peer's next token.
    ///
    /// @throws org.gatehouse.wire.MalformedException when the token is not of the mechanism
    Step accept(Bytes token);

    /// What follows from a token.
    sealed interface Step {
        /// The peer has to send another token after this one.
        record Continue(Bytes token) implements Step {}

        /// The peer is who it says. The token goes back to it; it may be empty.
        record Accepted(Bytes token, Identity identity, MessageProtection protection) implements Step {}

        /// The sign-in failed. `status` is an NTSTATUS for logs and protocols that carry one ([MS-ERREF] 2.3).
        ///
        /// @param token what the mechanism tells the peer, for protocols that can carry it; may be empty
        record Refused(int status, String reason, Bytes token) implements Step {
            public Refused(int status, String reason) {
                this(status, reason, Bytes.EMPTY);
            }
        }
    }
}
