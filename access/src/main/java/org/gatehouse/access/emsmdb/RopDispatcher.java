package org.gatehouse.access.emsmdb;

import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopAbort;
import org.gatehouse.mapi.rop.RopAbortSubmit;
import org.gatehouse.mapi.rop.RopCloneStream;
import org.gatehouse.mapi.rop.RopCollapseRow;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCopyFolder;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCopyTo;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateBookmark;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteAttachment;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopDeleteProperties;
import org.gatehouse.mapi.rop.RopDeletePropertiesNoReplicate;
import org.gatehouse.mapi.rop.RopEmptyFolder;
import org.gatehouse.mapi.rop.RopExpandRow;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopFreeBookmark;
import org.gatehouse.mapi.rop.RopGetAddressTypes;
import org.gatehouse.mapi.rop.RopGetAttachmentTable;
import org.gatehouse.mapi.rop.RopGetCollapseState;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetLocalReplicaIds;
import org.gatehouse.mapi.rop.RopGetMessageStatus;
import org.gatehouse.mapi.rop.RopGetNamesFromPropertyIds;
import org.gatehouse.mapi.rop.RopGetOwningServers;
import org.gatehouse.mapi.rop.RopGetPerUserGuid;
import org.gatehouse.mapi.rop.RopGetPerUserLongTermIds;
import org.gatehouse.mapi.rop.RopGetPermissionsTable;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetPropertiesList;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopGetReceiveFolderTable;
import org.gatehouse.mapi.rop.RopGetRulesTable;
import org.gatehouse.mapi.rop.RopGetSearchCriteria;
import org.gatehouse.mapi.rop.RopGetStatus;
import org.gatehouse.mapi.rop.RopGetStoreState;
import org.gatehouse.mapi.rop.RopGetStreamSize;
import org.gatehouse.mapi.rop.RopGetTransportFolder;
import org.gatehouse.mapi.rop.RopGetValidAttachments;
import org.gatehouse.mapi.rop.RopHardDeleteMessages;
import org.gatehouse.mapi.rop.RopHardDeleteMessagesAndSubfolders;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopLockRegionStream;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopLongTermIdFromId;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopModifyRules;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopMoveFolder;
import org.gatehouse.mapi.rop.RopOpenAttachment;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopOptionsData;
import org.gatehouse.mapi.rop.RopProgress;
import org.gatehouse.mapi.rop.RopPublicFolderIsGhosted;
import org.gatehouse.mapi.rop.RopQueryColumnsAll;
import org.gatehouse.mapi.rop.RopQueryNamedProperties;
import org.gatehouse.mapi.rop.RopQueryPosition;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadPerUserInformation;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopReloadCachedInformation;
import org.gatehouse.mapi.rop.RopRemoveAllRecipients;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResetTable;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSeekRowBookmark;
import org.gatehouse.mapi.rop.RopSeekRowFractional;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetCollapseState;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetLocalReplicaMidsetDeleted;
import org.gatehouse.mapi.rop.RopSetMessageReadFlag;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetPropertiesNoReplicate;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.mapi.rop.RopSetSpooler;
import org.gatehouse.mapi.rop.RopSetStreamSize;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.mapi.rop.RopSpoolerLockMessage;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopTransportNewMail;
import org.gatehouse.mapi.rop.RopTransportSend;
import org.gatehouse.mapi.rop.RopUnlockRegionStream;
import org.gatehouse.mapi.rop.RopUpdateDeferredActionMessages;
import org.gatehouse.mapi.rop.RopWriteAndCommitStream;
import org.gatehouse.mapi.rop.RopWritePerUserInformation;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.mapi.rop.RopWriteStreamExtended;
import org.gatehouse.store.MailboxException;
import org.jspecify.annotations.Nullable;

/// Every remote operation with the handler that acts on it. A new one does not compile until it has a line here.
final class RopDispatcher {
    /// What a server answers that does not implement an operation ([MS-OXCSTOR] 3.2.5.5).
    private static final int NOT_IMPLEMENTED = 0x8004_0fff;

    private final Notifier notifier = new Notifier();
    private final LogonRops logons;
    private final FolderRops folders;
    private final TableRops tables = new TableRops();
    private final CategoryRops categories = new CategoryRops();
    private final MessageRops messages = new MessageRops();
    private final PerUserRops perUser = new PerUserRops();
    private final AttachmentRops attachments = new AttachmentRops();
    private final PropertyRops properties = new PropertyRops();
    private final StreamRops streams;
    private final SearchRops searches = new SearchRops();
    private final SubmitRops submissions;
    private final PermissionRops permissions;

    RopDispatcher(AccessNode node) {
        this.logons = new LogonRops(node);
        this.submissions = new SubmitRops(node);
        this.streams = new StreamRops(node.clock());
        this.permissions = new PermissionRops(node);
        this.folders = new FolderRops(notifier, node.server().legacyDn());
    }

    /// Acts on one request; null for the one that has no response.
    ///
    /// @throws MailboxException with the error that the response is to carry
    @Nullable RopResponse dispatch(RopRequest request, RopContext context) {
        if (!(request instanceof RopProgress.Request)) {
            context.session().works().abandon(request.logonId());
        }
        return switch (request) {
            case RopRelease.Request release -> {
                context.session().objects().release(context.handleAt(release.inputHandleIndex()), release.logonId());
                yield null;
            }
            case RopLogon.Request r -> logons.logon(r, context);
            case RopGetReceiveFolder.Request r -> logons.receiveFolder(r, context);
            case RopSetReceiveFolder.Request r -> logons.setReceiveFolder(r, context);
            case RopGetReceiveFolderTable.Request r -> logons.receiveFolders(r, context);
            case RopLongTermIdFromId.Request r -> logons.longTermId(r, context);
            case RopIdFromLongTermId.Request r -> logons.shortTermId(r, context);
            case RopGetLocalReplicaIds.Request r -> logons.reserveIds(r, context);
            case RopPublicFolderIsGhosted.Request r -> logons.isGhosted(r, context);
            case RopOpenFolder.Request r -> folders.open(r, context);
            case RopCreateFolder.Request r -> folders.create(r, context);
            case RopDeleteFolder.Request r -> folders.delete(r, context);
            case RopEmptyFolder.Request r -> folders.empty(r, context);
            case RopHardDeleteMessagesAndSubfolders.Request r -> folders.hardEmpty(r, context);
            case RopDeleteMessages.Request r -> folders.deleteMessages(r, context);
            case RopHardDeleteMessages.Request r -> folders.hardDeleteMessages(r, context);
            case RopMoveCopyMessages.Request r -> folders.moveCopyMessages(r, context);
            case RopMoveFolder.Request r -> folders.move(r, context);
            case RopCopyFolder.Request r -> folders.copy(r, context);
            case RopGetHierarchyTable.Request r -> folders.hierarchy(r, context);
            case RopGetContentsTable.Request r -> folders.contents(r, context);
            case RopSetColumns.Request r -> tables.setColumns(r, context);
            case RopSortTable.Request r -> tables.sort(r, context);
            case RopRestrict.Request r -> tables.restrict(r, context);
            case RopQueryRows.Request r -> tables.queryRows(r, context);
            case RopFindRow.Request r -> tables.find(r, context);
            case RopSeekRow.Request r -> tables.seek(r, context);
            case RopSeekRowBookmark.Request r -> tables.seekBookmark(r, context);
            case RopSeekRowFractional.Request r -> tables.seekFraction(r, context);
            case RopQueryPosition.Request r -> tables.position(r, context);
            case RopCreateBookmark.Request r -> tables.createBookmark(r, context);
            case RopFreeBookmark.Request r -> tables.freeBookmark(r, context);
            case RopQueryColumnsAll.Request r -> tables.columnsAll(r, context);
            case RopGetStatus.Request r -> tables.status(r, context);
            case RopAbort.Request r -> tables.abort(r, context);
            case RopResetTable.Request r -> tables.reset(r, context);
            case RopExpandRow.Request r -> categories.expand(r, context);
            case RopCollapseRow.Request r -> categories.collapse(r, context);
            case RopGetCollapseState.Request r -> categories.getState(r, context);
            case RopSetCollapseState.Request r -> categories.setState(r, context);
            case RopOpenMessage.Request r -> messages.open(r, context);
            case RopCreateMessage.Request r -> messages.create(r, context);
            case RopSaveChangesMessage.Request r -> messages.save(r, context);
            case RopOpenEmbeddedMessage.Request r -> messages.openEmbedded(r, context);
            case RopModifyRecipients.Request r -> messages.modifyRecipients(r, context);
            case RopRemoveAllRecipients.Request r -> messages.removeRecipients(r, context);
            case RopReadRecipients.Request r -> messages.readRecipients(r, context);
            case RopReloadCachedInformation.Request r -> messages.reload(r, context);
            case RopGetMessageStatus.Request r -> messages.status(r, context);
            case RopSetMessageStatus.Request r -> messages.setStatus(r, context);
            case RopSetReadFlags.Request r -> messages.setReadFlags(r, context);
            case RopSetMessageReadFlag.Request r -> messages.setReadFlag(r, context);
            case RopOpenAttachment.Request r -> attachments.open(r, context);
            case RopCreateAttachment.Request r -> attachments.create(r, context);
            case RopDeleteAttachment.Request r -> attachments.delete(r, context);
            case RopSaveChangesAttachment.Request r -> attachments.save(r, context);
            case RopGetAttachmentTable.Request r -> attachments.table(r, context);
            case RopGetValidAttachments.Request r -> attachments.numbers(r, context);
            case RopGetPropertiesSpecific.Request r -> properties.specific(r, context);
            case RopGetPropertiesAll.Request r -> properties.all(r, context);
            case RopGetPropertiesList.Request r -> properties.list(r, context);
            case RopSetProperties.Request r -> properties.set(r, context);
            case RopSetPropertiesNoReplicate.Request r -> properties.setNoReplicate(r, context);
            case RopDeleteProperties.Request r -> properties.delete(r, context);
            case RopDeletePropertiesNoReplicate.Request r -> properties.deleteNoReplicate(r, context);
            case RopGetNamesFromPropertyIds.Request r -> properties.names(r, context);
            case RopGetPropertyIdsFromNames.Request r -> properties.ids(r, context);
            case RopQueryNamedProperties.Request r -> properties.queryNames(r, context);
            case RopCopyTo.Request r -> properties.copyTo(r, context);
            case RopCopyProperties.Request r -> properties.copyProperties(r, context);
            case RopOpenStream.Request r -> streams.open(r, context);
            case RopReadStream.Request r -> streams.read(r, context);
            case RopWriteStream.Request r -> streams.write(r, context);
            case RopWriteStreamExtended.Request r -> streams.writeExtended(r, context);
            case RopWriteAndCommitStream.Request r -> streams.writeAndCommit(r, context);
            case RopSeekStream.Request r -> streams.seek(r, context);
            case RopSetStreamSize.Request r -> streams.setSize(r, context);
            case RopGetStreamSize.Request r -> streams.size(r, context);
            case RopCommitStream.Request r -> streams.commit(r, context);
            case RopCopyToStream.Request r -> streams.copy(r, context);
            case RopCloneStream.Request r -> streams.copyHandle(r, context);
            case RopLockRegionStream.Request r -> streams.lock(r, context);
            case RopUnlockRegionStream.Request r -> streams.unlock(r, context);
            case RopSubmitMessage.Request r -> submissions.submit(messaging(r, context), context);
            case RopTransportSend.Request r -> submissions.send(messaging(r, context), context);
            case RopAbortSubmit.Request r -> submissions.abort(r, context);
            case RopGetAddressTypes.Request r -> SubmitRops.addressTypes(r);
            case RopGetTransportFolder.Request r -> submissions.transportFolder(r, context);
            case RopOptionsData.Request r -> submissions.options(r, context);
            case RopSetSpooler.Request r -> submissions.spooler(r, context);
            case RopSpoolerLockMessage.Request r -> submissions.lock(r, context);
            case RopTransportNewMail.Request r -> submissions.newMail(r, context);
            case RopRegisterNotification.Request r -> notifier.register(r, context);
            case RopGetStoreState.Request r when context.session().objects().isPublic(r.logonId()) ->
                    throw refused(ErrorCode.NOT_SUPPORTED, r);
            case RopGetStoreState.Request r -> throw refused(NOT_IMPLEMENTED, r);
            case RopSetSearchCriteria.Request r -> searches.set(r, context);
            case RopGetSearchCriteria.Request r -> searches.get(r, context);
            case RopGetPermissionsTable.Request r -> permissions.table(r, context);
            case RopModifyPermissions.Request r -> permissions.modify(r, context);
            // Rules come later.
            case RopGetRulesTable.Request r -> throw refused(ErrorCode.NOT_SUPPORTED, r);
            case RopModifyRules.Request r -> throw refused(ErrorCode.NOT_SUPPORTED, r);
            case RopUpdateDeferredActionMessages.Request r -> throw refused(ErrorCode.NOT_SUPPORTED, r);
            case RopProgress.Request r -> folders.progress(r, context);
            case RopGetOwningServers.Request r -> folders.owningServers(r, context);
            case RopGetPerUserLongTermIds.Request r -> perUser.folders(r, context);
            case RopGetPerUserGuid.Request r -> perUser.source(r, context);
            case RopReadPerUserInformation.Request r -> perUser.read(r, context);
            case RopWritePerUserInformation.Request r -> perUser.write(r, context);
            case RopSetLocalReplicaMidsetDeleted.Request r -> throw refused(ErrorCode.NOT_SUPPORTED, r);
        };
    }

    /// Nothing is sent from a logon that was asked for without messaging ([MS-OXCSTOR] 2.2.1.1.1, NO_MAIL).
    ///
    /// @throws MailboxException QUOTA_EXCEEDED when the mailbox holds more than it may to send (2.2.2.1.1.4)
    private static <R extends RopRequest> R messaging(R request, RopContext context) {
        ServerObject.Logon logon = context.logon(request);
        if (!logon.isMessaging()) {
            throw refused(ErrorCode.NOT_SUPPORTED, request);
        }
        if (logon.quotas().send().isPresent() && logon.mailbox().bytes() > logon.quotas().send().getAsInt() * 1024L) {
            throw refused(ErrorCode.QUOTA_EXCEEDED, request);
        }
        return request;
    }

    private static MailboxException refused(int error, RopRequest request) {
        return new MailboxException(error, request.id().specName());
    }
}
