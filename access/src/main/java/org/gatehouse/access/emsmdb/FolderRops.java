package org.gatehouse.access.emsmdb;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.access.emsmdb.ServerObject.FolderObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.ReplicaServers;
import org.gatehouse.mapi.rop.RopCopyFolder;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopEmptyFolder;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetOwningServers;
import org.gatehouse.mapi.rop.RopHardDeleteMessages;
import org.gatehouse.mapi.rop.RopHardDeleteMessagesAndSubfolders;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopMoveFolder;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopProgress;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.store.ContentsScope;
import org.gatehouse.store.Folder;
import org.gatehouse.store.HierarchyScope;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.Table;

/// Folders ([MS-OXCFOLD] 3.2.5). Folders are moved, copied and emptied at once even for a client that does not wait: it
/// is told that the operation has already completed, as it may be (3.2.5.7 to 3.2.5.10).
final class FolderRops {
    private static final int TABLE_DEPTH = 0x04;
    private static final int TABLE_NO_NOTIFICATIONS = 0x10;
    private static final int TABLE_SOFT_DELETED = 0x20;
    private static final int HIERARCHY_SUPPRESSES_NOTIFICATIONS = 0x80;
    private static final int CONTENTS_ASSOCIATED = 0x02;
    private static final int CONVERSATION_MEMBERS = 0x80;
    private static final int HIERARCHY_FLAGS = 0xfc;
    private static final int CONTENTS_FLAGS = 0x7a;
    /// UseUnicode and DeferredErrors may go with ConversationMembers, nothing else.
    private static final int CONVERSATION_FLAGS = 0xc8;
    private static final int DELETE_MESSAGES = 0x01;
    private static final int DELETE_FOLDERS = 0x04;
    private static final int DELETE_HARD = 0x10;
    private static final int OPEN_SOFT_DELETED = 0x04;

    private final Notifier notifier;

    private final String serverDn;

    FolderRops(Notifier notifier, String serverDn) {
        this.notifier = notifier;
        this.serverDn = serverDn;
    }

    /// OpenSoftDeleted lets softly deleted folders in beside the existing ones ([MS-OXCFOLD] 2.2.1.1.1). Asked of a
    /// logon or a folder, not of other objects (3.2.5.1).
    RopResponse open(RopOpenFolder.Request request, RopContext context) {
        ServerObject from = context.target(request);
        ServerObject.Logon logon = from instanceof ServerObject.Logon itself ? itself
                : RopContext.cast(from, FolderObject.class).logon();
        Folder folder = logon.mailbox().openFolder(request.folderId(),
                (request.openModeFlags() & OPEN_SOFT_DELETED) != 0);
        context.assign(request.outputHandleIndex(), new FolderObject(logon, folder));
        return new RopOpenFolder.Response(request.outputHandleIndex(), folder.hasRules(), null);
    }

    RopResponse create(RopCreateFolder.Request request, RopContext context) {
        FolderObject parent = context.folder(request);
        var codePage = context.session().codePage();
        String name = request.displayName().text(codePage);
        boolean search = request.folderType() == Folder.Type.SEARCH.code();
        if (!search && request.folderType() != Folder.Type.GENERIC.code() || name.isEmpty()) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "folder type or name");
        }
        Folder.CreatedFolder created = parent.folder().createFolder(name, request.comment().text(codePage),
                search ? Folder.Type.SEARCH : Folder.Type.GENERIC, request.openExisting());
        context.assign(request.outputHandleIndex(), new FolderObject(parent.logon(), created.folder()));
        // [MS-OXCFOLD] 2.2.1.2.2: always zero for mailboxes, and by note 3 for public folders.
        return new RopCreateFolder.Response(request.outputHandleIndex(), created.folder().id(), null);
    }

    RopResponse delete(RopDeleteFolder.Request request, RopContext context) {
        Set<Folder.DeleteFlag> flags = EnumSet.noneOf(Folder.DeleteFlag.class);
        if ((request.deleteFolderFlags() & DELETE_MESSAGES) != 0) {
            flags.add(Folder.DeleteFlag.MESSAGES);
        }
        if ((request.deleteFolderFlags() & DELETE_FOLDERS) != 0) {
            flags.add(Folder.DeleteFlag.FOLDERS);
        }
        if ((request.deleteFolderFlags() & DELETE_HARD) != 0) {
            flags.add(Folder.DeleteFlag.HARD);
        }
        boolean partial;
        try {
            partial = context.folder(request).folder().deleteFolder(request.folderId(), flags);
        } catch (MailboxException refused) {
            if (refused.error() != ErrorCode.HAS_FOLDERS && refused.error() != ErrorCode.HAS_MESSAGES) {
                throw refused;
            }
            partial = true; // [MS-OXCFOLD] 3.2.5.3: what has to stay is no error but partial completion
        }
        return new RopDeleteFolder.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, partial);
    }

    RopResponse empty(RopEmptyFolder.Request request, RopContext context) {
        boolean partial = context.folder(request).folder().empty(request.wantDeleteAssociated(), false);
        return new RopEmptyFolder.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, partial);
    }

    RopResponse hardEmpty(RopHardDeleteMessagesAndSubfolders.Request request, RopContext context) {
        boolean partial = context.folder(request).folder().empty(request.wantDeleteAssociated(), true);
        return new RopHardDeleteMessagesAndSubfolders.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, partial);
    }

    RopResponse deleteMessages(RopDeleteMessages.Request request, RopContext context) {
        Folder folder = context.folder(request).folder();
        return begin(request, request.wantAsynchronous(), context, new LongWork(request.messageIds(),
                request::failure, ids -> folder.deleteMessages(ids, false, request.notifyNonRead()),
                partial -> new RopDeleteMessages.Response(request.inputHandleIndex(), ErrorCode.SUCCESS, partial)));
    }

    RopResponse hardDeleteMessages(RopHardDeleteMessages.Request request, RopContext context) {
        Folder folder = context.folder(request).folder();
        return begin(request, request.wantAsynchronous(), context, new LongWork(request.messageIds(),
                request::failure, ids -> folder.deleteMessages(ids, true, request.notifyNonRead()),
                partial -> new RopHardDeleteMessages.Response(request.inputHandleIndex(), ErrorCode.SUCCESS,
                        partial)));
    }

    RopResponse moveCopyMessages(RopMoveCopyMessages.Request request, RopContext context) {
        Folder source = context.folder(request).folder();
        Folder target = destination(request.destHandleIndex(), context);
        return begin(request, request.wantAsynchronous(), context, new LongWork(request.messageIds(),
                request::failure,
                ids -> request.wantCopy() ? source.copyMessages(ids, target) : source.moveMessages(ids, target),
                partial -> new RopMoveCopyMessages.Response(request.sourceHandleIndex(), ErrorCode.SUCCESS,
                        partial)));
    }

    /// A client that does not wait gets an answer after the first of many messages, and asks for the others.
    static RopResponse begin(RopRequest request, boolean byAndBy, RopContext context, LongWork work) {
        ObjectTable objects = context.session().objects();
        if (!byAndBy || !context.session().works().hasRoom(handle -> objects.find(handle).isPresent())) {
            return work.whole();
        }
        RopResponse response = work.step(request.inputHandleIndex(), request.logonId());
        if (!work.isDone()) {
            context.session().works().put(context.handleAt(request.inputHandleIndex()), request.logonId(), work);
        }
        return response;
    }

    RopResponse progress(RopProgress.Request request, RopContext context) {
        ServerObject _ = context.target(request);
        int handle = context.handleAt(request.inputHandleIndex());
        LongWork work = context.session().works().find(handle).orElseThrow(() ->
                new MailboxException(ErrorCode.NOT_SUPPORTED, "nothing is under way"));
        boolean over = true;
        try {
            RopResponse response = request.wantCancel() ? work.cancel()
                    : work.step(request.inputHandleIndex(), request.logonId());
            over = work.isDone();
            return response;
        } catch (MailboxException refused) {
            return work.failed(refused.error());
        } finally {
            if (over) {
                context.session().works().remove(handle);
            }
        }
    }

    RopResponse move(RopMoveFolder.Request request, RopContext context) {
        Folder source = context.folder(request).folder();
        Folder target = destination(request.destHandleIndex(), context);
        boolean partial = source.moveFolder(request.folderId(), target,
                request.newFolderName().text(context.session().codePage()));
        return new RopMoveFolder.Response(request.sourceHandleIndex(), ErrorCode.SUCCESS, partial);
    }

    RopResponse copy(RopCopyFolder.Request request, RopContext context) {
        Folder source = context.folder(request).folder();
        Folder target = destination(request.destHandleIndex(), context);
        boolean partial = source.copyFolder(request.folderId(), target,
                request.newFolderName().text(context.session().codePage()), request.wantRecursive());
        return new RopCopyFolder.Response(request.sourceHandleIndex(), ErrorCode.SUCCESS, partial);
    }

    /// It may be of another logon of the session: another mailbox, or public folders.
    private static Folder destination(int index, RopContext context) {
        return RopContext.cast(context.ofAnyLogon(index, ErrorCode.DESTINATION_NULL_OBJECT), FolderObject.class)
                .folder();
    }

    /// Public folders are where their database is, and nowhere else ([MS-OXCSTOR] 3.2.5.6).
    RopResponse owningServers(RopGetOwningServers.Request request, RopContext context) {
        ServerObject.Logon logon = context.logon(request);
        if (logon.isPrivate()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not of mailboxes");
        }
        Folder _ = logon.mailbox().openFolder(request.folderId());
        return new RopGetOwningServers.Response(request.inputHandleIndex(),
                new ReplicaServers(1, List.of(serverDn)));
    }

    /// Refuses bits that mean nothing, as Exchange 2010 does ([MS-OXCFOLD] 3.2.5.13, 3.2.5.14). Deferred errors may be
    /// told at once, and text comes in the form that its column names.
    private static void checkFlags(int flags, int valid, int error) {
        if ((flags & ~valid) != 0) {
            throw new MailboxException(error, "TableFlags " + flags);
        }
    }

    RopResponse hierarchy(RopGetHierarchyTable.Request request, RopContext context) {
        FolderObject parent = context.folder(request);
        checkFlags(request.tableFlags(), HIERARCHY_FLAGS, ErrorCode.NOT_SUPPORTED);
        boolean deep = (request.tableFlags() & TABLE_DEPTH) != 0;
        boolean deleted = (request.tableFlags() & TABLE_SOFT_DELETED) != 0;
        Table rows = parent.folder().hierarchy(new HierarchyScope(deep, deleted));
        var table = new TableObject(parent.logon(), rows, TableObject.Kind.HIERARCHY);
        int count = show(request.outputHandleIndex(), table, parent, request.tableFlags(), context);
        return new RopGetHierarchyTable.Response(request.outputHandleIndex(), count);
    }

    RopResponse contents(RopGetContentsTable.Request request, RopContext context) {
        FolderObject parent = context.folder(request);
        checkFlags(request.tableFlags(), (request.tableFlags() & CONVERSATION_MEMBERS) == 0 ? CONTENTS_FLAGS
                : CONVERSATION_FLAGS, ErrorCode.INVALID_PARAMETER);
        boolean associated = (request.tableFlags() & CONTENTS_ASSOCIATED) != 0;
        boolean deleted = (request.tableFlags() & TABLE_SOFT_DELETED) != 0;
        Table rows = (request.tableFlags() & CONVERSATION_MEMBERS) != 0 ? parent.folder().conversationMembers()
                : parent.folder().contents(new ContentsScope(associated, deleted));
        var table = new TableObject(parent.logon(), rows, TableObject.Kind.CONTENTS);
        int count = show(request.outputHandleIndex(), table, parent, request.tableFlags(), context);
        return new RopGetContentsTable.Response(request.outputHandleIndex(), count);
    }

    private int show(int index, TableObject table, FolderObject parent, int flags, RopContext context) {
        int handle = context.assign(index, table);
        if ((flags & TABLE_NO_NOTIFICATIONS) == 0) {
            boolean contents = table.kind() == TableObject.Kind.CONTENTS;
            var scope = new TableWatch.Scope(parent.folder().id(), !contents && (flags & TABLE_DEPTH) != 0,
                    contents && (flags & CONTENTS_ASSOCIATED) != 0, (flags & TABLE_SOFT_DELETED) != 0,
                    !contents && (flags & HIERARCHY_SUPPRESSES_NOTIFICATIONS) != 0);
            notifier.watchTable(context.session(), table, scope, handle);
        }
        return table.table().count();
    }
}
