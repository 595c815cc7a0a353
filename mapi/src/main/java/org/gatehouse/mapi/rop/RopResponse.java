package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// What a server answers in one ROP ([MS-OXCROPS] 2.2.3 to 2.2.15). RopRelease has no answer.
public sealed interface RopResponse permits RopResponse.Failure, RopResponse.NullDestination,
        RopOpenFolder.Response, RopOpenMessage.Response, RopGetHierarchyTable.Response, RopGetContentsTable.Response,
        RopCreateMessage.Response, RopGetPropertiesSpecific.Response, RopGetPropertiesAll.Response,
        RopGetPropertiesList.Response, RopSetProperties.Response, RopDeleteProperties.Response,
        RopSaveChangesMessage.Response, RopRemoveAllRecipients.Response, RopModifyRecipients.Response,
        RopReadRecipients.Response, RopReloadCachedInformation.Response, RopSetMessageReadFlag.Response,
        RopSetColumns.Response, RopSortTable.Response, RopRestrict.Response, RopQueryRows.Response,
        RopGetStatus.Response, RopQueryPosition.Response, RopSeekRow.Response, RopSeekRowBookmark.Response,
        RopSeekRowFractional.Response, RopCreateBookmark.Response, RopCreateFolder.Response, RopDeleteFolder.Response,
        RopDeleteMessages.Response, RopSetMessageStatus.Response, RopGetAttachmentTable.Response,
        RopOpenAttachment.Response, RopCreateAttachment.Response, RopDeleteAttachment.Response,
        RopSaveChangesAttachment.Response, RopSetReceiveFolder.Response, RopGetReceiveFolder.Response,
        RopRegisterNotification.Response, RopNotify.Response, RopOpenStream.Response, RopReadStream.Response,
        RopWriteStream.Response, RopSeekStream.Response, RopSetStreamSize.Response, RopSetSearchCriteria.Response,
        RopGetSearchCriteria.Response, RopSubmitMessage.Response, RopMoveCopyMessages.Response,
        RopAbortSubmit.Response, RopMoveFolder.Response, RopCopyFolder.Response, RopQueryColumnsAll.Response,
        RopAbort.Response, RopCopyTo.Response, RopCopyToStream.Response, RopCloneStream.Response,
        RopGetPermissionsTable.Response, RopGetRulesTable.Response, RopModifyPermissions.Response,
        RopModifyRules.Response, RopGetOwningServers.Response, RopLongTermIdFromId.Response,
        RopIdFromLongTermId.Response, RopPublicFolderIsGhosted.Response, RopOpenEmbeddedMessage.Response,
        RopSetSpooler.Response, RopSpoolerLockMessage.Response, RopGetAddressTypes.Response,
        RopTransportSend.Response, RopFindRow.Response, RopProgress.Response, RopTransportNewMail.Response,
        RopGetValidAttachments.Response, RopGetNamesFromPropertyIds.Response, RopGetPropertyIdsFromNames.Response,
        RopUpdateDeferredActionMessages.Response, RopEmptyFolder.Response, RopExpandRow.Response,
        RopCollapseRow.Response, RopLockRegionStream.Response, RopUnlockRegionStream.Response,
        RopCommitStream.Response, RopGetStreamSize.Response, RopQueryNamedProperties.Response,
        RopGetPerUserLongTermIds.Response, RopGetPerUserGuid.Response, RopReadPerUserInformation.Response,
        RopWritePerUserInformation.Response, RopSetReadFlags.Response, RopCopyProperties.Response,
        RopGetReceiveFolderTable.Response, RopGetCollapseState.Response, RopSetCollapseState.Response,
        RopGetTransportFolder.Response, RopPending.Response, RopOptionsData.Response,
        RopSetPropertiesNoReplicate.Response, RopDeletePropertiesNoReplicate.Response, RopGetStoreState.Response,
        RopGetLocalReplicaIds.Response, RopResetTable.Response, RopFreeBookmark.Response,
        RopWriteAndCommitStream.Response, RopHardDeleteMessages.Response, RopHardDeleteMessagesAndSubfolders.Response,
        RopSetLocalReplicaMidsetDeleted.Response, RopWriteStreamExtended.Response, RopBackoff.Response,
        RopLogon.MailboxResponse, RopLogon.PublicResponse, RopLogon.RedirectResponse, RopBufferTooSmall.Response {
    RopId id();

    int handleIndex();

    default int returnValue() {
        return ErrorCode.SUCCESS;
    }

    /// Writes what follows the return value.
    void encodeBody(ByteWriter out);

    /// Writes the whole response.
    default void encode(ByteWriter out) {
        encodeBody(out.u8(id().code()).u8(handleIndex()).i32(returnValue()));
    }

    /// A failure that says no more than its code.
    record Failure(RopId id, int handleIndex, int returnValue) implements RopResponse {
        public Failure {
            if (returnValue == ErrorCode.SUCCESS) {
                throw new IllegalArgumentException(id + " failing with success");
            }
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // The code is all.
        }
    }

    /// The destination of a move or copy is no object ([MS-OXCROPS] 2.2.4.6.3 and the like).
    ///
    /// @param tail PartialCompletion or the byte counts of the ROP: zeros
    record NullDestination(RopId id, int handleIndex, int destHandleIndex, Bytes tail) implements RopResponse {
        static NullDestination of(RopId id, int handleIndex, int destHandleIndex, int tailSize) {
            return new NullDestination(id, handleIndex, destHandleIndex, Bytes.wrap(new byte[tailSize]));
        }

        static NullDestination read(RopId id, ByteReader in, ResponseHead head, int tailSize) {
            return new NullDestination(id, head.handleIndex(), in.i32(), in.blob(tailSize));
        }

        @Override
        public int returnValue() {
            return ErrorCode.DESTINATION_NULL_OBJECT;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.i32(destHandleIndex).bytes(tail);
        }
    }
}
