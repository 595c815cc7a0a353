package org.gatehouse.access.emsmdb;

/// What Set-RpcClientAccess sets.
///
/// @param encryptionRequired refuse sessions that are not sealed; true unless an administrator says otherwise
/// @param connectionsMax sessions of all users on this server
/// @param blocked client versions that are refused
/// @param sendsOn whether clients that belong to another site are sent there
public record RpcSettings(boolean encryptionRequired, int connectionsMax, BlockedVersions blocked, boolean sendsOn) {
    public static RpcSettings defaults() {
        return new RpcSettings(true, 65_536, BlockedVersions.NONE, true);
    }
}
