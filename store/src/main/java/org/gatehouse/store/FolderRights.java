package org.gatehouse.store;

/// The bits of PidTagMemberRights and PidTagRights ([MS-OXCPERM] 2.2.7).
public final class FolderRights {
    public static final int NONE = 0;
    public static final int READ_ANY = 0x0001;
    public static final int CREATE = 0x0002;
    public static final int EDIT_OWNED = 0x0008;
    public static final int DELETE_OWNED = 0x0010;
    public static final int EDIT_ANY = 0x0020;
    public static final int DELETE_ANY = 0x0040;
    public static final int CREATE_SUBFOLDER = 0x0080;
    public static final int OWNER = 0x0100;
    /// Means nothing to the server: whom clients show as the one to ask.
    public static final int CONTACT = 0x0200;
    public static final int VISIBLE = 0x0400;
    public static final int FREE_BUSY_SIMPLE = 0x0800;
    public static final int FREE_BUSY_DETAILED = 0x1000;

    /// What clients call a reviewer, an author, an editor.
    public static final int REVIEWER = VISIBLE | READ_ANY;
    public static final int AUTHOR = REVIEWER | CREATE | EDIT_OWNED | DELETE_OWNED;
    public static final int EDITOR = AUTHOR | EDIT_ANY | DELETE_ANY;
    /// All that concerns the folder.
    public static final int FULL = EDITOR | CREATE_SUBFOLDER | OWNER;
    public static final int FREE_BUSY = FREE_BUSY_SIMPLE | FREE_BUSY_DETAILED;
    /// Every bit that has a meaning.
    public static final int VALID = FULL | CONTACT | FREE_BUSY;

    private FolderRights() {}
}
