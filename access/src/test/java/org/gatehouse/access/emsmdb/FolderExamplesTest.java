package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetSearchCriteria;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopProgress;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of [MS-OXCFOLD] 4, sent to a server with its own ids in their place: it does what they say and answers
/// with their bytes.
class FolderExamplesTest {
    private static final int NONE = 0xffff_ffff;
    private static final int NO_NOTIFICATIONS = 0x10;
    private static final String FOLDER1 = "46 00 6f 00 6c 00 64 00 65 00 72 00 31 00 00 00 | Folder1";
    private static final String CRITERIA = """
            29 01 | 297 bytes of restriction
            00 02 00 00 07 00 | And of 2: And of 7
            02 03 02 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content prefix, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 41 00 70 00 70 00 6f 00 69 00 6e 00
            74 00 6d 00 65 00 6e 00 74 00 00 00 | IPM.Appointment
            02 03 02 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content prefix, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 43 00 6f 00 6e 00 74 00 61 00 63 00 74 00 00 00 | IPM.Contact
            02 03 02 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content prefix, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 44 00 69 00 73 00 74 00 4c 00 69 00 73 00 74 00 00 00 | IPM.DistList
            02 03 02 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content prefix, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 41 00 63 00 74 00 69 00 76 00 69 00 74 00 79 00 00 00 | IPM.Activity
            02 03 02 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content prefix, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 53 00 74 00 69 00 63 00 6b 00 79 00 4e 00 6f 00 74 00 65 00 00 00 | IPM.StickyNote
            02 03 00 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content whole, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 54 00 61 00 73 00 6b 00 00 00 | IPM.Task
            02 03 02 00 01 00 1f 00 1a 00 1f 00 1a 00 | Not Content prefix, ignoring case: PidTagMessageClass
            49 00 50 00 4d 00 2e 00 54 00 61 00 73 00 6b 00 2e 00 00 00 | IPM.Task.
            00 01 00 | And of 1
            04 04 03 00 17 00 03 00 17 00 02 00 00 00 | Property equal: PidTagImportance is 2
            """;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopReplay replay;
    private int logon;
    private int inbox;
    private int drafts;
    private ObjectId inboxId = new ObjectId(0, 0);

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        replay = new RopReplay(ann);
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logon = reply.handles().get(0);
        List<ObjectId> ids = reply.get(0, RopLogon.MailboxResponse.class).folderIds();
        inboxId = ids.get(4);
        inbox = opened(inboxId);
        drafts = opened(ids.get(7));
    }

    @AfterEach
    void close() {
        place.close();
    }

    private int opened(ObjectId id) {
        return ann.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, id, 0)).handles().get(1);
    }

    private static Bytes bytes(String head, ObjectId id, String tail) {
        return new ByteWriter().bytes(Golden.bytes(head)).i64(id.wire()).bytes(Golden.bytes(tail)).toBytes();
    }

    /// A folder made as in 4.1: its id and handle.
    private record Made(ObjectId id, int handle) {}

    private Made folder1(int parent) {
        RopBuffer answer = replay.send(Bytes.copyOf(Golden.bytes("""
                1c 00 00 01 | RopCreateFolder, 4.1.1: logon 0, input 0, output 1
                01 01 00 00 | generic, Unicode, not an existing one
                46 00 6f 00 6c 00 64 00 65 00 72 00 31 00 00 00 | Folder1
                00 00       | no comment
                """)), List.of(parent, NONE));
        Bytes response = answer.rops();
        assertThat(Golden.hex(response.slice(0, 6).toArray())).isEqualTo(Golden.hex(Golden.bytes(
                "1c 01 00 00 00 00 | 4.1.2")));
        assertThat(response.length()).isEqualTo(15);
        assertThat(response.at(14)).as("IsExistingFolder").isZero();
        return new Made(ObjectId.ofWire(response.slice(6, 14).reader().i64()), answer.handles().get(1));
    }

    private ObjectId message(ObjectId where) {
        var created = ann.rops(List.of(logon, NONE), List.of(), new RopCreateMessage.Request(0, 0, 1, 1252, where,
                false));
        return ann.rops(List.of(logon, created.handles().get(1)), List.of(),
                new RopSaveChangesMessage.Request(0, 0, 1, 0)).get(0, RopSaveChangesMessage.Response.class)
                .messageId();
    }

    private int messages(int folderHandle, int flags) {
        return ann.rops(List.of(folderHandle, NONE), List.of(), new RopGetContentsTable.Request(0, 0, 1,
                flags | NO_NOTIFICATIONS))
                .get(0, RopGetContentsTable.Response.class).rowCount();
    }

    private int folders(int folderHandle, int flags) {
        return ann.rops(List.of(folderHandle, NONE), List.of(), new RopGetHierarchyTable.Request(0, 0, 1,
                flags | NO_NOTIFICATIONS))
                .get(0, RopGetHierarchyTable.Response.class).rowCount();
    }

    @Test
    void aFolderIsMadeAndDeletedWithAllThatIsInIt() { // 4.1, 4.2
        Made made = folder1(inbox);
        message(made.id);
        replay.replay(bytes("1d 00 01 00 | RopDeleteFolder without leave to delete messages", made.id, ""),
                List.of(0, inbox), "1d 01 00 00 00 00 01 | partial completion");
        replay.replay(bytes("1d 00 01 05 | RopDeleteFolder, 4.2.1: DEL_MESSAGES, DEL_FOLDERS", made.id, ""),
                List.of(0, inbox), "1d 01 00 00 00 00 00 | 4.2.2");
        assertThat(folders(inbox, 0)).isZero();
        assertThat(folders(inbox, 0x20)).as("softly deleted").isEqualTo(1);
        var again = ann.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, made.id, 0x04));
        assertThat(again.get(0, RopOpenFolder.Response.class).ghosted()).isNull();
        replay.replay(bytes("1d 00 01 15 | and DELETE_HARD_DELETE", made.id, ""), List.of(0, inbox),
                "1d 01 00 00 00 00 00");
        assertThat(folders(inbox, 0x20)).isZero();
    }

    @Test
    void messagesAreDeletedAndMoved() { // 4.3, 4.4
        ObjectId one = message(inboxId);
        ObjectId two = message(inboxId);
        ObjectId three = message(inboxId);
        replay.replay(new ByteWriter().bytes(Golden.bytes("1e 00 00 00 01 02 00 | RopDeleteMessages, 4.3.1: two"))
                .i64(one.wire()).i64(two.wire()).toBytes(), List.of(inbox), "1e 00 00 00 00 00 00 | 4.3.2");
        assertThat(messages(inbox, 0)).isEqualTo(1);
        assertThat(messages(inbox, 0x20)).as("softly deleted").isEqualTo(2);
        replay.replay(bytes("33 00 00 01 01 00 | RopMoveCopyMessages, 4.4.1: one", three, "00 00 | at once, a move"),
                List.of(inbox, drafts), "33 00 00 00 00 00 00 | 4.4.2");
        assertThat(messages(inbox, 0)).isZero();
        assertThat(messages(drafts, 0)).isEqualTo(1);
        replay.replay(bytes("33 00 00 01 01 00 | a softly deleted one comes back", one, "00 00"),
                List.of(inbox, inbox), "33 00 00 00 00 00 00");
        assertThat(messages(inbox, 0)).isEqualTo(1);
        replay.replay(bytes("33 00 00 01 01 00 | to nowhere", one, "00 00"), List.of(inbox, NONE),
                "33 00 03 05 00 00 01 00 00 00 00 | ecDstNullObject: destination 1, not partial");
    }

    @Test
    void foldersAreMovedCopiedAndListed() { // 4.5 to 4.7
        Made made = folder1(inbox);
        folder1(made.handle);
        message(made.id);
        replay.replay(bytes("35 00 01 02 01 01 | RopMoveFolder, 4.5.1: asynchronous, Unicode", made.id, FOLDER1),
                List.of(0, inbox, drafts), "35 01 00 00 00 00 00 | 4.5.2");
        replay.replay(bytes("36 00 00 01 01 01 01 | RopCopyFolder, 4.6.1: asynchronous, recursive, Unicode", made.id,
                FOLDER1), List.of(drafts, inbox), "36 00 00 00 00 00 00 | 4.6.2");
        replay.replay("04 00 01 02 00 | RopGetHierarchyTable, 4.7.1", List.of(0, inbox, NONE),
                "04 02 00 00 00 00 01 00 00 00 | 4.7.2, of one row");
        assertThat(folders(inbox, 0x04)).isEqualTo(2);
        assertThat(folders(drafts, 0x04)).isEqualTo(2);
        replay.replay("04 00 01 02 01 | an invalid bit, 3.2.5.13", List.of(0, inbox, NONE),
                "04 02 02 01 04 80 | ecNotSupported");
        replay.replay("05 00 01 02 01 | an invalid bit, 3.2.5.14", List.of(0, inbox, NONE),
                "05 02 57 00 07 80 | ecInvalidParam");
        replay.replay(bytes("35 00 00 01 00 01 | into itself", made.id, FOLDER1), List.of(drafts, made.handle),
                "35 00 0b 06 04 80 00 | ecFolderCycle");
    }

    @Test
    void aSearchIsSetUpAndTold() { // 4.8, 4.9
        var created = ann.rops(List.of(inbox, NONE), List.of(), new RopCreateFolder.Request(0, 0, 1, 2, false,
                0, new Value.Text("Important"), new Value.Text("")));
        int search = created.handles().get(1);
        Bytes criteria = Bytes.copyOf(Golden.bytes(CRITERIA));
        Bytes set = new ByteWriter().bytes(Golden.bytes("30 00 01 | RopSetSearchCriteria, 4.8.1")).bytes(criteria)
                .bytes(Golden.bytes("01 00 | one folder")).i64(inboxId.wire())
                .bytes(Golden.bytes("2a 00 02 00 | restart, shallow, background, not indexed")).toBytes();
        assertThat(set.length()).isEqualTo(316);
        replay.replay(set, List.of(0, search), "30 01 00 00 00 00 | 4.8.2");
        Bytes told = replay.send(Bytes.copyOf(Golden.bytes("31 00 00 01 01 00 | RopGetSearchCriteria, 4.9.1")),
                List.of(search)).rops();
        assertThat(Golden.hex(told.slice(0, told.length() - 4).toArray())).isEqualTo(Golden.hex(new ByteWriter()
                .bytes(Golden.bytes("31 00 00 00 00 00 | 4.9.2")).bytes(criteria)
                .bytes(Golden.bytes("00 00 00 | logon 0, no folders")).toArray()));
        assertThat(told.slice(told.length() - 4, told.length()).reader().i32())
                .as("complete, not indexed: the example's was running").isEqualTo(0x0800_1000);
        assertThat(ann.rops(List.of(search), List.of(), new RopGetSearchCriteria.Request(0, 0, false, true, false))
                .get(0, RopGetSearchCriteria.Response.class).restriction()).as("not UseUnicode, 2.2.1.5.1").asString()
                .contains("Text8[").doesNotContain("Text[");
        message(inboxId);
        assertThat(messages(search, 0)).as("of normal importance").isZero();
        replay.replay(bytes("02 00 00 01 | RopOpenFolder", inboxId, "00"), List.of(table(), NONE),
                "02 01 02 01 04 80 | ecNotSupported: of a table, 3.2.5.1");
        replay.replay("31 00 00 01 01 00 | not of a search folder", List.of(inbox),
                "31 00 61 04 00 00 | ecNotSearchFolder");
    }

    private int table() {
        return ann.rops(List.of(inbox, NONE), List.of(), new RopGetContentsTable.Request(0, 0, 1, 0)).handles().get(1);
    }

    @Test
    void aDelegateMovesMessagesBetweenTheMailboxesOfOneSession() {
        var session = ann;
        Made made = folder1(inbox);
        ObjectId one = message(made.id);
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        var own = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn()));
        ObjectId bobsInbox = own.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        var denied = bob.rops(List.of(own.handles().get(0), NONE), List.of(), annsLogon());
        assertThat(denied.responses().getFirst().returnValue()).as("ecLoginPerm").isEqualTo(0x3f2);
        Bytes grant = new ByteWriter().bytes(Golden.bytes("40 00 00 00 01 00 01 02 00 02 01 ff 0f"))
                .u16(org.gatehouse.mapi.id.AddressBookEntryId.ofUser(place.bob.legacyDn()).encode().length())
                .bytes(org.gatehouse.mapi.id.AddressBookEntryId.ofUser(place.bob.legacyDn()).encode())
                .bytes(Golden.bytes("03 00 73 66 7b 04 00 00 | an editor")).toBytes();
        new RopReplay(session).replay(grant, List.of(made.handle), "40 00 00 00 00 00");

        var handles = new ArrayList<>(bob.rops(List.of(own.handles().get(0), NONE), List.of(), annsLogon())
                .handles());
        int anns = bob.rops(List.of(handles.get(1), NONE), List.of(), new RopOpenFolder.Request(1, 0, 1, made.id, 0))
                .handles().get(1);
        int bobs = bob.rops(List.of(handles.get(0), NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, bobsInbox,
                0)).handles().get(1);
        new RopReplay(bob).replay(bytes("33 01 00 01 01 00 | RopMoveCopyMessages of the other logon", one, "00 00"),
                List.of(anns, bobs), "33 00 00 00 00 00 00");
        assertThat(messages(made.handle, 0)).isZero();
        assertThat(bob.rops(List.of(bobs, NONE), List.of(), new RopGetContentsTable.Request(0, 0, 1, 0))
                .get(0, RopGetContentsTable.Response.class).rowCount()).isEqualTo(1);
    }

    // [MS-OXCPRPT] 3.2.5.19
    @Test
    void manyMessagesAreDeletedByAndByForAClientThatDoesNotWait() {
        var ids = new ArrayList<ObjectId>();
        for (int count = 0; count < 450; count++) {
            ids.add(count == 0 ? message(inboxId) : new ObjectId(1, 0xf000 + count));
        }
        var request = new RopDeleteMessages.Request(0, 0, true, false, ids);
        assertThat(ann.rops(List.of(inbox), List.of(), request).get(0, RopProgress.Response.class))
                .isEqualTo(new RopProgress.Response(0, 0, 200, 450));
        var more = new RopProgress.Request(0, 0, false);
        assertThat(ann.rops(List.of(inbox), List.of(), more).get(0, RopProgress.Response.class))
                .isEqualTo(new RopProgress.Response(0, 0, 400, 450));
        assertThat(ann.rops(List.of(inbox), List.of(), more).get(0, RopDeleteMessages.Response.class)
                .partialCompletion()).as("most were not there").isTrue();
        assertThat(ann.rops(List.of(inbox), List.of(), more).responses().getFirst().returnValue())
                .as("nothing is under way").isEqualTo(0x8004_0102);
        assertThat(messages(inbox, 0)).isZero();
        ann.rops(List.of(inbox), List.of(), request);
        assertThat(ann.rops(List.of(inbox), List.of(), new RopProgress.Request(0, 0, true))
                .get(0, RopDeleteMessages.Response.class).partialCompletion()).as("cancelled").isTrue();
    }

    private RopLogon.Request annsLogon() {
        return new RopLogon.Request(1, 1, RopLogon.PRIVATE, RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0,
                place.ann.legacyDn());
    }
}
