package org.gatehouse.mapi.emsmdb;

import java.util.UUID;
import org.gatehouse.wire.Bytes;

/// One block of an auxiliary buffer ([MS-OXCRPC] 2.2.2.2): purely informational, either way (3.1.4.1.2).
public sealed interface AuxiliaryBlock {
    /// AUX_PERF_REQUESTID (2.2.2.2.1).
    record RequestId(int session, int request) implements AuxiliaryBlock {}

    /// AUX_PERF_SESSIONINFO and its second version (2.2.2.2.2, 2.2.2.2.3).
    ///
    /// @param connection 0 in the first version
    record SessionInfo(int session, UUID guid, int connection) implements AuxiliaryBlock {}

    /// AUX_PERF_CLIENTINFO (2.2.2.2.4). Absent texts are empty.
    record ClientInfo(int adapterKilobits, int client, String machineName, String userName, Bytes address,
            String adapterName, Mode mode) implements AuxiliaryBlock {
        public enum Mode { UNKNOWN, CLASSIC, CACHED }
    }

    /// AUX_PERF_SERVERINFO (2.2.2.2.5).
    record ServerInfo(int server, int serverType, String serverDn, String serverName) implements AuxiliaryBlock {}

    /// AUX_PERF_PROCESSINFO (2.2.2.2.6).
    record ProcessInfo(int process, UUID guid, String name) implements AuxiliaryBlock {}

    /// AUX_PERF_ACCOUNTINFO (2.2.2.2.18).
    record AccountInfo(int client, UUID account) implements AuxiliaryBlock {}

    /// AUX_CLIENT_CONNECTION_INFO (2.2.2.2.20).
    record ClientConnectionInfo(UUID connection, int attempts, boolean cached, String context)
            implements AuxiliaryBlock {}

    /// AUX_CLIENT_CONTROL (2.2.2.2.15).
    record ClientControl(int enableFlags, int expiryMillis) implements AuxiliaryBlock {
        public static final int SEND_PERFORMANCE = 0x01;
        public static final int COMPRESSION = 0x04;
        public static final int HTTP_TUNNELING = 0x08;
    }

    /// AUX_OSVERSIONINFO (2.2.2.2.16). Product note 16: 14.x does not send it.
    record OsVersionInfo(int major, int minor, int build, int servicePackMajor, int servicePackMinor)
            implements AuxiliaryBlock {}

    /// AUX_EXORGINFO (2.2.2.2.17).
    record OrganisationInfo(boolean publicFolders) implements AuxiliaryBlock {}

    /// AUX_SERVER_SESSION_INFO (2.2.2.2.21): text for the client's log.
    record ServerSessionInfo(String context) implements AuxiliaryBlock {}

    /// Counts and times of earlier calls, and blocks this server does not know: skipped over (3.1.4.1.2).
    record Other(int version, int type, Bytes body) implements AuxiliaryBlock {}
}
