package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.access.emsmdb.Stage.NONE;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetLocalReplicaIds;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.FolderRights;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// References to what is Ann's, where Bob may put one: the scope of a search, a receive folder, the folder of sent
/// mail, a long-term id. None leads to her mailbox.
class ForeignReferencesTest {
    private static final int SUBTREE = 3;
    private static final int INBOX = 4;
    private static final int SENT_ITEMS = 6;
    private static final int FINDER = 10;
    private static final Restriction ALL = new Restriction.Exist(Tags.SUBJECT);
    private static final List<PropertyTag> SUBJECT = List.of(Tags.SUBJECT);

    @TempDir
    private Path folder;
    private Stage stage;
    private EmsmdbClient bob;
    private int own;
    private int atAnns;
    private RopLogon.MailboxResponse store;
    private ObjectId secret;
    private ObjectId message;

    @BeforeEach
    void set() {
        stage = new Stage(folder);
        // Numbers beyond all that Bob's own mailbox gives out.
        stage.ann.rops(List.of(stage.logon), List.of(), new RopGetLocalReplicaIds.Request(0, 0, 50_000));
        secret = stage.folder(stage.work, "Secret", 1);
        message = stage.save(secret);
        permit(stage.work, FolderRights.VISIBLE); // else he could not log on
        bob = new EmsmdbClient(stage.place.service(true, true), new AssociationGroup(), TestDirectory.identity("bob"),
                AuthLevel.PRIVACY);
        bob.connect(stage.place.bob.legacyDn());
        var reply = bob.rops(List.of(NONE, NONE), List.of(), Workplace.privateLogon(stage.place.bob.legacyDn()),
                new RopLogon.Request(1, 1, RopLogon.PRIVATE, RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0,
                        stage.place.ann.legacyDn()));
        store = reply.get(0, RopLogon.MailboxResponse.class);
        own = reply.handles().get(0);
        atAnns = reply.handles().get(1);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void permit(ObjectId target, int rights) {
        var grant = new RowModification(RowModification.ADD, List.of(
                new PropertyValue(Tags.ENTRY_ID, new Value.Binary(
                        AddressBookEntryId.ofUser(stage.place.bob.legacyDn()).encode())),
                new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(rights))));
        assertThat(stage.ann.rops(List.of(stage.logon, NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, target, 0),
                new RopModifyPermissions.Request(0, 1, 0, List.of(grant))).responses().get(1).returnValue()).isZero();
    }

    private int search(int logonId, int folderHandle, ObjectId scope) {
        return bob.rops(List.of(folderHandle), List.of(), new RopSetSearchCriteria.Request(logonId, 0, ALL,
                List.of(scope), 0x0a)).responses().getFirst().returnValue();
    }

    private List<PropertyRow> rows(EmsmdbClient client, int logonId, int logon, ObjectId of) {
        return client.rops(List.of(logon, NONE, NONE), SUBJECT, new RopOpenFolder.Request(logonId, 0, 1, of, 0),
                new RopGetContentsTable.Request(logonId, 1, 2, 0), new RopSetColumns.Request(logonId, 2, 0, SUBJECT),
                new RopQueryRows.Request(logonId, 2, 0, true, 9)).get(3, RopQueryRows.Response.class).rows()
                .read(SUBJECT);
    }

    @Test
    void aSearchOfOnesOwnDoesNotReachAnotherMailbox() {
        var made = bob.rops(List.of(own, NONE, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1,
                store.folderIds().get(FINDER), 0), new RopCreateFolder.Request(0, 1, 2, 2, false, 0,
                new Value.Text("Mine"), new Value.Text("")));
        int mine = made.handles().get(2);
        for (ObjectId scope : List.of(secret, message, new ObjectId(7, store.folderIds().get(INBOX).counter()),
                new ObjectId(0, store.folderIds().get(INBOX).counter()), stage.publicFolder)) {
            boolean ownNumber = scope.equals(stage.publicFolder);
            assertThat(search(0, mine, scope)).as("%s", scope).satisfies(error -> assertThat(
                    error == ErrorCode.NOT_FOUND || ownNumber && error == ErrorCode.SUCCESS).isTrue());
        }
        assertThat(rows(bob, 0, own, made.get(1, RopCreateFolder.Response.class).folderId())).isEmpty();
    }

    @Test
    void aSearchInAnothersMailboxFindsWhatOneMayRead() { // [MS-OXCPERM] 3.2.4.1
        ObjectId found = stage.folder(stage.work, "Found for Bob", 2);
        ObjectId seen = stage.folder(stage.work, "Seen", 1);
        ObjectId read = stage.folder(stage.work, "Read", 1);
        stage.save(seen);
        permit(found, FolderRights.FULL);
        permit(seen, FolderRights.VISIBLE);
        permit(read, FolderRights.REVIEWER);
        int handle = bob.rops(List.of(atAnns, NONE), List.of(), new RopOpenFolder.Request(1, 0, 1, found, 0))
                .handles().get(1);
        assertThat(search(1, handle, secret)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(search(1, handle, seen)).isZero();
        assertThat(rows(bob, 1, atAnns, found)).isEmpty();
        stage.save(read);
        assertThat(search(1, handle, read)).isZero();
        assertThat(rows(bob, 1, atAnns, found)).hasSize(1);
    }

    @Test
    void mailIsReceivedInOnesOwnFolders() {
        for (ObjectId foreign : List.of(secret, new ObjectId(7, store.folderIds().get(INBOX).counter()))) {
            assertThat(bob.rops(List.of(own), List.of(), new RopSetReceiveFolder.Request(0, 0, foreign, "IPM.Bob"))
                    .responses().getFirst().returnValue()).isEqualTo(ErrorCode.NOT_FOUND);
        }
        assertThat(bob.rops(List.of(atAnns), List.of(), new RopSetReceiveFolder.Request(1, 0, secret, "IPM.Bob"))
                .responses().getFirst().returnValue()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void sentMailStaysInOnesOwnMailbox() { // [MS-OXOMSG] 2.2.3.10
        Bytes serverId = new ByteWriter().u8(1).i64(secret.wire()).i64(0).i32(0).toBytes();
        Bytes entryId = new FolderEntryId(stage.longTerm.replica(), 1, new LongTermId(stage.longTerm.replica(),
                secret.counter())).encode();
        send(new PropertyValue(Tags.SENT_MAIL_SVR_EID, new Value.ServerId(serverId)));
        send(new PropertyValue(PropertyTag.of(0x0e0a, PropertyType.BINARY), new Value.Binary(entryId)));
        assertThat(rows(bob, 0, own, store.folderIds().get(SENT_ITEMS))).hasSize(2).allSatisfy(row ->
                assertThat(row.cells()).containsExactly(new Cell.Present(new Value.Text("To Ann"))));
        assertThat(rows(stage.ann, 0, stage.logon, secret)).as("Ann's own").hasSize(1);
        assertThat(rows(stage.ann, 0, stage.logon, stage.inbox)).hasSize(2);
    }

    private void send(PropertyValue sentMail) {
        var ann = new ModifyRecipientRow(0, 1, new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0,
                stage.place.ann.legacyDn()), null, new Value.Text("Ann"), null, null, new PropertyRow(List.of())));
        var reply = bob.rops(List.of(own, NONE), List.of(), new RopCreateMessage.Request(0, 0, 1, 0xfff,
                store.folderIds().get(SUBTREE + 2), false),
                new RopSetProperties.Request(0, 1, List.of(sentMail,
                        new PropertyValue(Tags.SUBJECT, new Value.Text("To Ann")))),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(ann)), new RopSubmitMessage.Request(0, 1, 0));
        assertThat(reply.responses()).allSatisfy(each -> assertThat(each.returnValue()).isZero());
    }

    @Test
    void aLongTermIdOfAnothersIsNothingOfOnesOwn() { // [MS-OXCSTOR] 3.2.5.9
        for (UUID replica : List.of(stage.longTerm.replica(), new UUID(1, 2))) {
            ObjectId id = bob.rops(List.of(own), List.of(), new RopIdFromLongTermId.Request(0, 0,
                    new LongTermId(replica, secret.counter()))).get(0, RopIdFromLongTermId.Response.class).objectId();
            ObjectId mail = new ObjectId(id.replicaId(), message.counter());
            assertThat(bob.rops(List.of(own, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, id, 4))
                    .responses().getFirst().returnValue()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(bob.rops(List.of(own, NONE), List.of(), new RopOpenMessage.Request(0, 0, 1, 0xfff, id, 4, mail))
                    .responses().getFirst().returnValue()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }
}
