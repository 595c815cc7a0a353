package org.gatehouse.access.emsmdb;

import java.util.Optional;
import org.gatehouse.access.emsmdb.ConnectRules.Verdict.Refused;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;

/// By which ways and in which mode a user may open sessions (Set-CASMailbox).
///
/// @param mapi whether by any; without it the others count for nothing
/// @param mapiHttp whether by MAPI over HTTP
/// @param rpcHttp whether by Outlook Anywhere
/// @param onlineMode whether a client that keeps no copy of the mailbox may
/// @param blocked versions of the client that may not
public record ProtocolRights(boolean mapi, boolean mapiHttp, boolean rpcHttp, boolean onlineMode,
        BlockedVersions blocked) {
    /// What users may of whom nothing is said.
    public static final ProtocolRights ALL = new ProtocolRights(true, true, true, true, BlockedVersions.NONE);

    private static final String MAPI_OVER_HTTP = "MAPI/HTTP";
    private static final String RPC_OVER_HTTP = "ncacn_http";

    /// Why a client is refused ([MS-OXCRPC] 3.1.4.1, Return Values); nothing when it is not.
    ///
    /// @param protocol of [SessionDesk.Peer]
    Optional<Refused> refusal(ClientFacts client, String protocol) {
        ProtocolVersion version = client.version();
        if (!mapi) {
            return refused(version, EmsmdbError.PROTOCOL_DISABLED, "MAPI is disabled for the user");
        }
        if (blocked.holds(version)) {
            return Optional.of(new Refused(EmsmdbError.CLIENT_VERSION_DISALLOWED, "client version " + version
                    + " is blocked for the user"));
        }
        if (!mapiHttp && protocol.equals(MAPI_OVER_HTTP)) {
            return refused(version, EmsmdbError.PROTOCOL_DISABLED, "MAPI over HTTP is disabled for the user");
        }
        if (!rpcHttp && protocol.equals(RPC_OVER_HTTP)) {
            return refused(version, EmsmdbError.RPC_HTTP_DISALLOWED, "Outlook Anywhere is disabled for the user");
        }
        if (!onlineMode && !client.mode().equals(ClientFacts.CACHED)) {
            return refused(version, EmsmdbError.CACHED_MODE_REQUIRED, "cached mode is required of the user");
        }
        return Optional.empty();
    }

    /// Clients before 12.0 know none of these codes ([MS-OXCRPC] 3.2.4.1.3.2).
    private static Optional<Refused> refused(ProtocolVersion version, int error, String why) {
        return Optional.of(version.atLeast(Versions.CLIENT_KNOWS_USER_LIMITS) ? new Refused(error, why)
                : new Refused(EmsmdbError.CLIENT_VERSION_DISALLOWED, why + ", told to " + version));
    }
}
