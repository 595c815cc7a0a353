package org.gatehouse.mapi.emsmdb;

import java.util.Locale;

/// The one table of versions that servers announce and compare with ([MS-OXCRPC] 3.1.4.1.3).
public final class Versions {
    /// What clients over RPC are told: the level of 14.3, which includes all of 3.1.4.1.3.2's table.
    public static final ProtocolVersion SERVER = new ProtocolVersion(14, 3, 123, 4);
    /// What clients over HTTP are told, by every protocol: the first release with MAPI over HTTP.
    public static final ProtocolVersion HTTP = new ProtocolVersion(15, 0, 847, 32);
    /// The same as the X-ServerApplication header has it ([MS-OXCMAPIHTTP] 2.2.3.3.7).
    public static final String HTTP_SERVER = String.format(Locale.ROOT, "Exchange/%02d.%02d.%04d.%03d", HTTP.major(),
            HTTP.minor(), HTTP.build(), HTTP.revision());
    /// Older clients get ecVersionMismatch: the first release with the extended buffers (11.0).
    public static final ProtocolVersion CLIENT_MIN = new ProtocolVersion(11, 0, 0, 0);
    /// From here on clients understand ecNotEncrypted; older ones are told ecClientVerDisallowed (3.2.4.1.3).
    public static final ProtocolVersion CLIENT_KNOWS_NOT_ENCRYPTED = new ProtocolVersion(12, 0, 3619, 0);
    /// Older clients without the 0x8000 flag need public folders in the organisation (3.1.4.1, ulFlags).
    public static final ProtocolVersion CLIENT_WITHOUT_PUBLIC_FOLDERS = new ProtocolVersion(12, 0, 0, 0);
    /// From here on clients understand ecCachedModeRequired, ecRpcHttpDisallowed and ecProtocolDisabled; older ones are
    /// told ecClientVerDisallowed (3.2.4.1.3.2).
    public static final ProtocolVersion CLIENT_KNOWS_USER_LIMITS = new ProtocolVersion(12, 0, 0, 0);
    /// From here on clients read AUX_EXORGINFO, of public folders (3.2.4.1.3.2).
    public static final ProtocolVersion CLIENT_READS_ORGANISATION_INFO = new ProtocolVersion(12, 0, 3118, 0);
    /// From here on clients unpack several RopReadStream responses to one call (3.2.4.1.3.2).
    public static final ProtocolVersion CLIENT_UNPACKS_STREAMS = new ProtocolVersion(12, 0, 4207, 0);
    /// Clients newer than this are told to wait by RopBackoff, others by RPC_S_SERVER_TOO_BUSY ([MS-OXCROPS] 3.2.4.2).
    public static final ProtocolVersion CLIENT_WITHOUT_BACKOFF = new ProtocolVersion(12, 0, 4228, 0);

    private Versions() {}
}
