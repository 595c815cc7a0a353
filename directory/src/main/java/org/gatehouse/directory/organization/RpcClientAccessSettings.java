package org.gatehouse.directory.organization;

/// Settings of the RPC Client Access service of one server (its child object `RpcClientAccess`).
///
/// @param name what administrators call them: `RpcClientAccess` until it is changed; the object keeps its own
/// @param maximumConnections 1 to 65536
/// @param blockedClientVersions ranges as `-13.32767.65535;15.0.0-`; empty blocks none
/// @param responsibility which logons the service takes: `Mailboxes`, `PublicFolders` or both
/// @param preferredSiteEnforced whether clients are sent to the site where they belong
public record RpcClientAccessSettings(ObjectHeader header, String name, String server, String responsibility,
        int maximumConnections, boolean encryptionRequired, String blockedClientVersions,
        boolean preferredSiteEnforced) {}
