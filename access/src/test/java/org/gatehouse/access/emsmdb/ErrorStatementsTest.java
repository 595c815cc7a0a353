package org.gatehouse.access.emsmdb;

import static org.gatehouse.access.emsmdb.Stage.Kind.ATTACHMENT;
import static org.gatehouse.access.emsmdb.Stage.Kind.ATTACHMENTS;
import static org.gatehouse.access.emsmdb.Stage.Kind.BARE;
import static org.gatehouse.access.emsmdb.Stage.Kind.CONTENTS;
import static org.gatehouse.access.emsmdb.Stage.Kind.FOLDER;
import static org.gatehouse.access.emsmdb.Stage.Kind.HIERARCHY;
import static org.gatehouse.access.emsmdb.Stage.Kind.LOGON;
import static org.gatehouse.access.emsmdb.Stage.Kind.MESSAGE;
import static org.gatehouse.access.emsmdb.Stage.Kind.NOTHING;
import static org.gatehouse.access.emsmdb.Stage.Kind.PERMISSIONS;
import static org.gatehouse.access.emsmdb.Stage.Kind.PUBLIC;
import static org.gatehouse.access.emsmdb.Stage.Kind.STREAM;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.gatehouse.access.emsmdb.Stage.Kind;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Operations on an object of another kind: the error that the specifications name for each, by the ids of their
/// statements. What an operation is asked for beyond its object is as [EveryRop] has it.
class ErrorStatementsTest {
    private static final int UNSUPPORTED = ErrorCode.NOT_SUPPORTED;
    private static final int NO_OBJECT = ErrorCode.NULL_OBJECT;
    private static final Kind[] NO_FOLDER = {LOGON, MESSAGE, ATTACHMENT, CONTENTS, STREAM};
    private static final Kind[] NO_MESSAGE = {LOGON, FOLDER, ATTACHMENT, CONTENTS, STREAM};
    private static final Kind[] NO_TABLE = {LOGON, FOLDER, MESSAGE, ATTACHMENT, STREAM};
    /// Tables of the kinds that operations on contents tables are not for.
    private static final Kind[] NO_CONTENTS = {LOGON, FOLDER, MESSAGE, STREAM, HIERARCHY, ATTACHMENTS, PERMISSIONS};
    private static final Kind[] NO_ROWS_TABLE = {LOGON, FOLDER, MESSAGE, STREAM, ATTACHMENTS, PERMISSIONS};
    /// Operations that make an object, ignore it, or are refused whatever it is.
    private static final Set<RopId> WITHOUT_OBJECT = EnumSet.of(RopId.LOGON, RopId.RELEASE, RopId.GET_ADDRESS_TYPES,
            RopId.GET_STORE_STATE, RopId.GET_RULES_TABLE, RopId.MODIFY_RULES, RopId.UPDATE_DEFERRED_ACTION_MESSAGES,
            RopId.SET_LOCAL_REPLICA_MIDSET_DELETED);
    private static final Kind[] NO_STREAM = {LOGON, FOLDER, MESSAGE, ATTACHMENT, CONTENTS};

    @TempDir
    private Path folder;
    private Stage stage;
    private final SoftAssertions all = new SoftAssertions();

    @BeforeEach
    void set() {
        stage = new Stage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
        all.assertAll();
    }

    /// One row: what an operation says on each of some kinds of objects.
    private void on(String statement, RopId operation, int error, Kind... kinds) {
        for (Kind kind : kinds) {
            all.assertThat(ErrorCode.nameOf(stage.error(kind, operation)))
                    .as("%s: %s on %s", statement, operation.specName(), kind).isEqualTo(ErrorCode.nameOf(error));
        }
    }

    @Test
    void foldersOnly() {
        on("MS-OXCFOLD_R473", RopId.OPEN_FOLDER, UNSUPPORTED, MESSAGE, ATTACHMENT, CONTENTS, STREAM);
        on("MS-OXCFOLD_R495", RopId.CREATE_FOLDER, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R509", RopId.DELETE_FOLDER, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R574", RopId.SET_SEARCH_CRITERIA, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R570", RopId.SET_SEARCH_CRITERIA, ErrorCode.NOT_SEARCH_FOLDER, FOLDER);
        on("MS-OXCFOLD_R582", RopId.GET_SEARCH_CRITERIA, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R580", RopId.GET_SEARCH_CRITERIA, ErrorCode.NOT_SEARCH_FOLDER, FOLDER);
        on("MS-OXCFOLD_R590", RopId.MOVE_COPY_MESSAGES, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R602", RopId.MOVE_FOLDER, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R614", RopId.COPY_FOLDER, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R625", RopId.EMPTY_FOLDER, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R630", RopId.HARD_DELETE_MESSAGES_AND_SUBFOLDERS, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R638", RopId.DELETE_MESSAGES, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R645", RopId.HARD_DELETE_MESSAGES, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R658", RopId.GET_HIERARCHY_TABLE, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCFOLD_R672", RopId.GET_CONTENTS_TABLE, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCMSG_R1505", RopId.SET_MESSAGE_STATUS, NO_OBJECT, NO_FOLDER);
        on("MS-OXCMSG_R1507", RopId.GET_MESSAGE_STATUS, NO_OBJECT, NO_FOLDER);
        on("MS-OXCMSG_R1516", RopId.SET_READ_FLAGS, NO_OBJECT, NO_FOLDER);
        on("MS-OXCPERM 2.2.1", RopId.GET_PERMISSIONS_TABLE, UNSUPPORTED, NO_FOLDER);
        on("MS-OXCPERM 2.2.2", RopId.MODIFY_PERMISSIONS, UNSUPPORTED, NO_FOLDER);
    }

    @Test
    void messagesAndAttachmentsOnly() {
        on("MS-OXCMSG_R1478", RopId.OPEN_MESSAGE, NO_OBJECT, MESSAGE, ATTACHMENT, CONTENTS, STREAM);
        on("MS-OXCMSG_R1493", RopId.REMOVE_ALL_RECIPIENTS, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1982", RopId.MODIFY_RECIPIENTS, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1057", RopId.READ_RECIPIENTS, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1498", RopId.RELOAD_CACHED_INFORMATION, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1620", RopId.OPEN_ATTACHMENT, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1712", RopId.CREATE_ATTACHMENT, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1524", RopId.DELETE_ATTACHMENT, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1526", RopId.GET_ATTACHMENT_TABLE, NO_OBJECT, NO_MESSAGE);
        on("MS-OXCMSG_R1525", RopId.OPEN_EMBEDDED_MESSAGE, NO_OBJECT, LOGON, FOLDER, MESSAGE, CONTENTS, STREAM);
        on("MS-OXCMSG_R467", RopId.SAVE_CHANGES_ATTACHMENT, UNSUPPORTED, LOGON, FOLDER, MESSAGE, CONTENTS, STREAM);
        on("MS-OXCMSG_R440", RopId.OPEN_ATTACHMENT, ErrorCode.NOT_FOUND, MESSAGE);
        on("MS-OXCMSG_R1063", RopId.DELETE_ATTACHMENT, ErrorCode.NOT_FOUND, MESSAGE);
        on("MS-OXCMSG_R403", RopId.READ_RECIPIENTS, ErrorCode.NOT_FOUND, MESSAGE);
        on("MS-OXOMSG 2.2.4.1", RopId.SUBMIT_MESSAGE, UNSUPPORTED, NO_MESSAGE);
        on("MS-OXOMSG 2.2.5.4", RopId.TRANSPORT_SEND, UNSUPPORTED, NO_MESSAGE);
    }

    @Test
    void tablesOnly() {
        on("MS-OXCTABL_R436", RopId.SET_COLUMNS, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R450", RopId.SORT_TABLE, UNSUPPORTED, NO_CONTENTS);
        on("MS-OXCTABL_R461", RopId.RESTRICT, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R477", RopId.QUERY_ROWS, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R486", RopId.ABORT, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R490", RopId.GET_STATUS, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R495", RopId.QUERY_POSITION, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R502", RopId.SEEK_ROW, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R512", RopId.SEEK_ROW_BOOKMARK, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R521", RopId.SEEK_ROW_FRACTIONAL, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R529", RopId.CREATE_BOOKMARK, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R533", RopId.QUERY_COLUMNS_ALL, UNSUPPORTED, NO_TABLE);
        on("MS-OXCTABL_R544", RopId.FIND_ROW, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R551", RopId.FREE_BOOKMARK, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R566", RopId.RESET_TABLE, UNSUPPORTED, NO_ROWS_TABLE);
        on("MS-OXCTABL_R572", RopId.EXPAND_ROW, UNSUPPORTED, NO_CONTENTS);
        on("MS-OXCTABL_R578", RopId.COLLAPSE_ROW, UNSUPPORTED, NO_CONTENTS);
        on("MS-OXCTABL_R584", RopId.GET_COLLAPSE_STATE, UNSUPPORTED, NO_CONTENTS);
        on("MS-OXCTABL_R590", RopId.SET_COLLAPSE_STATE, UNSUPPORTED, NO_CONTENTS);
    }

    @Test
    void notBeforeColumnsAreSet() {
        on("MS-OXCTABL_R476", RopId.QUERY_ROWS, NO_OBJECT, BARE);
        on("MS-OXCTABL_R826", RopId.FIND_ROW, NO_OBJECT, BARE);
        on("MS-OXCTABL_R8261", RopId.COLLAPSE_ROW, NO_OBJECT, BARE);
        on("MS-OXCTABL_R8263", RopId.EXPAND_ROW, NO_OBJECT, BARE);
        on("MS-OXCTABL_R8264", RopId.FREE_BOOKMARK, NO_OBJECT, BARE);
        on("MS-OXCTABL_R8265", RopId.GET_COLLAPSE_STATE, NO_OBJECT, BARE);
        on("MS-OXCTABL_R8266", RopId.SEEK_ROW_BOOKMARK, NO_OBJECT, BARE);
        on("MS-OXCTABL_R8267", RopId.SET_COLLAPSE_STATE, NO_OBJECT, BARE);
    }

    @Test
    void tablesWithNothingToDo() {
        on("MS-OXCTABL_R485", RopId.ABORT, ErrorCode.UNABLE_TO_ABORT, CONTENTS, HIERARCHY);
        on("MS-OXCTABL_R511", RopId.SEEK_ROW_BOOKMARK, ErrorCode.INVALID_BOOKMARK, CONTENTS, HIERARCHY);
        on("MS-OXCTABL_R5521", RopId.FREE_BOOKMARK, ErrorCode.INVALID_BOOKMARK, CONTENTS, HIERARCHY);
        on("MS-OXCTABL_R570", RopId.EXPAND_ROW, ErrorCode.NOT_FOUND, CONTENTS);
        on("MS-OXCTABL_R576", RopId.COLLAPSE_ROW, ErrorCode.NOT_FOUND, CONTENTS);
    }

    @Test
    void streamsAndProperties() {
        for (RopId id : new RopId[] {RopId.READ_STREAM, RopId.WRITE_STREAM, RopId.SEEK_STREAM, RopId.SET_STREAM_SIZE,
                RopId.GET_STREAM_SIZE, RopId.LOCK_REGION_STREAM, RopId.UNLOCK_REGION_STREAM, RopId.CLONE_STREAM,
                RopId.COMMIT_STREAM, RopId.WRITE_AND_COMMIT_STREAM, RopId.COPY_TO_STREAM}) {
            on("MS-OXCPRPT 2.2.14 to 2.2.24", id, UNSUPPORTED, NO_STREAM);
        }
        for (RopId id : new RopId[] {RopId.GET_PROPERTIES_SPECIFIC, RopId.GET_PROPERTIES_ALL,
                RopId.GET_PROPERTIES_LIST, RopId.SET_PROPERTIES, RopId.SET_PROPERTIES_NO_REPLICATE,
                RopId.DELETE_PROPERTIES, RopId.DELETE_PROPERTIES_NO_REPLICATE, RopId.OPEN_STREAM}) {
            on("MS-OXCPRPT 2.2.2 to 2.2.9", id, UNSUPPORTED, CONTENTS, STREAM);
        }
        on("MS-OXCPRPT_R508", RopId.COPY_TO, UNSUPPORTED, MESSAGE, ATTACHMENT, CONTENTS, STREAM);
        on("MS-OXCPRPT 3.2.5.7", RopId.COPY_PROPERTIES, UNSUPPORTED, MESSAGE, ATTACHMENT, CONTENTS, STREAM);
        on("MS-OXCPRPT_R549", RopId.OPEN_STREAM, ErrorCode.NOT_FOUND, MESSAGE, ATTACHMENT);
        on("MS-OXCPRPT_R548", RopId.OPEN_STREAM, UNSUPPORTED, LOGON);
    }

    @Test
    void mailboxesOnly() {
        on("MS-OXCSTOR_R59783", RopId.GET_RECEIVE_FOLDER, UNSUPPORTED, PUBLIC);
        on("MS-OXCSTOR_R856", RopId.SET_RECEIVE_FOLDER, UNSUPPORTED, PUBLIC);
        on("MS-OXCSTOR_R875", RopId.GET_RECEIVE_FOLDER_TABLE, UNSUPPORTED, PUBLIC);
        on("MS-OXCSTOR_R888", RopId.GET_STORE_STATE, UNSUPPORTED, PUBLIC);
        on("MS-OXCSTOR_R59771", RopId.GET_PER_USER_LONG_TERM_IDS, UNSUPPORTED, PUBLIC);
        on("MS-OXCSTOR_R962", RopId.GET_PER_USER_GUID, UNSUPPORTED, PUBLIC);
        on("MS-OXCSTOR_R882", RopId.GET_STORE_STATE, 0x8004_0fff, LOGON);
        on("MS-OXCSTOR_R1254", RopId.GET_PER_USER_GUID, ErrorCode.NOT_FOUND, LOGON);
        on("MS-OXCSTOR 3.2.5.6", RopId.GET_OWNING_SERVERS, UNSUPPORTED, LOGON);
        on("MS-OXOMSG 2.2.4.2", RopId.ABORT_SUBMIT, UNSUPPORTED, PUBLIC);
        on("MS-OXOMSG 2.2.5.2", RopId.SET_SPOOLER, UNSUPPORTED, PUBLIC);
        on("MS-OXOMSG 2.2.5.3", RopId.SPOOLER_LOCK_MESSAGE, UNSUPPORTED, PUBLIC);
    }

    @Test
    void whereThereIsNoObject() { // [MS-OXCROPS] 3.2.5.4
        for (RopId id : RopId.available()) {
            if (!WITHOUT_OBJECT.contains(id)) {
                on("MS-OXCROPS 3.2.5.4", id, NO_OBJECT, NOTHING);
            }
        }
    }
}
