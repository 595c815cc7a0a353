package org.gatehouse.mapi.rop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// The table of ROPs ([MS-OXCROPS] 2.2.2): one line each, and nothing else registers one.
///
/// A line with an id only is a ROP that has no codec yet; ids that are not here are reserved.
public enum RopId {
    RELEASE(0x01, RopRelease.Request::decode),
    OPEN_FOLDER(0x02, RopOpenFolder.Request::decode, RopOpenFolder.Response::decode),
    OPEN_MESSAGE(0x03, RopOpenMessage.Request::decode, RopOpenMessage.Response::decode),
    GET_HIERARCHY_TABLE(0x04, RopGetHierarchyTable.Request::decode, RopGetHierarchyTable.Response::decode),
    GET_CONTENTS_TABLE(0x05, RopGetContentsTable.Request::decode, RopGetContentsTable.Response::decode),
    CREATE_MESSAGE(0x06, RopCreateMessage.Request::decode, RopCreateMessage.Response::decode),
    GET_PROPERTIES_SPECIFIC(0x07, RopGetPropertiesSpecific.Request::decode, RopGetPropertiesSpecific.Response::decode),
    GET_PROPERTIES_ALL(0x08, RopGetPropertiesAll.Request::decode, RopGetPropertiesAll.Response::decode),
    GET_PROPERTIES_LIST(0x09, RopGetPropertiesList.Request::decode, RopGetPropertiesList.Response::decode),
    SET_PROPERTIES(0x0a, RopSetProperties.Request::decode, RopSetProperties.Response::decode),
    DELETE_PROPERTIES(0x0b, RopDeleteProperties.Request::decode, RopDeleteProperties.Response::decode),
    SAVE_CHANGES_MESSAGE(0x0c, RopSaveChangesMessage.Request::decode, RopSaveChangesMessage.Response::decode),
    REMOVE_ALL_RECIPIENTS(0x0d, RopRemoveAllRecipients.Request::decode, RopRemoveAllRecipients.Response::decode),
    MODIFY_RECIPIENTS(0x0e, RopModifyRecipients.Request::decode, RopModifyRecipients.Response::decode),
    READ_RECIPIENTS(0x0f, RopReadRecipients.Request::decode, RopReadRecipients.Response::decode),
    RELOAD_CACHED_INFORMATION(0x10,
            RopReloadCachedInformation.Request::decode, RopReloadCachedInformation.Response::decode),
    SET_MESSAGE_READ_FLAG(0x11, RopSetMessageReadFlag.Request::decode, RopSetMessageReadFlag.Response::decode),
    SET_COLUMNS(0x12, RopSetColumns.Request::decode, RopSetColumns.Response::decode),
    SORT_TABLE(0x13, RopSortTable.Request::decode, RopSortTable.Response::decode),
    RESTRICT(0x14, RopRestrict.Request::decode, RopRestrict.Response::decode),
    QUERY_ROWS(0x15, RopQueryRows.Request::decode, RopQueryRows.Response::decode),
    GET_STATUS(0x16, RopGetStatus.Request::decode, RopGetStatus.Response::decode),
    QUERY_POSITION(0x17, RopQueryPosition.Request::decode, RopQueryPosition.Response::decode),
    SEEK_ROW(0x18, RopSeekRow.Request::decode, RopSeekRow.Response::decode),
    SEEK_ROW_BOOKMARK(0x19, RopSeekRowBookmark.Request::decode, RopSeekRowBookmark.Response::decode),
    SEEK_ROW_FRACTIONAL(0x1a, RopSeekRowFractional.Request::decode, RopSeekRowFractional.Response::decode),
    CREATE_BOOKMARK(0x1b, RopCreateBookmark.Request::decode, RopCreateBookmark.Response::decode),
    CREATE_FOLDER(0x1c, RopCreateFolder.Request::decode, RopCreateFolder.Response::decode),
    DELETE_FOLDER(0x1d, RopDeleteFolder.Request::decode, RopDeleteFolder.Response::decode, When.ALWAYS),
    DELETE_MESSAGES(0x1e, RopDeleteMessages.Request::decode, RopDeleteMessages.Response::decode, When.ALWAYS),
    GET_MESSAGE_STATUS(0x1f, RopGetMessageStatus.Request::decode),
    SET_MESSAGE_STATUS(0x20, RopSetMessageStatus.Request::decode, RopSetMessageStatus.Response::decode),
    GET_ATTACHMENT_TABLE(0x21, RopGetAttachmentTable.Request::decode, RopGetAttachmentTable.Response::decode),
    OPEN_ATTACHMENT(0x22, RopOpenAttachment.Request::decode, RopOpenAttachment.Response::decode),
    CREATE_ATTACHMENT(0x23, RopCreateAttachment.Request::decode, RopCreateAttachment.Response::decode),
    DELETE_ATTACHMENT(0x24, RopDeleteAttachment.Request::decode, RopDeleteAttachment.Response::decode),
    SAVE_CHANGES_ATTACHMENT(0x25, RopSaveChangesAttachment.Request::decode, RopSaveChangesAttachment.Response::decode),
    SET_RECEIVE_FOLDER(0x26, RopSetReceiveFolder.Request::decode, RopSetReceiveFolder.Response::decode),
    GET_RECEIVE_FOLDER(0x27, RopGetReceiveFolder.Request::decode, RopGetReceiveFolder.Response::decode),
    REGISTER_NOTIFICATION(0x29, RopRegisterNotification.Request::decode, RopRegisterNotification.Response::decode),
    NOTIFY(0x2a, When.UNASKED, RopNotify.Response::decode),
    OPEN_STREAM(0x2b, RopOpenStream.Request::decode, RopOpenStream.Response::decode),
    READ_STREAM(0x2c, RopReadStream.Request::decode, RopReadStream.Response::decode, When.ALWAYS),
    WRITE_STREAM(0x2d, RopWriteStream.Request::decode, RopWriteStream.Response::decode, When.ALWAYS),
    SEEK_STREAM(0x2e, RopSeekStream.Request::decode, RopSeekStream.Response::decode),
    SET_STREAM_SIZE(0x2f, RopSetStreamSize.Request::decode, RopSetStreamSize.Response::decode),
    SET_SEARCH_CRITERIA(0x30, RopSetSearchCriteria.Request::decode, RopSetSearchCriteria.Response::decode),
    GET_SEARCH_CRITERIA(0x31, RopGetSearchCriteria.Request::decode, RopGetSearchCriteria.Response::decode),
    SUBMIT_MESSAGE(0x32, RopSubmitMessage.Request::decode, RopSubmitMessage.Response::decode),
    MOVE_COPY_MESSAGES(0x33, RopMoveCopyMessages.Request::decode, RopMoveCopyMessages.Response::decode, When.ALWAYS),
    ABORT_SUBMIT(0x34, RopAbortSubmit.Request::decode, RopAbortSubmit.Response::decode),
    MOVE_FOLDER(0x35, RopMoveFolder.Request::decode, RopMoveFolder.Response::decode, When.ALWAYS),
    COPY_FOLDER(0x36, RopCopyFolder.Request::decode, RopCopyFolder.Response::decode, When.ALWAYS),
    QUERY_COLUMNS_ALL(0x37, RopQueryColumnsAll.Request::decode, RopQueryColumnsAll.Response::decode),
    ABORT(0x38, RopAbort.Request::decode, RopAbort.Response::decode),
    COPY_TO(0x39, RopCopyTo.Request::decode, RopCopyTo.Response::decode, When.ALWAYS),
    COPY_TO_STREAM(0x3a, RopCopyToStream.Request::decode, RopCopyToStream.Response::decode, When.ALWAYS),
    CLONE_STREAM(0x3b, RopCloneStream.Request::decode, RopCloneStream.Response::decode),
    GET_PERMISSIONS_TABLE(0x3e, RopGetPermissionsTable.Request::decode, RopGetPermissionsTable.Response::decode),
    GET_RULES_TABLE(0x3f, RopGetRulesTable.Request::decode, RopGetRulesTable.Response::decode),
    MODIFY_PERMISSIONS(0x40, RopModifyPermissions.Request::decode, RopModifyPermissions.Response::decode),
    MODIFY_RULES(0x41, RopModifyRules.Request::decode, RopModifyRules.Response::decode),
    GET_OWNING_SERVERS(0x42, RopGetOwningServers.Request::decode, RopGetOwningServers.Response::decode),
    LONG_TERM_ID_FROM_ID(0x43, RopLongTermIdFromId.Request::decode, RopLongTermIdFromId.Response::decode),
    ID_FROM_LONG_TERM_ID(0x44, RopIdFromLongTermId.Request::decode, RopIdFromLongTermId.Response::decode),
    PUBLIC_FOLDER_IS_GHOSTED(0x45, RopPublicFolderIsGhosted.Request::decode, RopPublicFolderIsGhosted.Response::decode),
    OPEN_EMBEDDED_MESSAGE(0x46, RopOpenEmbeddedMessage.Request::decode, RopOpenEmbeddedMessage.Response::decode),
    SET_SPOOLER(0x47, RopSetSpooler.Request::decode, RopSetSpooler.Response::decode),
    SPOOLER_LOCK_MESSAGE(0x48, RopSpoolerLockMessage.Request::decode, RopSpoolerLockMessage.Response::decode),
    GET_ADDRESS_TYPES(0x49, RopGetAddressTypes.Request::decode, RopGetAddressTypes.Response::decode),
    TRANSPORT_SEND(0x4a, RopTransportSend.Request::decode, RopTransportSend.Response::decode),
    FAST_TRANSFER_SOURCE_COPY_MESSAGES(0x4b),
    FAST_TRANSFER_SOURCE_COPY_FOLDER(0x4c),
    FAST_TRANSFER_SOURCE_COPY_TO(0x4d),
    FAST_TRANSFER_SOURCE_GET_BUFFER(0x4e),
    FIND_ROW(0x4f, RopFindRow.Request::decode, RopFindRow.Response::decode),
    PROGRESS(0x50, RopProgress.Request::decode, RopProgress.Response::decode),
    TRANSPORT_NEW_MAIL(0x51, RopTransportNewMail.Request::decode, RopTransportNewMail.Response::decode),
    GET_VALID_ATTACHMENTS(0x52, RopGetValidAttachments.Request::decode, RopGetValidAttachments.Response::decode),
    FAST_TRANSFER_DESTINATION_CONFIGURE(0x53),
    FAST_TRANSFER_DESTINATION_PUT_BUFFER(0x54),
    GET_NAMES_FROM_PROPERTY_IDS(0x55,
            RopGetNamesFromPropertyIds.Request::decode, RopGetNamesFromPropertyIds.Response::decode),
    GET_PROPERTY_IDS_FROM_NAMES(0x56,
            RopGetPropertyIdsFromNames.Request::decode, RopGetPropertyIdsFromNames.Response::decode),
    UPDATE_DEFERRED_ACTION_MESSAGES(0x57,
            RopUpdateDeferredActionMessages.Request::decode, RopUpdateDeferredActionMessages.Response::decode),
    EMPTY_FOLDER(0x58, RopEmptyFolder.Request::decode, RopEmptyFolder.Response::decode, When.ALWAYS),
    EXPAND_ROW(0x59, RopExpandRow.Request::decode, RopExpandRow.Response::decode),
    COLLAPSE_ROW(0x5a, RopCollapseRow.Request::decode, RopCollapseRow.Response::decode),
    LOCK_REGION_STREAM(0x5b, RopLockRegionStream.Request::decode, RopLockRegionStream.Response::decode),
    UNLOCK_REGION_STREAM(0x5c, RopUnlockRegionStream.Request::decode, RopUnlockRegionStream.Response::decode),
    COMMIT_STREAM(0x5d, RopCommitStream.Request::decode, RopCommitStream.Response::decode),
    GET_STREAM_SIZE(0x5e, RopGetStreamSize.Request::decode, RopGetStreamSize.Response::decode),
    QUERY_NAMED_PROPERTIES(0x5f, RopQueryNamedProperties.Request::decode, RopQueryNamedProperties.Response::decode),
    GET_PER_USER_LONG_TERM_IDS(0x60,
            RopGetPerUserLongTermIds.Request::decode, RopGetPerUserLongTermIds.Response::decode),
    GET_PER_USER_GUID(0x61, RopGetPerUserGuid.Request::decode, RopGetPerUserGuid.Response::decode),
    READ_PER_USER_INFORMATION(0x63,
            RopReadPerUserInformation.Request::decode, RopReadPerUserInformation.Response::decode),
    WRITE_PER_USER_INFORMATION(0x64,
            RopWritePerUserInformation.Request::decode, RopWritePerUserInformation.Response::decode),
    SET_READ_FLAGS(0x66, RopSetReadFlags.Request::decode, RopSetReadFlags.Response::decode, When.ALWAYS),
    COPY_PROPERTIES(0x67, RopCopyProperties.Request::decode, RopCopyProperties.Response::decode, When.ALWAYS),
    GET_RECEIVE_FOLDER_TABLE(0x68, RopGetReceiveFolderTable.Request::decode, RopGetReceiveFolderTable.Response::decode),
    FAST_TRANSFER_SOURCE_COPY_PROPERTIES(0x69),
    GET_COLLAPSE_STATE(0x6b, RopGetCollapseState.Request::decode, RopGetCollapseState.Response::decode),
    SET_COLLAPSE_STATE(0x6c, RopSetCollapseState.Request::decode, RopSetCollapseState.Response::decode),
    GET_TRANSPORT_FOLDER(0x6d, RopGetTransportFolder.Request::decode, RopGetTransportFolder.Response::decode),
    PENDING(0x6e, When.UNASKED, RopPending.Response::decode),
    OPTIONS_DATA(0x6f, RopOptionsData.Request::decode, RopOptionsData.Response::decode),
    SYNCHRONIZATION_CONFIGURE(0x70),
    SYNCHRONIZATION_IMPORT_MESSAGE_CHANGE(0x72),
    SYNCHRONIZATION_IMPORT_HIERARCHY_CHANGE(0x73),
    SYNCHRONIZATION_IMPORT_DELETES(0x74),
    SYNCHRONIZATION_UPLOAD_STATE_STREAM_BEGIN(0x75),
    SYNCHRONIZATION_UPLOAD_STATE_STREAM_CONTINUE(0x76),
    SYNCHRONIZATION_UPLOAD_STATE_STREAM_END(0x77),
    SYNCHRONIZATION_IMPORT_MESSAGE_MOVE(0x78),
    SET_PROPERTIES_NO_REPLICATE(0x79,
            RopSetPropertiesNoReplicate.Request::decode, RopSetPropertiesNoReplicate.Response::decode),
    DELETE_PROPERTIES_NO_REPLICATE(0x7a,
            RopDeletePropertiesNoReplicate.Request::decode, RopDeletePropertiesNoReplicate.Response::decode),
    GET_STORE_STATE(0x7b, RopGetStoreState.Request::decode, RopGetStoreState.Response::decode),
    SYNCHRONIZATION_OPEN_COLLECTOR(0x7e),
    GET_LOCAL_REPLICA_IDS(0x7f, RopGetLocalReplicaIds.Request::decode, RopGetLocalReplicaIds.Response::decode),
    SYNCHRONIZATION_IMPORT_READ_STATE_CHANGES(0x80),
    RESET_TABLE(0x81, RopResetTable.Request::decode, RopResetTable.Response::decode),
    SYNCHRONIZATION_GET_TRANSFER_STATE(0x82),
    TELL_VERSION(0x86),
    FREE_BOOKMARK(0x89, RopFreeBookmark.Request::decode, RopFreeBookmark.Response::decode),
    WRITE_AND_COMMIT_STREAM(0x90,
            RopWriteAndCommitStream.Request::decode, RopWriteAndCommitStream.Response::decode, When.ALWAYS),
    HARD_DELETE_MESSAGES(0x91,
            RopHardDeleteMessages.Request::decode, RopHardDeleteMessages.Response::decode, When.ALWAYS),
    HARD_DELETE_MESSAGES_AND_SUBFOLDERS(0x92,
            RopHardDeleteMessagesAndSubfolders.Request::decode, RopHardDeleteMessagesAndSubfolders.Response::decode,
            When.ALWAYS),
    SET_LOCAL_REPLICA_MIDSET_DELETED(0x93,
            RopSetLocalReplicaMidsetDeleted.Request::decode, RopSetLocalReplicaMidsetDeleted.Response::decode),
    FAST_TRANSFER_DESTINATION_PUT_BUFFER_EXTENDED(0x9d),
    WRITE_STREAM_EXTENDED(0xa3,
            RopWriteStreamExtended.Request::decode, RopWriteStreamExtended.Response::decode, When.ALWAYS),
    BACKOFF(0xf9, When.UNASKED, RopBackoff.Response::decode),
    LOGON(0xfe, RopLogon.Request::decode, RopLogon::decodeResponse, When.ALWAYS),
    BUFFER_TOO_SMALL(0xff, When.UNASKED, RopBufferTooSmall.Response::decode);

    /// Reads a request behind its RopId. Two layouts depend on whether the logon they name is to public folders.
    private interface RequestDecoder {
        RopRequest decode(ByteReader in, IntPredicate publicLogon);
    }

    private interface ResponseDecoder {
        RopResponse decode(ByteReader in, ResponseHead head);
    }

    /// When a response has the fields of its layout: on success, whatever the return value is, or without one.
    private enum When {
        SUCCESS,
        ALWAYS,
        UNASKED
    }

    private static final @Nullable RopId[] BY_CODE = new RopId[256];

    static {
        for (RopId id : values()) {
            BY_CODE[id.code] = id;
        }
    }

    private final int code;
    private final @Nullable RequestDecoder request;
    private final @Nullable ResponseDecoder response;
    private final @Nullable Function<ByteReader, RopResponse> unasked;
    private final When when;

    /// A ROP that is named and no more.
    RopId(int code) {
        this(code, null, null, null, When.SUCCESS);
    }

    /// A ROP without a response of its own: RopRelease has none, RopGetMessageStatus has another's.
    RopId(int code, Function<ByteReader, RopRequest> request) {
        this(code, (in, _) -> request.apply(in), null, null, When.SUCCESS);
    }

    /// A ROP that only servers send, in a form of its own.
    RopId(int code, When when, Function<ByteReader, RopResponse> unasked) {
        this(code, null, null, unasked, when);
    }

    RopId(int code, Function<ByteReader, RopRequest> request, ResponseDecoder response) {
        this(code, request, response, When.SUCCESS);
    }

    RopId(int code, Function<ByteReader, RopRequest> request, ResponseDecoder response, When when) {
        this(code, (in, _) -> request.apply(in), response, null, when);
    }

    /// A ROP whose request depends on the logon.
    RopId(int code, RequestDecoder request, ResponseDecoder response) {
        this(code, request, response, null, When.SUCCESS);
    }

    RopId(int code, @Nullable RequestDecoder request, @Nullable ResponseDecoder response,
            @Nullable Function<ByteReader, RopResponse> unasked, When when) {
        this.code = code;
        this.request = request;
        this.response = response;
        this.unasked = unasked;
        this.when = when;
    }

    /// The byte on the wire.
    public int code() {
        return code;
    }

    /// The name that specifications use: `RopOpenFolder`.
    public String specName() {
        var name = new StringBuilder("Rop");
        for (String word : name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /// Whether requests of this ROP can be decoded here.
    public boolean isRequestAvailable() {
        return request != null;
    }

    /// Whether responses of this ROP can be decoded here.
    public boolean isResponseAvailable() {
        return response != null || unasked != null;
    }

    public static Optional<RopId> of(int code) {
        return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /// Decodes what follows the RopId of a request.
    ///
    /// @param publicLogon whether a logon id is a logon to public folders
    public RopRequest decodeRequest(ByteReader in, IntPredicate publicLogon) {
        if (request == null) {
            throw new MalformedException(specName() + " has no request here");
        }
        return request.decode(in, publicLogon);
    }

    /// Decodes one response from its RopId on, as a client does.
    ///
    /// @param columns tags of the request (RopGetPropertiesSpecific), columns of the table, or recipient columns: rows
    ///     on the wire have none
    public static RopResponse decodeResponse(ByteReader in, List<PropertyTag> columns) {
        int code = in.u8();
        RopId id = of(code).orElseThrow(() -> new MalformedException("reserved RopId 0x" + Integer.toHexString(code)));
        if (id.unasked != null) {
            return id.unasked.apply(in);
        }
        ResponseDecoder decoder = id.response;
        if (decoder == null) {
            throw new MalformedException(id.specName() + " has no response here");
        }
        int handleIndex = in.u8();
        int returnValue = in.i32();
        if (returnValue != ErrorCode.SUCCESS && id.when == When.SUCCESS) {
            return new RopResponse.Failure(id, handleIndex, returnValue);
        }
        return decoder.decode(in, new ResponseHead(handleIndex, returnValue, columns));
    }

    /// The ROPs whose requests can be decoded, in the order of their ids.
    public static List<RopId> available() {
        return Arrays.stream(values()).filter(RopId::isRequestAvailable).toList();
    }
}
