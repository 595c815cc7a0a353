package org.gatehouse.store;

import java.util.List;
import java.util.Set;
import org.gatehouse.mapi.id.ObjectId;

/// A folder, opened. Every method acts at once and is on disk when it returns.
///
/// @see PropertyObject for its properties
public interface Folder extends PropertyObject {
    ObjectId id();

    /// The parent's id; a root's own.
    ObjectId parentId();

    Type type();

    /// Whether it had rules when it was opened ([MS-OXCFOLD] 2.2.1.1.2).
    boolean hasRules();

    /// Creates a folder here ([MS-OXCFOLD] 3.2.5.2).
    ///
    /// @param openExisting whether a folder of that name is opened instead of refused
    /// @throws MailboxException COLLIDING_NAMES, and see [StoreLimits]
    CreatedFolder createFolder(String name, String comment, Type type, boolean openExisting);

    /// Deletes a folder of this one ([MS-OXCFOLD] 3.2.5.3). True when parts of it had to stay.
    ///
    /// @throws MailboxException HAS_FOLDERS or HAS_MESSAGES when the flags do not allow for them; ACCESS_DENIED for
    /// special folders
    boolean deleteFolder(ObjectId child, Set<DeleteFlag> flags);

    /// Moves a folder of this one. False: nothing had to stay. FOLDER_CYCLE, COLLIDING_NAMES are refusals.
    boolean moveFolder(ObjectId child, Folder target, String newName);

    /// Copies a folder of this one with its messages, and its folders when `recursive`.
    boolean copyFolder(ObjectId child, Folder target, String newName, boolean recursive);

    /// Deletes all messages, folders too; special folders stay. True when parts had to stay.
    ///
    /// @param hard beyond recovery
    boolean empty(boolean withAssociated, boolean hard);

    /// A message to fill and save here.
    MessageDraft createMessage(boolean associated);

    /// @throws MailboxException NOT_FOUND when it is not in this folder
    MessageDraft openMessage(ObjectId id, boolean writable);

    /// Deletes messages. True when some were not there, or the caller may not delete them.
    ///
    /// @param hard beyond recovery
    /// @param notifyNonRead whether senders who asked for it are told that nobody read theirs ([MS-OXCFOLD] 3.2.5.11)
    boolean deleteMessages(List<ObjectId> ids, boolean hard, boolean notifyNonRead);

    /// Deletes messages; senders are told.
    default boolean deleteMessages(List<ObjectId> ids, boolean hard) {
        return deleteMessages(ids, hard, true);
    }

    /// Deletes messages beyond recovery.
    default boolean deleteMessages(List<ObjectId> ids) {
        return deleteMessages(ids, true);
    }

    /// Moves messages, which get new ids; softly deleted ones come back. True when some could not be moved.
    boolean moveMessages(List<ObjectId> ids, Folder target);

    boolean copyMessages(List<ObjectId> ids, Folder target);

    /// Marks messages read or unread; all of the folder when `ids` is empty. True when some were not there.
    ///
    /// @param suppressReceipts forgets pending read receipts ([MS-OXCMSG] 3.2.5.10)
    default boolean setReadFlags(List<ObjectId> ids, boolean read, boolean suppressReceipts) {
        return setReadFlags(ids, ReadFlags.of(read, suppressReceipts));
    }

    /// The same with every flag.
    boolean setReadFlags(List<ObjectId> ids, ReadFlags flags);

    /// PidTagMessageStatus ([MS-OXCMSG] 2.2.3.8).
    int messageStatus(ObjectId id);

    /// Sets the bits of `mask`; the status before.
    int setMessageStatus(ObjectId id, int status, int mask);

    /// What the session's caller may do here: bits of [FolderRights].
    int rights();

    /// The permission list: the default row first, the anonymous one last ([MS-OXCPERM] 3.2.5.1).
    ///
    /// @param withFreeBusy whether the calendar's free/busy bits are shown
    List<FolderPermission> permissions(boolean withFreeBusy);

    /// The same as a table. ACCESS_DENIED at its use when the folder is no longer visible.
    Table permissionTable(boolean withFreeBusy);

    /// Changes the permission list ([MS-OXCPERM] 3.2.5.2).
    ///
    /// @param replace drops all rows but the default one first
    /// @param withFreeBusy whether the free/busy bits count
    /// @throws MailboxException ACCESS_DENIED when the caller does not own the folder
    void modifyPermissions(List<FolderPermission.Change> changes, boolean replace, boolean withFreeBusy);

    /// What a search folder finds, and how the search stands ([MS-OXCFOLD] 3.2.5.5).
    ///
    /// @throws MailboxException NOT_SEARCH_FOLDER
    SearchCriteria searchCriteria();

    /// Starts, changes or stops a search ([MS-OXCFOLD] 3.2.5.4). The end of a long one is told by SEARCH_COMPLETE.
    ///
    /// @throws MailboxException NOT_SEARCH_FOLDER, NOT_INITIALIZED, SEARCH_FOLDER_SCOPE_VIOLATION, TOO_COMPLEX,
    /// INVALID_PARAMETER
    void search(SearchCriteria.Order order);

    /// The folders below, by name.
    Table hierarchy(HierarchyScope scope);

    /// The messages, newest delivery first.
    Table contents(ContentsScope scope);

    /// The messages of a conversation wherever they are: none until a restriction on PidTagConversationId names it
    /// ([MS-OXCFOLD] 3.1.4.10). Of a public folder, its own messages.
    ///
    /// @throws MailboxException NOT_SUPPORTED for other folders of a mailbox than its root
    Table conversationMembers();

    default Table hierarchy(boolean allLevels) {
        return hierarchy(new HierarchyScope(allLevels, false));
    }

    default Table contents(boolean associated) {
        return contents(new ContentsScope(associated, false));
    }

    record CreatedFolder(Folder folder, boolean existed) {}

    /// PidTagFolderType ([MS-OXCFOLD] 2.2.2.2.2.2).
    enum Type {
        ROOT(0), GENERIC(1), SEARCH(2);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        static Type of(int code) {
            return switch (code) {
                case 0 -> ROOT;
                case 1 -> GENERIC;
                case 2 -> SEARCH;
                default -> throw new IllegalArgumentException("folder type " + code);
            };
        }
    }

    /// [MS-OXCFOLD] 2.2.1.3.1.
    enum DeleteFlag { MESSAGES, FOLDERS, HARD }
}
