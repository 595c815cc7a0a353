package org.gatehouse.security.ntlm;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// VERSION ([MS-NLMP] 2.2.2.10): which system speaks. For debugging only; nothing depends on it.
public record Version(int major, int minor, int build, int revision) {
    static final int SIZE = 8;
    /// NTLMSSP_REVISION_W2K3.
    public static final int REVISION = 15;
    public static final Version NONE = new Version(0, 0, 0, 0);
    /// What the servers announce: the system that Exchange 2010 was last shipped for, Windows Server 2008 R2.
    public static final Version ANNOUNCED = new Version(6, 1, 7601, REVISION);

    static Version decode(ByteReader in) {
        int major = in.u8();
        int minor = in.u8();
        int build = in.u16();
        in.skip(3);
        return new Version(major, minor, build, in.u8());
    }

    void encode(ByteWriter out) {
        out.u8(major).u8(minor).u16(build).zeros(3).u8(revision);
    }
}
