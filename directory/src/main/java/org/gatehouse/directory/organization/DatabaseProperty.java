package org.gatehouse.directory.organization;

/// The settings of a database by their names in the shell, where they are kept, and what they may hold.
public enum DatabaseProperty {
    EDB_FILE_PATH("EdbFilePath", "msExchEDBFile", Syntax.TEXT, ""),
    LOG_FOLDER_PATH("LogFolderPath", "msExchESEParamLogFilePath", Syntax.TEXT, ""),
    /// Where the store is; empty for where the directory is.
    CONNECTION_STRING("ConnectionString", "gatehouseConnectionString", Syntax.TEXT, ""),
    /// Where Patroni answers for its servers; empty for port 8008 of the hosts of the connection string.
    PATRONI_URL("PatroniUrl", "gatehousePatroniUrl", Syntax.TEXT, ""),
    RECOVERY("Recovery", "msExchRestore", Syntax.BOOLEAN, "False"),
    MOUNT_AT_STARTUP("MountAtStartup", "gatehouseMountAtStartup", Syntax.BOOLEAN, "True"),
    CIRCULAR_LOGGING_ENABLED("CircularLoggingEnabled", "msExchESEParamCircularLog", Syntax.BOOLEAN, "False"),
    BACKGROUND_DATABASE_MAINTENANCE("BackgroundDatabaseMaintenance", "msExchESEParamBackgroundDatabaseMaintenance",
            Syntax.BOOLEAN, "True"),
    ALLOW_FILE_RESTORE("AllowFileRestore", "msExchAllowFileRestore", Syntax.BOOLEAN, "False"),
    INDEX_ENABLED("IndexEnabled", "msExchIndexEnabled", Syntax.BOOLEAN, "True"),
    IS_EXCLUDED_FROM_PROVISIONING("IsExcludedFromProvisioning", "msExchProvisioningExcluded", Syntax.BOOLEAN, "False"),
    IS_SUSPENDED_FROM_PROVISIONING("IsSuspendedFromProvisioning", "msExchProvisioningSuspended", Syntax.BOOLEAN,
            "False"),
    DATA_MOVE_REPLICATION_CONSTRAINT("DataMoveReplicationConstraint", "msExchDataMoveReplicationConstraint",
            Syntax.TEXT, "SecondCopy"),
    DELETED_ITEM_RETENTION("DeletedItemRetention", "garbageCollPeriod", Syntax.TIMESPAN, "14.00:00:00"),
    MAILBOX_RETENTION("MailboxRetention", "msExchMailboxRetentionPeriod", Syntax.TIMESPAN, "30.00:00:00"),
    EVENT_HISTORY_RETENTION_PERIOD("EventHistoryRetentionPeriod", "msExchEventHistoryRetentionPeriod",
            Syntax.TIMESPAN, "7.00:00:00"),
    RETAIN_DELETED_ITEMS_UNTIL_BACKUP("RetainDeletedItemsUntilBackup", "deletedItemFlags", Syntax.BOOLEAN, "False"),
    ISSUE_WARNING_QUOTA("IssueWarningQuota", "mDBStorageQuota", Syntax.QUOTA, "1.899 GB (2,039,480,320 bytes)"),
    PROHIBIT_SEND_QUOTA("ProhibitSendQuota", "mDBOverQuotaLimit", Syntax.QUOTA, "2 GB (2,147,483,648 bytes)"),
    PROHIBIT_SEND_RECEIVE_QUOTA("ProhibitSendReceiveQuota", "mDBOverHardQuotaLimit", Syntax.QUOTA,
            "2.3 GB (2,469,396,480 bytes)"),
    RECOVERABLE_ITEMS_QUOTA("RecoverableItemsQuota", "msExchDumpsterQuota", Syntax.QUOTA,
            "30 GB (32,212,254,720 bytes)"),
    RECOVERABLE_ITEMS_WARNING_QUOTA("RecoverableItemsWarningQuota", "msExchDumpsterWarningQuota", Syntax.QUOTA,
            "20 GB (21,474,836,480 bytes)"),
    JOURNAL_RECIPIENT("JournalRecipient", "msExchMessageJournalRecipient", Syntax.TEXT, ""),
    OFFLINE_ADDRESS_BOOK("OfflineAddressBook", "msExchUseOAB", Syntax.TEXT, ""),
    PUBLIC_FOLDER_DATABASE("PublicFolderDatabase", "msExchHomePublicMDB", Syntax.DATABASE, "");

    /// How a value is read, checked and printed.
    public enum Syntax {
        /// Any text of at most 1024 characters; empty clears it.
        TEXT,
        /// `True` or `False` (also `$true`, `$false`).
        BOOLEAN,
        /// `d.hh:mm:ss`.
        TIMESPAN,
        /// `Unlimited`, a number of bytes, or a number with B, KB, MB, GB or TB.
        QUOTA,
        /// An identity of a database.
        DATABASE
    }

    private final String parameter;
    private final String attribute;
    private final Syntax syntax;
    private final String preset;

    DatabaseProperty(String parameter, String attribute, Syntax syntax, String preset) {
        this.parameter = parameter;
        this.attribute = attribute;
        this.syntax = syntax;
        this.preset = preset;
    }

    /// The name in the shell.
    public String parameter() {
        return parameter;
    }

    /// The directory attribute that keeps it.
    public String attribute() {
        return attribute;
    }

    public Syntax syntax() {
        return syntax;
    }

    /// What it prints as when nothing is set.
    public String preset() {
        return preset;
    }
}
