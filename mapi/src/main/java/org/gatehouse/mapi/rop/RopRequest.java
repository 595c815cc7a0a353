package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteWriter;

/// What a client asks in one ROP ([MS-OXCROPS] 2.2.3 to 2.2.15).
///
/// A dispatcher switches over the permitted records without `default`: a new ROP does not compile until it is handled.
public sealed interface RopRequest permits
        RopRelease.Request, RopOpenFolder.Request, RopOpenMessage.Request, RopGetHierarchyTable.Request,
        RopGetContentsTable.Request, RopCreateMessage.Request, RopGetPropertiesSpecific.Request,
        RopGetPropertiesAll.Request, RopGetPropertiesList.Request, RopSetProperties.Request,
        RopDeleteProperties.Request, RopSaveChangesMessage.Request, RopRemoveAllRecipients.Request,
        RopModifyRecipients.Request, RopReadRecipients.Request, RopReloadCachedInformation.Request,
        RopSetMessageReadFlag.Request, RopSetColumns.Request, RopSortTable.Request, RopRestrict.Request,
        RopQueryRows.Request, RopGetStatus.Request, RopQueryPosition.Request, RopSeekRow.Request,
        RopSeekRowBookmark.Request, RopSeekRowFractional.Request, RopCreateBookmark.Request, RopCreateFolder.Request,
        RopDeleteFolder.Request, RopDeleteMessages.Request, RopGetMessageStatus.Request, RopSetMessageStatus.Request,
        RopGetAttachmentTable.Request, RopOpenAttachment.Request, RopCreateAttachment.Request,
        RopDeleteAttachment.Request, RopSaveChangesAttachment.Request, RopSetReceiveFolder.Request,
        RopGetReceiveFolder.Request, RopRegisterNotification.Request, RopOpenStream.Request, RopReadStream.Request,
        RopWriteStream.Request, RopSeekStream.Request, RopSetStreamSize.Request, RopSetSearchCriteria.Request,
        RopGetSearchCriteria.Request, RopSubmitMessage.Request, RopMoveCopyMessages.Request, RopAbortSubmit.Request,
        RopMoveFolder.Request, RopCopyFolder.Request, RopQueryColumnsAll.Request, RopAbort.Request, RopCopyTo.Request,
        RopCopyToStream.Request, RopCloneStream.Request, RopGetPermissionsTable.Request, RopGetRulesTable.Request,
        RopModifyPermissions.Request, RopModifyRules.Request, RopGetOwningServers.Request,
        RopLongTermIdFromId.Request, RopIdFromLongTermId.Request, RopPublicFolderIsGhosted.Request,
        RopOpenEmbeddedMessage.Request, RopSetSpooler.Request, RopSpoolerLockMessage.Request,
        RopGetAddressTypes.Request, RopTransportSend.Request, RopFindRow.Request, RopProgress.Request,
        RopTransportNewMail.Request, RopGetValidAttachments.Request, RopGetNamesFromPropertyIds.Request,
        RopGetPropertyIdsFromNames.Request, RopUpdateDeferredActionMessages.Request, RopEmptyFolder.Request,
        RopExpandRow.Request, RopCollapseRow.Request, RopLockRegionStream.Request, RopUnlockRegionStream.Request,
        RopCommitStream.Request, RopGetStreamSize.Request, RopQueryNamedProperties.Request,
        RopGetPerUserLongTermIds.Request, RopGetPerUserGuid.Request, RopReadPerUserInformation.Request,
        RopWritePerUserInformation.Request, RopSetReadFlags.Request, RopCopyProperties.Request,
        RopGetReceiveFolderTable.Request, RopGetCollapseState.Request, RopSetCollapseState.Request,
        RopGetTransportFolder.Request, RopOptionsData.Request, RopSetPropertiesNoReplicate.Request,
        RopDeletePropertiesNoReplicate.Request, RopGetStoreState.Request, RopGetLocalReplicaIds.Request,
        RopResetTable.Request, RopFreeBookmark.Request, RopWriteAndCommitStream.Request,
        RopHardDeleteMessages.Request, RopHardDeleteMessagesAndSubfolders.Request,
        RopSetLocalReplicaMidsetDeleted.Request, RopWriteStreamExtended.Request, RopLogon.Request {
    RopId id();

    /// Which logon of the session this is about; RopLogon chooses the number.
    int logonId();

    /// Index into the handle table of the object to act on: of the source where there are two objects, of the output
    /// for RopLogon.
    int inputHandleIndex();

    /// The index that the response names: the output handle's where the ROP opens an object.
    default int responseHandleIndex() {
        return inputHandleIndex();
    }

    /// Writes what follows the logon id.
    void encodeBody(ByteWriter out);

    /// Writes the whole ROP.
    default void encode(ByteWriter out) {
        encodeBody(out.u8(id().code()).u8(logonId()));
    }

    /// The response that says this ROP failed, in the form that this ROP has for it.
    ///
    /// @param error not success: a code of [org.gatehouse.mapi.property.ErrorCode]
    default RopResponse failure(int error) {
        return new RopResponse.Failure(id(), responseHandleIndex(), error);
    }
}
