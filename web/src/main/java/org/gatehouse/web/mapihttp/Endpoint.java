package org.gatehouse.web.mapihttp;

import java.util.Optional;
import org.gatehouse.wire.ByteReader;

/// What one of the two endpoints understands.
///
/// @param <S> what a session context holds
interface Endpoint<S extends AutoCloseable> {
    /// The path, in lower case.
    String path();

    /// The longest body of a request.
    int bodyBytesMax();

    /// Reads a request.
    ///
    /// @param type X-RequestType
    /// @return nothing for a type that this endpoint does not know
    /// @throws org.gatehouse.wire.MalformedException when the body is not of the type
    Optional<Operation<S>> operation(String type, ByteReader body);
}
