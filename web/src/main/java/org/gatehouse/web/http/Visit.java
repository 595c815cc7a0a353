package org.gatehouse.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.gatehouse.security.Identity;

/// One request, and the way to answer it. Its parts may be used from several threads, each by one at a time.
public interface Visit {
    /// As sent, in its own capitals: `POST`, `RPC_IN_DATA`.
    String method();

    /// The path as sent, without its query; percent-encoded bytes decoded, dot segments resolved.
    String path();

    /// What follows the question mark, as sent.
    Optional<String> query();

    /// The first field of that name.
    Optional<String> header(String name);

    /// Every field of that name, in order.
    List<String> headers(String name);

    /// The value of a cookie (RFC 6265 5.4); empty when the client sent none of that name.
    Optional<String> cookie(String name);

    /// Host name as the client wrote it, without port; that of the connection when it wrote none.
    String host();

    /// The port that belongs to [#host].
    int port();

    /// Who the client is.
    ///
    /// @throws IllegalStateException at a route where nobody signs in
    Identity identity();

    ClientConnection connection();

    /// Calls back once if nobody waits for the answer any more while the visit lasts: the connection is gone, or over
    /// HTTP/2 the client has taken its request back. At once when it is so already. Must not block.
    void whenGone(Runnable action);

    /// The body as it comes in. Reading waits for the client, and fails when it is too slow; at the end of the body,
    /// or at once when there is none, the stream ends.
    InputStream body();

    /// What Content-Length says, or -1 when the client does not say.
    long bodyLength();

    /// The whole body.
    ///
    /// @throws BodyTooLargeException when it is longer; unless caught, the client gets 413
    byte[] readBody(int bytesMax) throws IOException;

    Answer answer();
}
