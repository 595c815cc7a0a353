package org.gatehouse.web.http;

import java.io.IOException;
import java.io.OutputStream;

/// The answer to a visit: status and header fields first, then the body whole or as a stream. 200 unless said
/// otherwise; without a body it goes out when the handler returns.
public interface Answer {
    /// @param code of RFC 9110 15
    Answer status(int code);

    /// @param reason the phrase behind the code, for protocols in which it means something; HTTP/2 leaves it out
    Answer status(int code, String reason);

    /// Sets a header field, in place of any of that name.
    Answer set(String name, String value);

    /// Adds a header field to those of that name.
    Answer add(String name, String value);

    /// Sends the body whole, with its length, and ends the answer.
    void send(String contentType, byte[] body) throws IOException;

    /// The body bit by bit: chunked, unless `Content-Length` was set. Bytes go out when the buffer is full, on flush
    /// and on close; the first of them takes the status and header fields along.
    OutputStream stream(String contentType);

    /// The body for writers who do not wait. Whoever takes it ends the answer with [#cut].
    Flow flow(String contentType);

    /// Whether status and header fields are gone already.
    boolean begun();

    /// Gives up: the connection is closed so that the client does not take what it has for the whole (over HTTP/2 the
    /// stream is reset). For peers that break their protocol and answers that cannot be ended.
    void cut();
}
