package org.gatehouse.web.mapihttp;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.gatehouse.wire.Bytes;

/// What a request does, with its body read and its session still to be found.
///
/// @param <S> what a session context holds
sealed interface Operation<S extends AutoCloseable> {
    /// Opens a session context.
    record Begin<S extends AutoCloseable>(Function<Visitor, Begun<S>> deed) implements Operation<S> {}

    /// @param session none when it was refused, as the body says
    record Begun<S>(Optional<S> session, Bytes body) {}

    /// Runs in a session, one at a time.
    ///
    /// @param deed gives a body, or nothing when the session has ended by itself
    /// @param chunked whether the answer goes out as it comes in any case
    record Run<S extends AutoCloseable>(Function<S, Optional<Bytes>> deed, boolean chunked) implements Operation<S> {}

    /// Waits in a session, beside other requests.
    record Wait<S extends AutoCloseable>(BiFunction<S, CompletionStage<?>, Bytes> deed) implements Operation<S> {}

    /// Ends a session context.
    record End<S extends AutoCloseable>(Bytes body) implements Operation<S> {}

    /// Keeps a session context from expiring.
    record Ping<S extends AutoCloseable>() implements Operation<S> {}

    /// Needs no session.
    record Ask<S extends AutoCloseable>(Function<Visitor, Bytes> deed) implements Operation<S> {}
}
