package org.gatehouse.web.http;

import java.util.Optional;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.Identity;
import org.jspecify.annotations.Nullable;

/// What Negotiate and NTLM have come to on one connection. Requests of HTTP/1.1 come one after the other, so it needs
/// no lock; over HTTP/2 it stays empty.
final class ConnectionSignIn {
    private @Nullable Pending pending;
    private @Nullable Done done;

    /// A sign-in that waits for the client's next token.
    record Pending(Scheme scheme, ExtendedProtection protection, Acceptor acceptor) {}

    /// A sign-in that holds for the connection.
    record Done(Scheme scheme, ExtendedProtection protection, Identity identity) {}

    Optional<Pending> pending() {
        return Optional.ofNullable(pending);
    }

    Optional<Done> done() {
        return Optional.ofNullable(done);
    }

    void forget() {
        pending = null;
        done = null;
    }

    void waits(Pending next) {
        forget();
        pending = next;
    }

    void holds(Done signedIn) {
        forget();
        done = signedIn;
    }
}
