package org.gatehouse.web.mapihttp;

import org.gatehouse.mapi.http.Failure;

/// What became of a request that may also fail as a whole.
public sealed interface Reply<T> {
    record Done<T>(T result) implements Reply<T> {}

    record Failed<T>(Failure failure) implements Reply<T> {}
}
