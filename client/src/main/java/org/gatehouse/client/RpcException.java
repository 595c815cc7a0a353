package org.gatehouse.client;

import java.io.IOException;

/// The server answered a call or a bind with a refusal. `status` is that of the fault, or the reason of the bind_nak.
public final class RpcException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RpcException(String what, int status) {
        super(what + String.format(" (0x%08x)", status));
        this.status = status;
    }

    public int status() {
        return status;
    }
}
