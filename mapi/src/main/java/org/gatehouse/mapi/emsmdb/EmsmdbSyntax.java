package org.gatehouse.mapi.emsmdb;

import java.util.UUID;

/// The two interfaces and their operation numbers ([MS-OXCRPC] 2.1, 3.1.4, 3.3.4, section 6).
public final class EmsmdbSyntax {
    public static final UUID EMSMDB = UUID.fromString("a4f1db00-ca47-1067-b31f-00dd010662da");
    /// Written as version 0.81 in the IDL.
    public static final int EMSMDB_MAJOR = 0;
    public static final int EMSMDB_MINOR = 81;
    /// Opnums 0 to 14.
    public static final int EMSMDB_OPERATIONS = 15;

    public static final UUID ASYNC_EMSMDB = UUID.fromString("5261574a-4572-206e-b268-6b199213b4e4");
    public static final int ASYNC_EMSMDB_MAJOR = 0;
    /// Written as version 0.01 in the IDL.
    public static final int ASYNC_EMSMDB_MINOR = 1;
    public static final int ASYNC_EMSMDB_OPERATIONS = 1;

    private EmsmdbSyntax() {}
}
