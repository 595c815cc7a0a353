package org.gatehouse.client;

import java.io.IOException;
import java.time.Duration;

/// The server asks to wait before anything more is sent for the logon (RopBackoff, [MS-OXCROPS] 3.1.5.1.1).
public final class BackoffException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long millis;

    public BackoffException(int millis) {
        super("the server asks to wait for " + millis + " ms");
        this.millis = millis;
    }

    public Duration time() {
        return Duration.ofMillis(millis);
    }
}
