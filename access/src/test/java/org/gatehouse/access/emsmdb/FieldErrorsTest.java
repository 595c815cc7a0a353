package org.gatehouse.access.emsmdb;

import static org.gatehouse.access.emsmdb.Stage.Kind.ATTACHMENT;
import static org.gatehouse.access.emsmdb.Stage.Kind.BARE;
import static org.gatehouse.access.emsmdb.Stage.Kind.CONTENTS;
import static org.gatehouse.access.emsmdb.Stage.Kind.FOLDER;
import static org.gatehouse.access.emsmdb.Stage.Kind.HIERARCHY;
import static org.gatehouse.access.emsmdb.Stage.Kind.LOGON;
import static org.gatehouse.access.emsmdb.Stage.Kind.MESSAGE;
import static org.gatehouse.access.emsmdb.Stage.Kind.PUBLIC;
import static org.gatehouse.access.emsmdb.Stage.Kind.ROOT;
import static org.gatehouse.access.emsmdb.Stage.Kind.SEARCH;
import static org.gatehouse.access.emsmdb.Stage.Kind.STREAM;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.gatehouse.access.emsmdb.Stage.Kind;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopAbortSubmit;
import org.gatehouse.mapi.rop.RopCopyFolder;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCopyTo;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteAttachment;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopEmptyFolder;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetMessageStatus;
import org.gatehouse.mapi.rop.RopGetOwningServers;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopLongTermIdFromId;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopMoveFolder;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopPublicFolderIsGhosted;
import org.gatehouse.mapi.rop.RopReadPerUserInformation;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSeekRowFractional;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.mapi.rop.RopSpoolerLockMessage;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopTransportNewMail;
import org.gatehouse.mapi.rop.RopWritePerUserInformation;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What fields of requests lead to, by the ids of the statements: a row each.
class FieldErrorsTest {
    private static final int INVALID = ErrorCode.INVALID_PARAMETER;
    private static final int UNSUPPORTED = ErrorCode.NOT_SUPPORTED;
    private static final int MISSING = ErrorCode.NOT_FOUND;
    private static final ObjectId NOWHERE = new ObjectId(1, 0x7777_7777L);
    private static final ObjectId NO_ID = new ObjectId(0, 0);
    private static final Restriction ANY = new Restriction.Exist(Tags.SUBJECT);
    private static final Value.Text EMPTY = new Value.Text("");

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

    /// One row: the error of the last of some operations on an object.
    private void on(String statement, int error, Kind kind, RopRequest... requests) {
        all.assertThat(ErrorCode.nameOf(stage.error(kind, requests))).as("%s: %s on %s", statement,
                requests[requests.length - 1], kind).isEqualTo(ErrorCode.nameOf(error));
    }

    private static RopCreateFolder.Request creating(int type, String name) {
        return new RopCreateFolder.Request(0, 0, 1, type, false, 0, new Value.Text(name), EMPTY);
    }

    private ObjectId deletedFolder() {
        ObjectId gone = stage.folder(stage.work, "Gone", 1);
        on("MS-OXCFOLD 3.2.5.3", ErrorCode.SUCCESS, FOLDER, new RopDeleteFolder.Request(0, 0, 0x05, gone));
        return gone;
    }

    @Test
    void foldersOpenedAndMade() {
        ObjectId gone = deletedFolder();
        on("MS-OXCFOLD_R469", MISSING, LOGON, new RopOpenFolder.Request(0, 0, 1, NOWHERE, 0));
        on("MS-OXCFOLD_R469", MISSING, LOGON, new RopOpenFolder.Request(0, 0, 1, stage.message, 0));
        on("MS-OXCFOLD_R469", MISSING, FOLDER, new RopOpenFolder.Request(0, 0, 1, NO_ID, 0));
        on("MS-OXCFOLD_R471", MISSING, LOGON, new RopOpenFolder.Request(0, 0, 1, gone, 0));
        on("MS-OXCFOLD_R471", ErrorCode.SUCCESS, LOGON, new RopOpenFolder.Request(0, 0, 1, gone, 4));
        on("MS-OXCFOLD_R487", INVALID, FOLDER, creating(0, "New"));
        on("MS-OXCFOLD_R487", INVALID, FOLDER, creating(3, "New"));
        on("MS-OXCFOLD_R487", INVALID, FOLDER, creating(0xff, "New"));
        on("MS-OXCFOLD 3.2.5.2", INVALID, FOLDER, creating(1, ""));
        on("MS-OXCFOLD_R481", ErrorCode.SUCCESS, FOLDER, creating(1, "Twice"));
        on("MS-OXCFOLD_R481", ErrorCode.COLLIDING_NAMES, FOLDER, creating(1, "Twice"));
        on("MS-OXCFOLD_R493", ErrorCode.COLLIDING_NAMES, FOLDER, creating(1, "TWICE"));
        on("MS-OXCFOLD_R493", ErrorCode.COLLIDING_NAMES, FOLDER, creating(2, "Twice"));
        on("MS-OXCFOLD_R1073", MISSING, FOLDER, new RopOpenFolder.Request(0, 0, 1, gone, 4),
                new RopCreateFolder.Request(0, 1, 1, 1, false, 0, new Value.Text("In what is gone"), EMPTY));
    }

    @Test
    void foldersDeletedAndMoved() {
        var named = new Value.Text("Moved");
        on("MS-OXCFOLD_R507", MISSING, FOLDER, new RopDeleteFolder.Request(0, 0, 0x05, NOWHERE));
        on("MS-OXCFOLD_R507", MISSING, ROOT, new RopDeleteFolder.Request(0, 0, 0x05, stage.work));
        on("MS-OXCFOLD_R507", MISSING, FOLDER, new RopDeleteFolder.Request(0, 0, 0x05, deletedFolder()));
        on("MS-OXCFOLD_R2509", UNSUPPORTED, ROOT, new RopDeleteFolder.Request(0, 0, 0x05, stage.root));
        on("MS-OXCFOLD_R600", MISSING, FOLDER, new RopMoveFolder.Request(0, 0, 2, false, NOWHERE, named));
        on("MS-OXCFOLD_R600", MISSING, ROOT, new RopMoveFolder.Request(0, 0, 2, false, stage.work, named));
        on("MS-OXCFOLD_R612", MISSING, FOLDER, new RopCopyFolder.Request(0, 0, 2, false, true, NOWHERE, named));
        on("MS-OXCFOLD_R612", MISSING, ROOT, new RopCopyFolder.Request(0, 0, 2, false, true, stage.work, named));
        ObjectId below = stage.folder(stage.work, "Below", 1);
        on("MS-OXCFOLD 3.2.5.7", ErrorCode.FOLDER_CYCLE, FOLDER, new RopOpenFolder.Request(0, 0, 1, below, 0),
                new RopMoveFolder.Request(0, 0, 1, false, below, named));
        on("MS-OXCFOLD_R1248", UNSUPPORTED, ROOT, new RopEmptyFolder.Request(0, 0, false, true));
        on("MS-OXCFOLD_R1249", UNSUPPORTED, SEARCH, new RopEmptyFolder.Request(0, 0, false, true));
        for (boolean copy : new boolean[] {true, false}) {
            on("MS-OXCFOLD_R1246", ErrorCode.SEARCH_FOLDER, FOLDER,
                    new RopOpenFolder.Request(0, 0, 1, stage.search, 0),
                    new RopMoveCopyMessages.Request(0, 0, 1, List.of(stage.message), false, copy));
        }
    }

    private void tables(String statement, int error, Set<Integer> flags, boolean contents) {
        for (int each : flags) {
            on(statement, error, FOLDER, contents ? new RopGetContentsTable.Request(0, 0, 1, each)
                    : new RopGetHierarchyTable.Request(0, 0, 1, each));
        }
    }

    @Test
    void tablesOpened() {
        tables("MS-OXCFOLD_R314", UNSUPPORTED, Set.of(0x01, 0x02, 0x03), false);
        tables("MS-OXCFOLD 2.2.1.13.1", ErrorCode.SUCCESS, Set.of(0, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80), false);
        tables("MS-OXCFOLD_R330", INVALID, Set.of(0x01, 0x04, 0x05), true);
        tables("MS-OXCFOLD 2.2.1.14.1", ErrorCode.SUCCESS, Set.of(0, 0x02, 0x08, 0x10, 0x20, 0x22, 0x40), true);
    }

    private static RopSetSearchCriteria.Request search(Restriction restriction, List<ObjectId> in, int flags) {
        return new RopSetSearchCriteria.Request(0, 0, restriction, in, flags);
    }

    @Test
    void searches() {
        Restriction deep = ANY;
        for (int i = 0; i < 200; i++) {
            deep = new Restriction.Not(deep);
        }
        on("MS-OXCFOLD_R566", ErrorCode.NOT_INITIALIZED, SEARCH, search(ANY, List.of(), 2));
        on("MS-OXCFOLD_R1244", ErrorCode.SEARCH_FOLDER_SCOPE_VIOLATION, SEARCH, search(ANY, List.of(stage.search), 2));
        for (int flags : new int[] {0x40, 0x8000, 0x8_0000, 0x8000_0000, 0x03, 0x0c, 0x30, 0x3_0000}) {
            on("MS-OXCFOLD_R1092", INVALID, SEARCH, search(ANY, List.of(stage.work), flags));
        }
        on("MS-OXCFOLD_R572", ErrorCode.TOO_COMPLEX, SEARCH, search(deep, List.of(stage.work), 2));
        on("MS-OXCFOLD 3.2.5.4", MISSING, SEARCH, search(ANY, List.of(NOWHERE), 2));
        on("MS-OXCTABL 3.2.5.4", ErrorCode.TOO_COMPLEX, CONTENTS, new RopRestrict.Request(0, 0, 0, deep));
        on("MS-OXCTABL 3.2.5.14", ErrorCode.TOO_COMPLEX, CONTENTS,
                new RopFindRow.Request(0, 0, 0, deep, 0, Bytes.EMPTY));
    }

    @Test
    void rowsAndColumns() {
        var nothing = new Restriction.Property(Restriction.Operator.EQUAL, Tags.SUBJECT,
                new PropertyValue(Tags.SUBJECT, new Value.Text("no such subject")));
        for (PropertyType type : List.of(PropertyType.UNSPECIFIED, PropertyType.ERROR_CODE, PropertyType.NULL)) {
            on("MS-OXCTABL_R435", INVALID, CONTENTS, new RopSetColumns.Request(0, 0, 0,
                    List.of(Tags.MID, PropertyTag.of(0x0037, type))));
        }
        on("MS-OXCTABL 2.2.2.2", INVALID, BARE, new RopSetColumns.Request(0, 0, 0, List.of()));
        on("MS-OXCTABL_R544001", MISSING, CONTENTS, new RopFindRow.Request(0, 0, 0, nothing, 0, Bytes.EMPTY));
        on("MS-OXCTABL_R544001", MISSING, HIERARCHY, new RopFindRow.Request(0, 0, 1, nothing, 2, Bytes.EMPTY));
        on("MS-OXCTABL 2.2.2.8", INVALID, CONTENTS, new RopSeekRow.Request(0, 0, 3, 1, true));
        on("MS-OXCTABL 2.2.2.10", INVALID, CONTENTS, new RopSeekRowFractional.Request(0, 0, 1, 0));
    }

    @Test
    void messages() {
        ObjectId gone = stage.save(stage.work);
        on("MS-OXCFOLD 3.2.5.11", ErrorCode.SUCCESS, FOLDER, new RopDeleteMessages.Request(0, 0, false, false,
                List.of(gone)));
        on("MS-OXCMSG_R333", MISSING, LOGON, opening(stage.work, NOWHERE, 0, 0xfff));
        on("MS-OXCMSG_R1477", MISSING, LOGON, opening(stage.inbox, stage.message, 0, 0xfff));
        on("MS-OXCMSG_R335", MISSING, LOGON, opening(stage.work, gone, 0, 0xfff));
        on("MS-OXCMSG_R335", ErrorCode.SUCCESS, LOGON, opening(stage.work, gone, 4, 0xfff));
        for (int codePage : new int[] {1, 2, 0xabc}) {
            on("MS-OXCMSG 3.2.5.1", ErrorCode.UNKNOWN_CODE_PAGE, LOGON, opening(stage.work, stage.message, 0,
                    codePage));
            on("MS-OXCMSG 3.2.5.2", ErrorCode.UNKNOWN_CODE_PAGE, LOGON,
                    new RopCreateMessage.Request(0, 0, 1, codePage, stage.work, false));
            on("MS-OXCMSG_R1068", ErrorCode.UNKNOWN_CODE_PAGE, ATTACHMENT,
                    new RopOpenEmbeddedMessage.Request(0, 0, 1, codePage, 2));
        }
        on("MS-OXCMSG 3.2.5.2", MISSING, LOGON, new RopCreateMessage.Request(0, 0, 1, 0xfff, NOWHERE, false));
        on("MS-OXCMSG_R1699", ErrorCode.GENERAL_FAILURE, LOGON, opening(stage.work, stage.message, 0, 0xfff),
                new RopSaveChangesMessage.Request(0, 1, 1, 0));
        on("MS-OXCMSG_R1064", ErrorCode.ACCESS_DENIED, LOGON, opening(stage.work, stage.message, 0, 0xfff),
                new RopDeleteAttachment.Request(0, 1, 0));
        on("MS-OXCMSG_R1068", MISSING, ATTACHMENT, new RopOpenEmbeddedMessage.Request(0, 0, 1, 0xfff, 0));
        for (int flags : new int[] {0x03, 0x05, 0x06, 0x07}) {
            on("MS-OXCMSG_R466", UNSUPPORTED, ATTACHMENT, new RopSaveChangesAttachment.Request(0, 0, 0, flags));
        }
        on("MS-OXCMSG 3.2.5.9", MISSING, FOLDER, new RopGetMessageStatus.Request(0, 0, NOWHERE));
        on("MS-OXCMSG 3.2.5.8", MISSING, FOLDER, new RopSetMessageStatus.Request(0, 0, NOWHERE, 1, 1));
        on("MS-OXCMSG 3.2.5.8", MISSING, ROOT, new RopSetMessageStatus.Request(0, 0, stage.message, 1, 1));
    }

    private static RopOpenMessage.Request opening(ObjectId in, ObjectId id, int mode, int codePage) {
        return new RopOpenMessage.Request(0, 0, 1, codePage, in, mode, id);
    }

    @Test
    void propertiesAndStreams() {
        for (int flags : new int[] {0x04, 0x80}) {
            on("MS-OXCPRPT_R880", INVALID, FOLDER, new RopCopyProperties.Request(0, 0, 2, false, flags, List.of()));
            on("MS-OXCPRPT_R5070505", INVALID, FOLDER, new RopCopyTo.Request(0, 0, 2, false, false, flags, List.of()));
        }
        on("MS-OXCPRPT_R881", UNSUPPORTED, FOLDER, new RopCopyProperties.Request(0, 0, 2, false, 1, List.of()));
        on("MS-OXCPRPT_R5070510", UNSUPPORTED, FOLDER, new RopCopyTo.Request(0, 0, 2, false, false, 1, List.of()));
        on("MS-OXCPRPT 2.2.14.1", INVALID, MESSAGE, new RopOpenStream.Request(0, 0, 1, Tags.BODY, 7));
        on("MS-OXCPRPT_R549", MISSING, MESSAGE, new RopOpenStream.Request(0, 0, 1, Tags.BODY, 1));
        on("MS-OXCPRPT_R548", UNSUPPORTED, MESSAGE, new RopOpenStream.Request(0, 0, 1, Tags.IMPORTANCE, 2));
        on("MS-OXCPRPT 3.2.5.17", ErrorCode.STORAGE_INVALID_PARAMETER, STREAM, new RopSeekStream.Request(0, 0, 9, 0));
        on("MS-OXCPRPT 3.2.5.17", ErrorCode.STORAGE_SEEK_ERROR, STREAM, new RopSeekStream.Request(0, 0, 0, -1));
        // The text calls it ecNotImplemented, the bytes of 4.1 are these.
        on("MS-OXCPERM_R183", UNSUPPORTED, FOLDER, new RopOpenStream.Request(0, 0, 1,
                PropertyTag.of(0x0e6a, PropertyType.STRING), 0));
    }

    @Test
    void permissions() {
        for (int kind : new int[] {0, 3, 8}) {
            on("MS-OXCPERM 2.2.2.1", INVALID, FOLDER, new RopModifyPermissions.Request(0, 0, 0,
                    List.of(new RowModification(kind, List.of(new PropertyValue(Tags.MEMBER_ID, new Value.Int64(0)),
                            new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(0)))))));
        }
        on("MS-OXCPERM 2.2.2.1", ErrorCode.INVALID_ENTRY_ID, FOLDER, new RopModifyPermissions.Request(0, 0, 0,
                List.of(new RowModification(RowModification.ADD, List.of(
                        new PropertyValue(Tags.ENTRY_ID, new Value.Binary(Bytes.ofHex("0102"))),
                        new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(0)))))));
    }

    @Test
    void receiveFolders() {
        for (String bad : List.of("IPM..Note", ".IPM", "IPM.", "IPM.\u0001", "x".repeat(255))) {
            on("MS-OXCSTOR_R59785", INVALID, LOGON, new RopGetReceiveFolder.Request(0, 0, bad));
            on("MS-OXCSTOR_R858", INVALID, LOGON, new RopSetReceiveFolder.Request(0, 0, stage.work, bad));
        }
        for (String fixed : List.of("IPM", "ipm", "Report.IPM", "REPORT.ipm")) {
            on("MS-OXCSTOR_R859", ErrorCode.ACCESS_DENIED, LOGON,
                    new RopSetReceiveFolder.Request(0, 0, stage.work, fixed));
        }
        on("MS-OXCSTOR_R277", ErrorCode.GENERAL_FAILURE, LOGON, new RopSetReceiveFolder.Request(0, 0, NO_ID, ""));
        on("MS-OXCSTOR 3.2.5.3", MISSING, LOGON, new RopSetReceiveFolder.Request(0, 0, NOWHERE, "IPM.X"));
    }

    @Test
    void identifiers() {
        var nobody = new LongTermId(new UUID(0, 0), 5);
        on("MS-OXCSTOR_R946", MISSING, LOGON, new RopLongTermIdFromId.Request(0, 0, new ObjectId(0x7abc, 5)));
        on("MS-OXCSTOR_R94801", INVALID, LOGON, new RopIdFromLongTermId.Request(0, 0, nobody));
        on("MS-OXCSTOR_R1232", MISSING, PUBLIC, new RopGetOwningServers.Request(1, 0, NOWHERE));
        on("MS-OXCSTOR_R1236", MISSING, PUBLIC, new RopPublicFolderIsGhosted.Request(1, 0, NOWHERE));
    }

    @Test
    void readStateOfPublicFolders() {
        var id = new LongTermId(new UUID(9, 9), 5);
        Bytes bad = new ByteWriter().i32(0x01020304).toBytes();
        on("MS-OXCSTOR_R555", ErrorCode.RPC_FORMAT, LOGON, new RopReadPerUserInformation.Request(0, 0, id, 0, -1, 9));
        on("MS-OXCSTOR_R557", ErrorCode.GENERAL_FAILURE, LOGON,
                new RopReadPerUserInformation.Request(0, 0, id, 0, 0x1000, 9));
        on("MS-OXCSTOR_R600", ErrorCode.GENERAL_FAILURE, LOGON,
                new RopWritePerUserInformation.Request(0, 0, id, true, 4, bad, null));
        // As 2010 answers, by product notes 49 and 50; the text has ecCorruptData.
        on("MS-OXCSTOR_R603", INVALID, LOGON,
                new RopWritePerUserInformation.Request(0, 0, id, true, 0, bad, new UUID(5, 6)));
    }

    @Test
    void submission() {
        on("MS-OXOMSG 3.3.5.1", ErrorCode.NO_RECIPIENTS, MESSAGE, new RopSubmitMessage.Request(0, 0, 0));
        on("MS-OXOMSG 3.3.5.2", ErrorCode.UNABLE_TO_ABORT, LOGON,
                new RopAbortSubmit.Request(0, 0, stage.work, NOWHERE));
        on("MS-OXOMSG 3.3.5.2", ErrorCode.NOT_IN_QUEUE, LOGON,
                new RopAbortSubmit.Request(0, 0, stage.work, stage.message));
        on("MS-OXOMSG 2.2.5.3.1", INVALID, LOGON, new RopSpoolerLockMessage.Request(0, 0, stage.message, 3));
        on("MS-OXOMSG 2.2.5.3", MISSING, LOGON, new RopSpoolerLockMessage.Request(0, 0, NOWHERE, 0));
        on("MS-OXOMSG 2.2.5.3", ErrorCode.NOT_IN_QUEUE, LOGON,
                new RopSpoolerLockMessage.Request(0, 0, stage.message, 0));
        on("MS-OXOMSG 2.2.5.5", MISSING, LOGON, new RopTransportNewMail.Request(0, 0, NOWHERE, stage.work, "IPM", 0));
        on("MS-OXOMSG 2.2.5.5", MISSING, LOGON,
                new RopTransportNewMail.Request(0, 0, stage.message, stage.inbox, "IPM", 0));
    }
}
