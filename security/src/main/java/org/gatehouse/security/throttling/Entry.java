package org.gatehouse.security.throttling;

/// Whether somebody gets in.
///
/// @param <T> what is held then, and closed when it is over
public sealed interface Entry<T extends AutoCloseable> {
    record Granted<T extends AutoCloseable>(T held) implements Entry<T> {}

    record Refused<T extends AutoCloseable>(Refusal why) implements Entry<T> {}
}
