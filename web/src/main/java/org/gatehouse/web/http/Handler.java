package org.gatehouse.web.http;

import java.io.IOException;

/// What a path does: blocking code, called on a virtual thread of its own for each request.
@FunctionalInterface
public interface Handler {
    /// @throws IOException when the client is gone or does not keep up
    void handle(Visit visit) throws IOException;
}
