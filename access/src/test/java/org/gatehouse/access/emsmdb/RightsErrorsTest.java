package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.access.emsmdb.Stage.NONE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopAbortSubmit;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.mapi.rop.RopSpoolerLockMessage;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.FolderRights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Bob hears in Ann's mailbox about what he has no rights to, by the ids of the statements: a row each.
class RightsErrorsTest {
    private static final int DENIED = ErrorCode.ACCESS_DENIED;
    private static final int MISSING = ErrorCode.NOT_FOUND;
    private static final Value.Text EMPTY = new Value.Text("");

    @TempDir
    private Path folder;
    private Stage stage;
    private EmsmdbClient bob;
    private int logon;
    private final SoftAssertions all = new SoftAssertions();

    private ObjectId closed;
    private ObjectId dropBox;
    private ObjectId seen;
    private ObjectId read;
    private ObjectId edited;
    private ObjectId edited2;
    private ObjectId search;

    @BeforeEach
    void set() {
        stage = new Stage(folder);
        closed = shared("Closed", 1, 0);
        dropBox = shared("Drop box", 1, FolderRights.CREATE);
        seen = shared("Seen", 1, FolderRights.VISIBLE);
        read = shared("Read", 1, FolderRights.REVIEWER);
        edited = shared("Edited", 1, FolderRights.EDITOR);
        edited2 = shared("Edited too", 1, FolderRights.EDITOR);
        search = shared("Found by Ann", 2, FolderRights.REVIEWER);
        bob = new EmsmdbClient(stage.place.service(true, true), stage.place.group, TestDirectory.identity("bob"),
                AuthLevel.PRIVACY);
        bob.connect(stage.place.bob.legacyDn());
        logon = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(stage.place.ann.legacyDn())).handles()
                .getFirst();
    }

    @AfterEach
    void close() {
        stage.close();
        all.assertAll();
    }

    private ObjectId shared(String name, int type, int rights) {
        ObjectId made = stage.folder(stage.work, name, type);
        var reply = stage.ann.rops(List.of(stage.logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, made, 0),
                permitting(1, rights), new RopRelease.Request(0, 1));
        assertThat(reply.responses().get(1).returnValue()).isZero();
        return made;
    }

    private RopModifyPermissions.Request permitting(int index, int rights) {
        return new RopModifyPermissions.Request(0, index, 0, List.of(new RowModification(RowModification.ADD, List.of(
                new PropertyValue(Tags.ENTRY_ID, new Value.Binary(
                        AddressBookEntryId.ofUser(stage.place.bob.legacyDn()).encode())),
                new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(rights))))));
    }

    /// One row: the error of the last of some operations from the logon at 0.
    private void on(String statement, int error, RopRequest... requests) {
        var reply = bob.rops(new ArrayList<>(List.of(logon, NONE, NONE, NONE)), List.of(Tags.MEMBER_RIGHTS), requests);
        all.assertThat(ErrorCode.nameOf(reply.responses().getLast().returnValue())).as("%s: %s", statement,
                requests[requests.length - 1]).isEqualTo(ErrorCode.nameOf(error));
    }

    private static RopOpenFolder.Request open(ObjectId id, int at) {
        return new RopOpenFolder.Request(0, 0, at, id, 0);
    }

    @Test
    void folders() {
        on("MS-OXCFOLD_R470", MISSING, open(closed, 1));
        on("MS-OXCFOLD_R470", MISSING, open(dropBox, 1));
        on("MS-OXCFOLD_R470", MISSING, open(stage.inbox, 1));
        on("MS-OXCFOLD_R1075", ErrorCode.NO_CREATE_SUBFOLDER_RIGHT, open(seen, 1),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text("New"), EMPTY));
        on("MS-OXCFOLD_R1075", ErrorCode.NO_CREATE_SUBFOLDER_RIGHT, open(edited, 1),
                new RopCreateFolder.Request(0, 1, 2, 2, false, 0, new Value.Text("New"), EMPTY));
        on("MS-OXCFOLD 3.2.5.4", DENIED, open(search, 1), new RopSetSearchCriteria.Request(0, 1,
                new Restriction.Exist(Tags.SUBJECT), List.of(read), 2));
        on("MS-OXCPERM_R181", DENIED, open(read, 1), permitting(1, FolderRights.EDITOR));
        on("MS-OXCPERM_R181", DENIED, open(edited, 1), permitting(1, FolderRights.EDITOR));
    }

    @Test
    void foldersToDelete() {
        permitWork();
        on("MS-OXCFOLD_R508", MISSING, open(stage.work, 1), new RopDeleteFolder.Request(0, 1, 5, closed));
        on("MS-OXCFOLD_R503", DENIED, open(stage.work, 1), new RopDeleteFolder.Request(0, 1, 5, seen));
        on("MS-OXCFOLD_R503", DENIED, open(stage.work, 1), new RopDeleteFolder.Request(0, 1, 5, edited));
    }

    private void permitWork() {
        var reply = stage.ann.rops(List.of(stage.logon, NONE), List.of(), open(stage.work, 1),
                permitting(1, FolderRights.REVIEWER), new RopRelease.Request(0, 1));
        assertThat(reply.responses().get(1).returnValue()).isZero();
    }

    private static RopCreateMessage.Request making(ObjectId in, boolean associated) {
        return new RopCreateMessage.Request(0, 0, 1, 0xfff, in, associated);
    }

    @Test
    void messages() {
        on("MS-OXCMSG_R369", MISSING, making(closed, false));
        on("MS-OXCMSG_R369", ErrorCode.NO_CREATE_RIGHT, making(seen, false));
        on("MS-OXCMSG_R369", ErrorCode.NO_CREATE_RIGHT, making(read, false));
        on("MS-OXCMSG_R369", ErrorCode.NO_CREATE_RIGHT, making(edited, true));
        on("MS-OXCMSG_R369", ErrorCode.NO_CREATE_RIGHT, making(dropBox, true));
        on("MS-OXCMSG_R369", ErrorCode.SUCCESS, making(dropBox, false));
        on("MS-OXCMSG_R369", ErrorCode.SUCCESS, making(edited, false));
        ObjectId hidden = stage.save(closed);
        ObjectId known = stage.save(seen);
        ObjectId shown = stage.save(read);
        on("MS-OXCMSG_R2184", MISSING, new RopOpenMessage.Request(0, 0, 1, 0xfff, closed, 0, hidden));
        on("MS-OXCMSG_R2184", DENIED, new RopOpenMessage.Request(0, 0, 1, 0xfff, seen, 0, known));
        on("MS-OXCMSG_R2184", DENIED, new RopOpenMessage.Request(0, 0, 1, 0xfff, read, 1, shown));
        on("MS-OXCMSG_R2184", ErrorCode.SUCCESS, new RopOpenMessage.Request(0, 0, 1, 0xfff, read, 3, shown));
        on("MS-OXCMSG 3.2.5.8", DENIED, open(read, 1), new RopSetMessageStatus.Request(0, 1, shown, 1, 1));
        on("MS-OXCFOLD 3.2.5.6", DENIED, open(read, 1), open(seen, 2),
                new RopMoveCopyMessages.Request(0, 1, 2, List.of(shown), false, true));
        on("MS-OXCFOLD 3.2.5.11: partly done", ErrorCode.SUCCESS, open(read, 1),
                new RopDeleteMessages.Request(0, 1, false, false, List.of(shown)));
        on("MS-OXCFOLD 3.2.5.11: it stayed", ErrorCode.SUCCESS,
                new RopOpenMessage.Request(0, 0, 1, 0xfff, read, 0, shown));
        on("MS-OXCFOLD 3.2.5.6", ErrorCode.SUCCESS, open(read, 1), open(edited2, 2),
                new RopMoveCopyMessages.Request(0, 1, 2, List.of(shown), false, true));
    }

    @Test
    void theMailboxItself() {
        ObjectId shown = stage.save(read);
        on("MS-OXCSTOR 3.2.5.3", DENIED, new RopSetReceiveFolder.Request(0, 0, read, "IPM.Bob"));
        on("MS-OXOMSG 2.2.4.2", DENIED, new RopAbortSubmit.Request(0, 0, read, shown));
        on("MS-OXOMSG 2.2.5.3", DENIED, new RopSpoolerLockMessage.Request(0, 0, shown, 0));
    }
}
