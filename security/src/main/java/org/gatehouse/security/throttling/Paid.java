package org.gatehouse.security.throttling;

/// What became of a deed that somebody's budget was to pay for.
///
/// @param <T> what the deed gives
public sealed interface Paid<T> {
    record Done<T>(T result) implements Paid<T> {}

    /// It was not done; the answer has been kept back already where its owner had been told to wait and did not.
    record Refused<T>(Refusal why) implements Paid<T> {}
}
