package org.gatehouse.edge.balancer;

import java.util.OptionalInt;

/// What the first bytes of a connection say about the association group that it belongs to: `bind` and `bind_ack` of
/// RPC carry its number at the same place, always in the clear ([C706] 12.6.4.3, 12.6.4.4).
public final class FirstWords {
    /// As many bytes are enough to tell.
    public static final int LENGTH = 24;

    private static final int VERSION = 5;
    private static final int TYPE_AT = 2;
    private static final int REPRESENTATION_AT = 4;
    private static final int GROUP_AT = 20;
    private static final int LITTLE_ENDIAN = 0x10;
    private static final int BIND = 11;
    private static final int BIND_ACK = 12;

    private FirstWords() {}

    /// The group that a client's first bytes ask to join; 0 when they ask for none, or are of another protocol.
    ///
    /// @param count how many bytes there are
    /// @return empty while they do not tell yet
    public static OptionalInt asked(byte[] bytes, int count) {
        return group(bytes, count, BIND);
    }

    /// The same of a server's first bytes: the group that its client has joined.
    public static OptionalInt joined(byte[] bytes, int count) {
        return group(bytes, count, BIND_ACK);
    }

    private static OptionalInt group(byte[] bytes, int count, int type) {
        if (count > 0 && bytes[0] != VERSION || count > TYPE_AT && bytes[TYPE_AT] != type) {
            return OptionalInt.of(0);
        }
        if (count < LENGTH) {
            return OptionalInt.empty();
        }
        int number = 0;
        boolean little = (bytes[REPRESENTATION_AT] & 0xf0) == LITTLE_ENDIAN;
        for (int i = 0; i < Integer.BYTES; i++) {
            int octet = bytes[GROUP_AT + (little ? Integer.BYTES - 1 - i : i)] & 0xff;
            number = number << Byte.SIZE | octet;
        }
        return OptionalInt.of(number);
    }
}
