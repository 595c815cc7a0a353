package org.gatehouse.directory.organization;

/// What a mailbox's owner may use, by its name in the shell, and where it is kept: mostly in a field of one of the
/// lines of protocolSettings, `MAPI§1§0§§§0`.
public enum ProtocolSwitch {
    ACTIVE_SYNC_ENABLED("ActiveSyncEnabled", true, "", 0),
    OWA_ENABLED("OWAEnabled", true, "OWA", 1),
    ECP_ENABLED("ECPEnabled", true, "ECP", 1),
    POP_ENABLED("PopEnabled", true, "POP3", 1),
    IMAP_ENABLED("ImapEnabled", true, "IMAP4", 1),
    EWS_ENABLED("EwsEnabled", true, "", 0),
    MAPI_ENABLED("MAPIEnabled", true, "MAPI", 1),
    MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE("MAPIBlockOutlookNonCachedMode", false, "MAPI", 2),
    MAPI_BLOCK_OUTLOOK_RPC_HTTP("MAPIBlockOutlookRpcHttp", false, "MAPI", 5),
    MAPI_HTTP_ENABLED("MapiHttpEnabled", true, "MAPI", 6);

    private final String parameter;
    private final boolean preset;
    private final String line;
    private final int field;

    ProtocolSwitch(String parameter, boolean preset, String line, int field) {
        this.parameter = parameter;
        this.preset = preset;
        this.line = line;
        this.field = field;
    }

    /// The name in the shell.
    public String parameter() {
        return parameter;
    }

    /// What holds while nobody has set it.
    boolean preset() {
        return preset;
    }

    /// The first field of its line of protocolSettings; empty for those with an attribute of their own.
    String line() {
        return line;
    }

    int field() {
        return field;
    }
}
