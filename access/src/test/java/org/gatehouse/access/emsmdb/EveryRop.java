package org.gatehouse.access.emsmdb;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.LongTermIdRange;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.Notification;
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
import org.gatehouse.mapi.rop.RopId;
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
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A well-formed request of every operation, for tests that try them all.
final class EveryRop {
    /// What is asked for and shown: needed to decode what comes back.
    static final List<PropertyTag> TAGS = List.of(Tags.MID, Tags.SUBJECT, Tags.MESSAGE_FLAGS, Tags.CHANGE_NUMBER,
            Tags.BODY);
    private static final Map<RopId, Function<Slots, RopRequest>> REQUESTS = new EnumMap<>(RopId.class);

    /// What a request points at.
    ///
    /// @param in index of the handle to act on, of the source where there are two
    /// @param out index for a handle to come
    /// @param dest index of the second object
    /// @param folder a folder's id, also as a long-term id with a replica of one's choice
    record Slots(int logonId, int in, int out, int dest, ObjectId folder, ObjectId message, LongTermId longTerm) {}

    static {
        folders();
        messages();
        tables();
        properties();
        streams();
        stores();
    }

    private EveryRop() {}

    /// The request of one operation; fails when it has no line below.
    static RopRequest request(RopId id, Slots slots) {
        Function<Slots, RopRequest> maker = REQUESTS.get(id);
        if (maker == null) {
            throw new AssertionError(id.specName() + " has no line in EveryRop: add one");
        }
        return maker.apply(slots);
    }

    private static void add(RopId id, Function<Slots, RopRequest> maker) {
        if (REQUESTS.put(id, maker) != null) {
            throw new AssertionError(id.specName() + " has two lines");
        }
    }

    private static void folders() {
        add(RopId.OPEN_FOLDER, s -> new RopOpenFolder.Request(s.logonId, s.in, s.out, s.folder, 0x04));
        add(RopId.CREATE_FOLDER, s -> new RopCreateFolder.Request(s.logonId, s.in, s.out, 1, true, 0,
                new Value.Text("Folder of EveryRop"), new Value.Text("")));
        add(RopId.DELETE_FOLDER, s -> new RopDeleteFolder.Request(s.logonId, s.in, 0x15, s.folder));
        add(RopId.EMPTY_FOLDER, s -> new RopEmptyFolder.Request(s.logonId, s.in, false, true));
        add(RopId.HARD_DELETE_MESSAGES_AND_SUBFOLDERS, s ->
                new RopHardDeleteMessagesAndSubfolders.Request(s.logonId, s.in, false, true));
        add(RopId.DELETE_MESSAGES, s -> new RopDeleteMessages.Request(s.logonId, s.in, false, false,
                List.of(s.message)));
        add(RopId.HARD_DELETE_MESSAGES, s -> new RopHardDeleteMessages.Request(s.logonId, s.in, false, false,
                List.of(s.message)));
        add(RopId.MOVE_COPY_MESSAGES, s -> new RopMoveCopyMessages.Request(s.logonId, s.in, s.dest,
                List.of(s.message), false, true));
        add(RopId.MOVE_FOLDER, s -> new RopMoveFolder.Request(s.logonId, s.in, s.dest, false, s.folder,
                new Value.Text("Moved by EveryRop")));
        add(RopId.COPY_FOLDER, s -> new RopCopyFolder.Request(s.logonId, s.in, s.dest, false, true, s.folder,
                new Value.Text("Copied by EveryRop")));
        add(RopId.GET_HIERARCHY_TABLE, s -> new RopGetHierarchyTable.Request(s.logonId, s.in, s.out, 0x04));
        add(RopId.GET_CONTENTS_TABLE, s -> new RopGetContentsTable.Request(s.logonId, s.in, s.out, 0));
        add(RopId.SET_SEARCH_CRITERIA, s -> new RopSetSearchCriteria.Request(s.logonId, s.in,
                new Restriction.Exist(Tags.SUBJECT), List.of(s.folder), 0x02));
        add(RopId.GET_SEARCH_CRITERIA, s -> new RopGetSearchCriteria.Request(s.logonId, s.in, true, true, true));
        add(RopId.GET_PERMISSIONS_TABLE, s -> new RopGetPermissionsTable.Request(s.logonId, s.in, s.out, 0));
        add(RopId.MODIFY_PERMISSIONS, s -> new RopModifyPermissions.Request(s.logonId, s.in, 0,
                List.of(new RowModification(RowModification.MODIFY, List.of(
                        new PropertyValue(Tags.MEMBER_ID, new Value.Int64(0)),
                        new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(0x5fb)))))));
        add(RopId.GET_RULES_TABLE, s -> new RopGetRulesTable.Request(s.logonId, s.in, s.out, 0));
        add(RopId.MODIFY_RULES, s -> new RopModifyRules.Request(s.logonId, s.in, 0, List.of()));
        add(RopId.UPDATE_DEFERRED_ACTION_MESSAGES, s -> new RopUpdateDeferredActionMessages.Request(s.logonId, s.in,
                serverId(s), serverId(s)));
    }

    private static void messages() {
        add(RopId.OPEN_MESSAGE, s -> new RopOpenMessage.Request(s.logonId, s.in, s.out, 0xfff, s.folder, 0x07,
                s.message));
        add(RopId.CREATE_MESSAGE, s -> new RopCreateMessage.Request(s.logonId, s.in, s.out, 0xfff, s.folder, false));
        add(RopId.SAVE_CHANGES_MESSAGE, s -> new RopSaveChangesMessage.Request(s.logonId, s.out, s.in, 0x04));
        add(RopId.REMOVE_ALL_RECIPIENTS, s -> new RopRemoveAllRecipients.Request(s.logonId, s.in, 0));
        add(RopId.MODIFY_RECIPIENTS, s -> new RopModifyRecipients.Request(s.logonId, s.in, List.of(),
                List.of(new ModifyRecipientRow(0, 1, new RecipientRow(0, true,
                        new RecipientRow.Address.X500(0, 0, "/o=Corp/cn=nobody"), null, new Value.Text("Nobody"), null,
                        null, new PropertyRow(List.of()))))));
        add(RopId.READ_RECIPIENTS, s -> new RopReadRecipients.Request(s.logonId, s.in, 0, 0));
        add(RopId.RELOAD_CACHED_INFORMATION, s -> new RopReloadCachedInformation.Request(s.logonId, s.in, 0));
        add(RopId.SET_MESSAGE_READ_FLAG, s -> new RopSetMessageReadFlag.Request(s.logonId, s.out, s.in, 0x00,
                Bytes.EMPTY));
        add(RopId.GET_MESSAGE_STATUS, s -> new RopGetMessageStatus.Request(s.logonId, s.in, s.message));
        add(RopId.SET_MESSAGE_STATUS, s -> new RopSetMessageStatus.Request(s.logonId, s.in, s.message, 1, 1));
        add(RopId.SET_READ_FLAGS, s -> new RopSetReadFlags.Request(s.logonId, s.in, false, 0, List.of(s.message)));
        add(RopId.GET_ATTACHMENT_TABLE, s -> new RopGetAttachmentTable.Request(s.logonId, s.in, s.out, 0));
        add(RopId.OPEN_ATTACHMENT, s -> new RopOpenAttachment.Request(s.logonId, s.in, s.out, 0, 0));
        add(RopId.CREATE_ATTACHMENT, s -> new RopCreateAttachment.Request(s.logonId, s.in, s.out));
        add(RopId.DELETE_ATTACHMENT, s -> new RopDeleteAttachment.Request(s.logonId, s.in, 0));
        add(RopId.SAVE_CHANGES_ATTACHMENT, s -> new RopSaveChangesAttachment.Request(s.logonId, s.out, s.in, 0));
        add(RopId.GET_VALID_ATTACHMENTS, s -> new RopGetValidAttachments.Request(s.logonId, s.in));
        add(RopId.OPEN_EMBEDDED_MESSAGE, s -> new RopOpenEmbeddedMessage.Request(s.logonId, s.in, s.out, 0xfff, 0));
        add(RopId.SUBMIT_MESSAGE, s -> new RopSubmitMessage.Request(s.logonId, s.in, 0));
        add(RopId.TRANSPORT_SEND, s -> new RopTransportSend.Request(s.logonId, s.in));
        add(RopId.ABORT_SUBMIT, s -> new RopAbortSubmit.Request(s.logonId, s.in, s.folder, s.message));
        add(RopId.SET_SPOOLER, s -> new RopSetSpooler.Request(s.logonId, s.in));
        add(RopId.SPOOLER_LOCK_MESSAGE, s -> new RopSpoolerLockMessage.Request(s.logonId, s.in, s.message, 0));
        add(RopId.TRANSPORT_NEW_MAIL, s -> new RopTransportNewMail.Request(s.logonId, s.in, s.message, s.folder,
                "IPM.Note", 0));
    }

    private static void tables() {
        add(RopId.SET_COLUMNS, s -> new RopSetColumns.Request(s.logonId, s.in, 0, TAGS));
        add(RopId.SORT_TABLE, s -> new RopSortTable.Request(s.logonId, s.in, 0, SortOrderSet.of(List.of(
                new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)))));
        add(RopId.RESTRICT, s -> new RopRestrict.Request(s.logonId, s.in, 0, new Restriction.Exist(Tags.SUBJECT)));
        add(RopId.QUERY_ROWS, s -> new RopQueryRows.Request(s.logonId, s.in, 0, true, 50));
        add(RopId.GET_STATUS, s -> new RopGetStatus.Request(s.logonId, s.in));
        add(RopId.QUERY_POSITION, s -> new RopQueryPosition.Request(s.logonId, s.in));
        add(RopId.SEEK_ROW, s -> new RopSeekRow.Request(s.logonId, s.in, 0, 1, true));
        add(RopId.SEEK_ROW_BOOKMARK, s -> new RopSeekRowBookmark.Request(s.logonId, s.in, number(1), 1, true));
        add(RopId.SEEK_ROW_FRACTIONAL, s -> new RopSeekRowFractional.Request(s.logonId, s.in, 1, 2));
        add(RopId.CREATE_BOOKMARK, s -> new RopCreateBookmark.Request(s.logonId, s.in));
        add(RopId.FREE_BOOKMARK, s -> new RopFreeBookmark.Request(s.logonId, s.in, number(1)));
        add(RopId.QUERY_COLUMNS_ALL, s -> new RopQueryColumnsAll.Request(s.logonId, s.in));
        add(RopId.ABORT, s -> new RopAbort.Request(s.logonId, s.in));
        add(RopId.FIND_ROW, s -> new RopFindRow.Request(s.logonId, s.in, 0, new Restriction.Exist(Tags.SUBJECT), 0,
                Bytes.EMPTY));
        add(RopId.EXPAND_ROW, s -> new RopExpandRow.Request(s.logonId, s.in, 10, s.folder.wire()));
        add(RopId.COLLAPSE_ROW, s -> new RopCollapseRow.Request(s.logonId, s.in, s.folder.wire()));
        add(RopId.GET_COLLAPSE_STATE, s -> new RopGetCollapseState.Request(s.logonId, s.in, s.message.wire(), 0));
        add(RopId.SET_COLLAPSE_STATE, s -> new RopSetCollapseState.Request(s.logonId, s.in, number(1)));
        add(RopId.RESET_TABLE, s -> new RopResetTable.Request(s.logonId, s.in));
        add(RopId.PROGRESS, s -> new RopProgress.Request(s.logonId, s.in, false));
    }

    private static void properties() {
        var name = new PropertyName.Text(new UUID(3, 4), "every rop");
        var values = List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("Set by EveryRop")));
        add(RopId.GET_PROPERTIES_SPECIFIC, s -> new RopGetPropertiesSpecific.Request(s.logonId, s.in, 0, true, TAGS));
        add(RopId.GET_PROPERTIES_ALL, s -> new RopGetPropertiesAll.Request(s.logonId, s.in, 0, true));
        add(RopId.GET_PROPERTIES_LIST, s -> new RopGetPropertiesList.Request(s.logonId, s.in));
        add(RopId.SET_PROPERTIES, s -> new RopSetProperties.Request(s.logonId, s.in, values));
        add(RopId.SET_PROPERTIES_NO_REPLICATE, s -> new RopSetPropertiesNoReplicate.Request(s.logonId, s.in, values));
        add(RopId.DELETE_PROPERTIES, s -> new RopDeleteProperties.Request(s.logonId, s.in, TAGS));
        add(RopId.DELETE_PROPERTIES_NO_REPLICATE, s ->
                new RopDeletePropertiesNoReplicate.Request(s.logonId, s.in, TAGS));
        add(RopId.COPY_TO, s -> new RopCopyTo.Request(s.logonId, s.in, s.dest, false, true, 0, List.of()));
        add(RopId.COPY_PROPERTIES, s -> new RopCopyProperties.Request(s.logonId, s.in, s.dest, false, 0, TAGS));
        add(RopId.GET_NAMES_FROM_PROPERTY_IDS, s ->
                new RopGetNamesFromPropertyIds.Request(s.logonId, s.in, List.of(0x8000, 0x8001, 0x8002)));
        add(RopId.GET_PROPERTY_IDS_FROM_NAMES, s ->
                new RopGetPropertyIdsFromNames.Request(s.logonId, s.in, 0, List.of(name)));
        add(RopId.QUERY_NAMED_PROPERTIES, s -> new RopQueryNamedProperties.Request(s.logonId, s.in, 0, null));
    }

    private static void streams() {
        var data = new ByteWriter().i32(0x01020304).toBytes();
        add(RopId.OPEN_STREAM, s -> new RopOpenStream.Request(s.logonId, s.in, s.out, Tags.BODY, 0));
        add(RopId.READ_STREAM, s -> new RopReadStream.Request(s.logonId, s.in, 0x1000, 0));
        add(RopId.WRITE_STREAM, s -> new RopWriteStream.Request(s.logonId, s.in, data));
        add(RopId.WRITE_STREAM_EXTENDED, s -> new RopWriteStreamExtended.Request(s.logonId, s.in, data));
        add(RopId.WRITE_AND_COMMIT_STREAM, s -> new RopWriteAndCommitStream.Request(s.logonId, s.in, data));
        add(RopId.SEEK_STREAM, s -> new RopSeekStream.Request(s.logonId, s.in, 0, 0));
        add(RopId.SET_STREAM_SIZE, s -> new RopSetStreamSize.Request(s.logonId, s.in, 2));
        add(RopId.GET_STREAM_SIZE, s -> new RopGetStreamSize.Request(s.logonId, s.in));
        add(RopId.COMMIT_STREAM, s -> new RopCommitStream.Request(s.logonId, s.in));
        add(RopId.COPY_TO_STREAM, s -> new RopCopyToStream.Request(s.logonId, s.in, s.dest, 100));
        add(RopId.CLONE_STREAM, s -> new RopCloneStream.Request(s.logonId, s.in, s.out));
        add(RopId.LOCK_REGION_STREAM, s -> new RopLockRegionStream.Request(s.logonId, s.in, 0, 10, 1));
        add(RopId.UNLOCK_REGION_STREAM, s -> new RopUnlockRegionStream.Request(s.logonId, s.in, 0, 10, 1));
    }

    private static void stores() {
        add(RopId.RELEASE, s -> new RopRelease.Request(s.logonId, s.in));
        add(RopId.LOGON, s -> new RopLogon.Request(s.logonId, s.out, RopLogon.PRIVATE,
                RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0, ""));
        add(RopId.SET_RECEIVE_FOLDER, s -> new RopSetReceiveFolder.Request(s.logonId, s.in, s.folder, "IPM.Every"));
        add(RopId.GET_RECEIVE_FOLDER, s -> new RopGetReceiveFolder.Request(s.logonId, s.in, "IPM.Every"));
        add(RopId.GET_RECEIVE_FOLDER_TABLE, s -> new RopGetReceiveFolderTable.Request(s.logonId, s.in));
        add(RopId.REGISTER_NOTIFICATION, s -> new RopRegisterNotification.Request(s.logonId, s.in, s.out,
                Notification.CREATED | Notification.MODIFIED | Notification.DELETED,
                new RopRegisterNotification.Request.Scope(s.folder, s.message)));
        add(RopId.GET_OWNING_SERVERS, s -> new RopGetOwningServers.Request(s.logonId, s.in, s.folder));
        add(RopId.PUBLIC_FOLDER_IS_GHOSTED, s -> new RopPublicFolderIsGhosted.Request(s.logonId, s.in, s.folder));
        add(RopId.LONG_TERM_ID_FROM_ID, s -> new RopLongTermIdFromId.Request(s.logonId, s.in, s.folder));
        add(RopId.ID_FROM_LONG_TERM_ID, s -> new RopIdFromLongTermId.Request(s.logonId, s.in, s.longTerm));
        add(RopId.GET_ADDRESS_TYPES, s -> new RopGetAddressTypes.Request(s.logonId, s.in));
        add(RopId.GET_TRANSPORT_FOLDER, s -> new RopGetTransportFolder.Request(s.logonId, s.in));
        add(RopId.OPTIONS_DATA, s -> new RopOptionsData.Request(s.logonId, s.in, "SMTP", false));
        add(RopId.GET_STORE_STATE, s -> new RopGetStoreState.Request(s.logonId, s.in));
        add(RopId.GET_LOCAL_REPLICA_IDS, s -> new RopGetLocalReplicaIds.Request(s.logonId, s.in, 10));
        add(RopId.SET_LOCAL_REPLICA_MIDSET_DELETED, s -> new RopSetLocalReplicaMidsetDeleted.Request(s.logonId, s.in,
                List.of(new LongTermIdRange(s.longTerm, s.longTerm))));
        add(RopId.GET_PER_USER_LONG_TERM_IDS, s -> new RopGetPerUserLongTermIds.Request(s.logonId, s.in,
                s.longTerm.replica()));
        add(RopId.GET_PER_USER_GUID, s -> new RopGetPerUserGuid.Request(s.logonId, s.in, s.longTerm));
        add(RopId.READ_PER_USER_INFORMATION, s -> new RopReadPerUserInformation.Request(s.logonId, s.in, s.longTerm,
                0, 0, 0x1000));
        add(RopId.WRITE_PER_USER_INFORMATION, s -> new RopWritePerUserInformation.Request(s.logonId, s.in, s.longTerm,
                true, 0, Bytes.EMPTY, new UUID(5, 6)));
    }

    private static Bytes number(int value) {
        return new ByteWriter(4).i32(value).toBytes();
    }

    private static Bytes serverId(Slots slots) {
        return new ByteWriter().u8(1).i64(slots.folder.wire()).i64(slots.message.wire()).i32(0).toBytes();
    }
}
