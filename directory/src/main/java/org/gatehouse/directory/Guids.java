package org.gatehouse.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/// GUIDs in the byte order of directory attributes ([MS-DTYP] 2.3.4.2).
public final class Guids {
    private Guids() {}

    public static byte[] bytes(UUID guid) {
        long high = guid.getMostSignificantBits();
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16)).putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN).putLong(guid.getLeastSignificantBits()).array();
    }

    /// @throws DirectoryException when there are not 16 bytes
    public static UUID of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new DirectoryException(DirectoryException.Reason.INVALID,
                    "A GUID attribute holds " + bytes.length + " bytes instead of 16.");
        }
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long high = (buffer.getInt() & 0xffffffffL) << 32 | (buffer.getShort() & 0xffffL) << 16
                | buffer.getShort() & 0xffffL;
        return new UUID(high, buffer.order(ByteOrder.BIG_ENDIAN).getLong());
    }
}
