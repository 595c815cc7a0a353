package org.gatehouse.mapi.nspi;

/// Flags of the methods that return properties ([MS-OXNSPI] 2.2.1.11).
public final class RetrieveFlags {
    /// No tags of type PtypEmbeddedTable in lists that the server makes up.
    public static final int SKIP_OBJECTS = 0x1;
    /// Entry ids in their ephemeral form.
    public static final int EPHEMERAL_IDS = 0x2;

    private RetrieveFlags() {}
}
