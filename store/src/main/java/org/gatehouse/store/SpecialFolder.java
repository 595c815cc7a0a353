package org.gatehouse.store;

/// Folders that every mailbox, or the public tree, has from the start.
///
/// The order of the first thirteen is that of RopLogon's FolderIds for private mailboxes ([MS-OXCSTOR] 2.2.1.1.3), that
/// of the public ones the order for public folders (2.2.1.1.4): tables say it, not ordinals ([#PRIVATE_LOGON]).
public enum SpecialFolder {
    ROOT("", ""),
    DEFERRED_ACTION("Deferred Action", ""),
    SPOOLER_QUEUE("Spooler Queue", ""),
    IPM_SUBTREE("Top of Information Store", ""),
    INBOX("Inbox", "IPF.Note"),
    OUTBOX("Outbox", "IPF.Note"),
    SENT_ITEMS("Sent Items", "IPF.Note"),
    DELETED_ITEMS("Deleted Items", "IPF.Note"),
    COMMON_VIEWS("Common Views", ""),
    SCHEDULE("Schedule", ""),
    SEARCH("Finder", ""),
    VIEWS("Views", ""),
    SHORTCUTS("Shortcuts", ""),
    CALENDAR("Calendar", "IPF.Appointment"),
    CONTACTS("Contacts", "IPF.Contact"),
    DRAFTS("Drafts", "IPF.Note"),
    JOURNAL("Journal", "IPF.Journal"),
    NOTES("Notes", "IPF.StickyNote"),
    TASKS("Tasks", "IPF.Task"),
    JUNK("Junk E-Mail", "IPF.Note"),
    SYNC_ISSUES("Sync Issues", "IPF.Note"),
    CONFLICTS("Conflicts", "IPF.Note"),
    LOCAL_FAILURES("Local Failures", "IPF.Note"),
    SERVER_FAILURES("Server Failures", "IPF.Note"),
    REMINDERS("Reminders", "Outlook.Reminder"),
    FREEBUSY_DATA("Freebusy Data", ""),

    PUBLIC_ROOT("", ""),
    PUBLIC_IPM_SUBTREE("IPM_SUBTREE", ""),
    PUBLIC_NON_IPM_SUBTREE("NON_IPM_SUBTREE", ""),
    PUBLIC_EFORMS_REGISTRY("EFORMS REGISTRY", ""),
    PUBLIC_FREE_BUSY("SCHEDULE+ FREE BUSY", ""),
    PUBLIC_OFFLINE_ADDRESS_BOOK("OFFLINE ADDRESS BOOK", ""),
    PUBLIC_LOCAL_EFORMS("Organizational Forms", ""),
    PUBLIC_LOCAL_FREE_BUSY("Free/Busy", ""),
    PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK("Address Lists", "");

    /// RopLogon's FolderIds for a private mailbox, in order ([MS-OXCSTOR] 2.2.1.1.3).
    public static final java.util.List<SpecialFolder> PRIVATE_LOGON = java.util.List.of(ROOT, DEFERRED_ACTION,
            SPOOLER_QUEUE, IPM_SUBTREE, INBOX, OUTBOX, SENT_ITEMS, DELETED_ITEMS, COMMON_VIEWS, SCHEDULE, SEARCH, VIEWS,
            SHORTCUTS);

    /// RopLogon's FolderIds for public folders, in order, the last four of thirteen being empty (2.2.1.1.4).
    public static final java.util.List<SpecialFolder> PUBLIC_LOGON = java.util.List.of(PUBLIC_ROOT, PUBLIC_IPM_SUBTREE,
            PUBLIC_NON_IPM_SUBTREE, PUBLIC_EFORMS_REGISTRY, PUBLIC_FREE_BUSY, PUBLIC_OFFLINE_ADDRESS_BOOK,
            PUBLIC_LOCAL_EFORMS, PUBLIC_LOCAL_FREE_BUSY, PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK);

    private final String displayName;
    private final String containerClass;

    SpecialFolder(String displayName, String containerClass) {
        this.displayName = displayName;
        this.containerClass = containerClass;
    }

    public String displayName() {
        return displayName;
    }

    /// PidTagContainerClass, empty for none.
    public String containerClass() {
        return containerClass;
    }
}
