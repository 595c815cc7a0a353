package org.gatehouse.web.http;

import java.io.IOException;

/// A body is longer than its handler takes; the client is told so by 413 (RFC 9110 15.5.14).
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    public BodyTooLargeException(int bytesMax) {
        super("a body longer than " + bytesMax + " bytes");
    }
}
