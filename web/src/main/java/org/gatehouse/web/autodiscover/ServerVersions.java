package org.gatehouse.web.autodiscover;

import java.util.HexFormat;
import java.util.Locale;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;

/// The version that every protocol over HTTP announces, in the forms that Autodiscover writes.
final class ServerVersions {
    /// The name of the release among those of RequestedServerVersion ([MS-OXWADISC]).
    static final String SCHEMA = "Exchange2013_SP1";
    private static final int LEGACY_MARK = 7 << 28;
    private static final int RELEASED = 1 << 15;

    private ServerVersions() {}

    /// [MS-OXDSCLI] 2.2.4.1.1.2.6: major in bits 22 to 27, minor in 16 to 21, build in 0 to 14.
    static String packed() {
        ProtocolVersion version = Versions.HTTP;
        return HexFormat.of().withUpperCase().toHexDigits(LEGACY_MARK | version.major() << 22 | version.minor() << 16
                | RELEASED | version.build());
    }

    /// As CasVersion has it.
    static String dotted() {
        ProtocolVersion version = Versions.HTTP;
        return String.format(Locale.ROOT, "%02d.%02d.%04d.%03d", version.major(), version.minor(), version.build(),
                version.revision());
    }
}
