package org.gatehouse.client;

import java.io.IOException;
import java.util.stream.Collectors;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.Bytes;

/// The server answered an operation or a ROP with an error code ([MS-OXCDATA] 2.4).
public final class MapiException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int error;

    MapiException(String what, int error) {
        this(what, error, "");
    }

    /// @param said what the server said about it
    MapiException(String what, int error, String said) {
        super(what + ": " + ErrorCode.nameOf(error) + String.format(" (0x%08x)", error)
                + (said.isEmpty() ? "" : ": " + said));
        this.error = error;
    }

    /// The texts of an auxiliary buffer ([MS-OXCRPC] 2.2.2.2.21).
    static String said(Bytes auxiliary) {
        return auxiliary.isEmpty() ? "" : AuxiliaryBuffer.read(ExtendedBuffer.readOne(auxiliary)).stream()
                .filter(AuxiliaryBlock.ServerSessionInfo.class::isInstance)
                .map(AuxiliaryBlock.ServerSessionInfo.class::cast).map(AuxiliaryBlock.ServerSessionInfo::context)
                .collect(Collectors.joining("; "));
    }

    public int error() {
        return error;
    }
}
