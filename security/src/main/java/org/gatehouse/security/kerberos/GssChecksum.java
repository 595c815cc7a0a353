package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// The checksum field of type 0x8003 in an authenticator (RFC 4121 4.1.1): channel binding and flags, no checksum.
///
/// A delegated credential behind it is read over: nothing here acts elsewhere in a client's name.
///
/// @param binding Bnd: MD5 over the channel's bindings, or zeros
record GssChecksum(Bytes binding, int flags) {
    static final int TYPE = 0x8003;
    static final int MUTUAL = 0x2;
    static final int CONFIDENTIAL = 0x10;
    /// RFC 4757 7.1.
    static final int DCE_STYLE = 0x1000;
    private static final int BINDING_SIZE = 16;

    static GssChecksum decode(Bytes value) {
        ByteReader in = value.reader();
        require(in.i32() == BINDING_SIZE, "channel binding of another size than 16");
        return new GssChecksum(in.blob(BINDING_SIZE), in.i32());
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
