package org.gatehouse.web.http;

import java.io.IOException;

/// A body that is not as its header says; the client gets 400 and its connection ends.
public final class BrokenBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenBodyException(String message) {
        super(message);
    }
}
