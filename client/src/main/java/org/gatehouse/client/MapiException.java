package org.gatehouse.client;

import java.io.IOException;
import org.gatehouse.mapi.property.ErrorCode;

/// The server answered an operation or a ROP with an error code ([MS-OXCDATA] 2.4).
public final class MapiException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int error;

    MapiException(String what, int error) {
        super(what + ": " + ErrorCode.nameOf(error) + String.format(" (0x%08x)", error));
        this.error = error;
    }

    public int error() {
        return error;
    }
}
