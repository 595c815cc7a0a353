package org.gatehouse.web.http;

import java.io.IOException;

/// A client lets its body drip in; it is told so by 408 (RFC 9110 15.5.9) and its connection ends.
public final class SlowClientException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowClientException(String message) {
        super(message);
    }
}
