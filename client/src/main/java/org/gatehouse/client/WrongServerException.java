package org.gatehouse.client;

import java.io.IOException;

/// The logon has to go to another server ([MS-OXCSTOR] 3.2.5.1.3, ecWrongServer).
public final class WrongServerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String serverDn;

    WrongServerException(String serverDn) {
        super("the server refers to " + serverDn);
        this.serverDn = serverDn;
    }

    /// The legacy DN of the right server or array.
    public String serverDn() {
        return serverDn;
    }
}
