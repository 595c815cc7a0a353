package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteMessages;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetLocalReplicaIds;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.FolderRights;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody reads another's mailbox: every operation is tried with every kind of object that is not the caller's, and no
/// byte of what comes back may be the victim's ([MS-OXCROPS] 3.2.5.4, [MS-OXCPERM] 3.2.4.1).
class ForeignObjectsTest {
    private static final int NONE = 0xffff_ffff;
    private static final int NOT_IMPLEMENTED = 0x8004_0fff;
    private static final String SECRET = "Zyzzyva";
    private static final UUID SECRET_GUID = new UUID(0x5ec2_e75e_c2e7_4a11L, 0x9abc_def0_1357_9bdfL);
    private static final PropertyTag GUID_TAG = PropertyTag.of(0x6701, PropertyType.GUID);
    private static final List<PropertyTag> COLUMNS = EveryRop.TAGS;
    /// Operations that may be refused whatever they are asked about.
    private static final Set<RopId> MAY_BE_REFUSED = EnumSet.of(RopId.GET_STORE_STATE, RopId.GET_RULES_TABLE,
            RopId.MODIFY_RULES, RopId.UPDATE_DEFERRED_ACTION_MESSAGES, RopId.SET_LOCAL_REPLICA_MIDSET_DELETED);
    /// Operations that take a second object, and say so when there is none.
    private static final Set<RopId> WITH_DESTINATION = EnumSet.of(RopId.MOVE_COPY_MESSAGES, RopId.MOVE_FOLDER,
            RopId.COPY_FOLDER, RopId.COPY_TO, RopId.COPY_PROPERTIES, RopId.COPY_TO_STREAM);
    /// Operations that find no such folder or message: NOT_FOUND.
    private static final Set<RopId> NOT_FOUND_ON_LOGON = EnumSet.of(RopId.OPEN_FOLDER, RopId.OPEN_MESSAGE,
            RopId.CREATE_MESSAGE, RopId.SET_RECEIVE_FOLDER);
    private static final Set<RopId> NOT_FOUND_ON_FOLDER = EnumSet.of(RopId.DELETE_FOLDER, RopId.MOVE_FOLDER,
            RopId.COPY_FOLDER, RopId.GET_MESSAGE_STATUS, RopId.SET_MESSAGE_STATUS);
    /// Operations on lists of messages, which end with partial completion.
    private static final Set<RopId> PARTIAL_ON_FOLDER = EnumSet.of(RopId.DELETE_MESSAGES, RopId.HARD_DELETE_MESSAGES,
            RopId.MOVE_COPY_MESSAGES, RopId.SET_READ_FLAGS);

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbService service;
    private Party victim;
    private ObjectId closed;
    private ObjectId lobby;
    private ObjectId message;
    private int victimsTable;
    private int victimsStream;

    /// A logged-on client.
    ///
    /// @param logon handle of logon 0
    private record Party(EmsmdbClient client, RopLogon.MailboxResponse store, int logon) {
        ObjectId special(int index) {
            return store.folderIds().get(index);
        }

        EmsmdbClient.Reply rops(List<Integer> handles, RopRequest... requests) {
            return client.rops(handles, COLUMNS, requests);
        }
    }

    @BeforeEach
    void plant() {
        place = new Workplace(folder);
        place.directory.add("eve", Workplace.DATABASE, TestDirectory.SITE);
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        service = place.service(true, true);
        victim = party("bob", place.bob.legacyDn());
        // Counters beyond all that an attacker's own mailbox gives out: the numbers of two mailboxes never meet.
        victim.rops(List.of(victim.logon), new RopGetLocalReplicaIds.Request(0, 0, 50_000));
        ObjectId root = victim.special(3);
        closed = newFolder(root, SECRET + " closed");
        lobby = newFolder(root, "Lobby");
        ObjectId inLobby = newFolder(lobby, SECRET + " below");
        message = save(closed, false);
        save(closed, true);
        save(lobby, false);
        save(inLobby, false);
        ObjectId deleted = save(lobby, false);
        victim.rops(List.of(victim.logon, NONE), new RopOpenFolder.Request(0, 0, 1, lobby, 0),
                new RopDeleteMessages.Request(0, 1, false, false, List.of(deleted)));
        permit(lobby, FolderRights.VISIBLE);
        openVictimsObjects();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private Party party(String account, String mailboxDn) {
        var client = new EmsmdbClient(service, new AssociationGroup(), TestDirectory.identity(account),
                AuthLevel.PRIVACY);
        client.connect(place.directory.byIdentity(TestDirectory.identity(account)).orElseThrow().legacyDn());
        var reply = client.rops(List.of(NONE), List.of(), Workplace.privateLogon(mailboxDn));
        return new Party(client, reply.get(0, RopLogon.MailboxResponse.class), reply.handles().get(0));
    }

    private ObjectId newFolder(ObjectId parent, String name) {
        return victim.rops(List.of(victim.logon, NONE, NONE), new RopOpenFolder.Request(0, 0, 1, parent, 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text(name), new Value.Text("")))
                .get(1, RopCreateFolder.Response.class).folderId();
    }

    private ObjectId save(ObjectId target, boolean associated) {
        var reply = victim.rops(List.of(victim.logon, NONE, NONE),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, target, associated),
                new RopSetProperties.Request(0, 1, List.of(
                        new PropertyValue(Tags.SUBJECT, new Value.Text(SECRET + " subject")),
                        new PropertyValue(Tags.BODY, new Value.Text(SECRET + " body ".repeat(50))),
                        new PropertyValue(GUID_TAG, new Value.Guid(SECRET_GUID)))),
                new RopSaveChangesMessage.Request(0, 1, 1, 0));
        return reply.get(2, RopSaveChangesMessage.Response.class).messageId();
    }

    private void permit(ObjectId target, int rights) {
        var eve = place.directory.byIdentity(TestDirectory.identity("eve")).orElseThrow();
        var reply = victim.rops(List.of(victim.logon, NONE), new RopOpenFolder.Request(0, 0, 1, target, 0),
                new RopModifyPermissions.Request(0, 1, 0, List.of(new RowModification(RowModification.ADD, List.of(
                        new PropertyValue(Tags.ENTRY_ID, new Value.Binary(
                                AddressBookEntryId.ofUser(eve.legacyDn()).encode())),
                        new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(rights)))))));
        assertThat(reply.responses().get(1).returnValue()).isZero();
    }

    /// Objects that the victim keeps open meanwhile, under handles that no attacker's session has given out.
    private void openVictimsObjects() {
        for (int i = 0; i < 50; i++) {
            victim.rops(List.of(victim.logon, NONE), new RopOpenFolder.Request(0, 0, 1, lobby, 0),
                    new RopRelease.Request(0, 1));
        }
        var requests = new EveryRop.Slots(0, 0, 3, 0, closed, message, longTerm());
        var reply = victim.rops(List.of(victim.logon, NONE, NONE, NONE, NONE),
                new RopOpenFolder.Request(0, 0, 1, closed, 0), new RopGetContentsTable.Request(0, 1, 2, 0x10),
                new RopSetColumns.Request(0, 2, 0, COLUMNS), EveryRop.request(RopId.OPEN_MESSAGE, requests),
                new RopOpenStream.Request(0, 3, 4, Tags.BODY, 0));
        victimsTable = reply.handles().get(2);
        victimsStream = reply.handles().get(4);
    }

    private LongTermId longTerm() {
        return new LongTermId(victim.store.replicaGuid(), closed.counter());
    }

    /// Sends requests and makes sure that no byte of the answer is the victim's.
    private static EmsmdbClient.Reply attack(Party attacker, String what, List<Integer> handles,
            RopRequest... requests) {
        Bytes payload = RopBuffer.ofRequests(List.of(requests), handles).encode();
        var response = attacker.client.execute(ExtendedBuffer.write(List.of(payload), true, true), 0, 0x18008);
        assertThat(response.result()).as(what).isZero();
        List<Bytes> answers = ExtendedBuffer.readAll(response.payload());
        String all = answers.stream().map(each -> new String(each.toArray(), StandardCharsets.ISO_8859_1))
                .reduce("", String::concat);
        var wide = new String(SECRET.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
        var guid = new String(new ByteWriter(16).guid(SECRET_GUID).toBytes().toArray(), StandardCharsets.ISO_8859_1);
        assertThat(all.contains(SECRET) || all.contains(wide) || all.contains(guid))
                .as("%s gives away the victim's data", what).isFalse();
        return EmsmdbClient.decode(answers, COLUMNS);
    }

    /// What the victim sees of the own mailbox, with change numbers.
    private List<Object> view() {
        var seen = new ArrayList<Object>();
        var columns = List.of(Tags.FOLDER_ID, Tags.DISPLAY_NAME, Tags.CONTENT_COUNT, Tags.CONTENT_UNREAD_COUNT,
                Tags.CHANGE_NUMBER);
        var tree = victim.client.rops(List.of(victim.logon, NONE, NONE), columns,
                new RopOpenFolder.Request(0, 0, 1, victim.special(0), 0),
                new RopGetHierarchyTable.Request(0, 1, 2, 0x14), new RopSetColumns.Request(0, 2, 0, columns),
                new RopQueryRows.Request(0, 2, 0, true, 200), new RopRelease.Request(0, 2));
        seen.addAll(tree.get(3, RopQueryRows.Response.class).rows().read(columns));
        for (ObjectId each : List.of(closed, lobby)) {
            for (int flags : List.of(0x10, 0x12, 0x30)) {
                var rows = victim.rops(List.of(victim.logon, NONE, NONE), new RopOpenFolder.Request(0, 0, 1, each, 0),
                        new RopGetContentsTable.Request(0, 1, 2, flags), new RopSetColumns.Request(0, 2, 0, COLUMNS),
                        new RopQueryRows.Request(0, 2, 0, true, 50), new RopRelease.Request(0, 2));
                seen.addAll(rows.get(3, RopQueryRows.Response.class).rows().read(COLUMNS));
            }
        }
        assertThat(seen.toString()).contains(SECRET);
        return seen;
    }

    private void victimIsUntouched(List<Object> before) {
        assertThat(view()).isEqualTo(before);
        var reply = victim.rops(List.of(victimsStream, victimsTable), new RopSeekStream.Request(0, 0, 0, 0),
                new RopReadStream.Request(0, 0, 14, 0), new RopQueryRows.Request(0, 1, 0x01, true, 5));
        assertThat(reply.get(1, RopReadStream.Response.class).data())
                .isEqualTo(new ByteWriter().utf16(SECRET).toBytes());
        assertThat(reply.get(2, RopQueryRows.Response.class).rows().count()).isEqualTo(1);
    }

    /// One of each kind of object, the logon last: releasing it takes the others along.
    ///
    /// @param handles folder, message, attachment, table, stream, logon, an unused slot, a second folder
    private static List<Integer> ownObjects(Party attacker, int logonId, int logonHandle, ObjectId own) {
        var reply = attacker.rops(List.of(NONE, NONE, NONE, NONE, NONE, logonHandle, NONE, NONE),
                new RopOpenFolder.Request(logonId, 5, 0, own, 0),
                new RopCreateMessage.Request(logonId, 5, 1, 0xfff, own, false),
                new RopCreateAttachment.Request(logonId, 1, 2), new RopGetContentsTable.Request(logonId, 0, 3, 0),
                new RopSetColumns.Request(logonId, 3, 0, COLUMNS),
                new RopOpenStream.Request(logonId, 1, 4, Tags.BODY, 2),
                new RopOpenFolder.Request(logonId, 5, 7, own, 0));
        return reply.handles();
    }

    private static void release(Party attacker, List<Integer> handles) {
        for (int i : List.of(0, 1, 2, 3, 4, 7)) {
            attacker.rops(List.of(handles.get(i)), new RopRelease.Request(0, 0));
        }
    }

    @Test
    void everyOperationHasARequestToTry() {
        var slots = new EveryRop.Slots(0, 0, 1, 2, closed, message, longTerm());
        assertThat(RopId.available()).allSatisfy(id ->
                assertThat(EveryRop.request(id, slots).id()).isEqualTo(id));
    }

    @Test
    void handlesOfAnotherSessionStandForNothing() { // [MS-OXCROPS] 3.2.5.4
        List<Object> before = view();
        Party ann = party("ann", "");
        for (RopId id : RopId.available()) {
            for (int stolen : List.of(victimsTable, victimsStream)) {
                var slots = new EveryRop.Slots(0, 0, 1, 0, closed, message, longTerm());
                var reply = attack(ann, id.specName(), List.of(stolen, NONE), EveryRop.request(id, slots));
                if (id != RopId.LOGON && id != RopId.RELEASE) {
                    refused(id, reply, ErrorCode.NULL_OBJECT);
                }
            }
        }
        victimIsUntouched(before);
    }

    /// RopGetAddressTypes alone does not look at its object ([MS-OXOMSG] 2.2.4.3) and says nothing of a mailbox.
    private static void refused(RopId id, EmsmdbClient.Reply reply, int ofObject) {
        int error = id == RopId.GET_ADDRESS_TYPES ? ErrorCode.SUCCESS : ofObject;
        assertThat(reply.responses()).as(id.specName()).singleElement().satisfies(response -> {
            boolean whatever = MAY_BE_REFUSED.contains(id) && (response.returnValue() == ErrorCode.NOT_SUPPORTED
                    || response.returnValue() == NOT_IMPLEMENTED);
            assertThat(whatever || response.returnValue() == error).as("0x%x", response.returnValue()).isTrue();
        });
    }

    @Test
    void aDestinationOfAnotherSessionIsNone() { // [MS-OXCROPS] 3.2.5.4
        List<Object> before = view();
        Party ann = party("ann", "");
        ObjectId own = ann.special(4);
        for (RopId id : WITH_DESTINATION) {
            var handles = new ArrayList<>(ownObjects(ann, 0, ann.logon, own));
            handles.set(6, id == RopId.COPY_TO_STREAM ? victimsStream : victimsTable);
            var slots = new EveryRop.Slots(0, id == RopId.COPY_TO_STREAM ? 4 : 0, 7, 6, own, message, longTerm());
            var reply = attack(ann, id.specName(), handles, EveryRop.request(id, slots));
            assertThat(reply.responses()).as(id.specName()).singleElement().satisfies(response ->
                    assertThat(response.returnValue()).isEqualTo(ErrorCode.DESTINATION_NULL_OBJECT));
            release(ann, handles);
        }
        victimIsUntouched(before);
    }

    @Test
    void objectsOfAnotherLogonAreDenied() { // [MS-OXCROPS] 3.2.5.4
        Party ann = party("ann", "");
        var logons = ann.rops(List.of(NONE), new RopLogon.Request(1, 0, 0, RopLogon.PUBLIC, 0, ""));
        int publicLogon = logons.handles().getFirst();
        ObjectId publicRoot = logons.get(0, RopLogon.PublicResponse.class).folderIds().get(1);
        var opened = ann.rops(List.of(publicLogon, NONE), new RopOpenFolder.Request(1, 0, 1, publicRoot, 0));
        assertThat(opened.responses().getFirst().returnValue()).isZero();
        for (RopId id : RopId.available()) {
            if (id == RopId.LOGON || id == RopId.RELEASE) {
                continue;
            }
            for (int other : List.of(publicLogon, opened.handles().get(1))) {
                var slots = new EveryRop.Slots(0, 0, 1, 0, publicRoot, message, longTerm());
                var reply = attack(ann, id.specName(), List.of(other, NONE), EveryRop.request(id, slots));
                refused(id, reply, ErrorCode.ACCESS_DENIED);
            }
        }
        assertThat(ann.rops(List.of(opened.handles().get(1), NONE), new RopGetHierarchyTable.Request(1, 0, 1, 0))
                .responses().getFirst().returnValue()).isZero();
    }

    private record Ids(String kind, ObjectId folder, ObjectId message) {}

    @Test
    void idsOfAnotherMailboxOrReplicaFindNothing() {
        List<Object> before = view();
        Party ann = party("ann", "");
        ObjectId own = ann.special(4);
        ObjectId mine = ownMessage(ann, own);
        var foreign = List.of(new Ids("of another mailbox", closed, message),
                new Ids("of another replica", new ObjectId(7, own.counter()), new ObjectId(7, mine.counter())),
                new Ids("of no replica", new ObjectId(0, own.counter()), new ObjectId(0, mine.counter())),
                publicObjects());
        for (RopId id : RopId.available()) {
            if (id == RopId.LOGON) {
                continue;
            }
            for (Ids ids : foreign) {
                List<Integer> handles = ownObjects(ann, 0, ann.logon, own);
                for (int in = 0; in < (id == RopId.RELEASE ? 5 : 6); in++) {
                    String what = id.specName() + " at " + in + " with ids " + ids.kind;
                    var slots = new EveryRop.Slots(0, in, 6, 7, ids.folder, ids.message, longTerm());
                    var reply = attack(ann, what, handles, EveryRop.request(id, slots));
                    judge(id, in, reply, what);
                    attack(ann, what, List.of(reply.handles().get(6)), new RopRelease.Request(0, 0));
                }
                release(ann, handles);
            }
        }
        victimIsUntouched(before);
    }

    /// A secret of the public folders, with numbers of its own.
    private Ids publicObjects() {
        place.directory.add("root", Workplace.DATABASE, TestDirectory.SITE);
        place.directory.makeAdministrator("root");
        var root = new EmsmdbClient(service, new AssociationGroup(), TestDirectory.identity("root"),
                AuthLevel.PRIVACY);
        root.connect(place.directory.byIdentity(TestDirectory.identity("root")).orElseThrow().legacyDn(),
                EcDoConnectEx.FLAG_ADMINISTRATOR, EmsmdbClient.OUTLOOK_2010);
        var logons = root.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC
                | RopLogon.USE_ADMIN_PRIVILEGE, 0, ""));
        ObjectId top = logons.get(0, RopLogon.PublicResponse.class).folderIds().get(1);
        var made = root.rops(List.of(logons.handles().getFirst(), NONE, NONE), List.of(),
                new RopGetLocalReplicaIds.Request(0, 0, 60_000), new RopOpenFolder.Request(0, 0, 1, top, 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text(SECRET + " public"),
                        new Value.Text("")));
        ObjectId publicFolder = made.get(2, RopCreateFolder.Response.class).folderId();
        var saved = root.rops(List.of(logons.handles().getFirst(), NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, publicFolder, false),
                new RopSetProperties.Request(0, 1, List.of(
                        new PropertyValue(Tags.SUBJECT, new Value.Text(SECRET + " subject")))),
                new RopSaveChangesMessage.Request(0, 1, 1, 0));
        return new Ids("of public folders", publicFolder,
                saved.get(2, RopSaveChangesMessage.Response.class).messageId());
    }

    private ObjectId ownMessage(Party ann, ObjectId own) {
        return ann.rops(List.of(ann.logon, NONE), new RopCreateMessage.Request(0, 0, 1, 0xfff, own, false),
                new RopSaveChangesMessage.Request(0, 1, 1, 0), new RopRelease.Request(0, 1))
                .get(1, RopSaveChangesMessage.Response.class).messageId();
    }

    private static void judge(RopId id, int in, EmsmdbClient.Reply reply, String what) {
        if (in == 5 && NOT_FOUND_ON_LOGON.contains(id) || in == 0 && NOT_FOUND_ON_FOLDER.contains(id)) {
            assertThat(reply.responses()).as(what).singleElement().satisfies(response ->
                    assertThat(response.returnValue()).isEqualTo(ErrorCode.NOT_FOUND));
        } else if (in == 0 && PARTIAL_ON_FOLDER.contains(id)) {
            assertThat(reply.responses()).as(what).singleElement().satisfies(response -> {
                assertThat(response.returnValue()).isZero();
                assertThat(response.toString()).contains("artialCompletion=true");
            });
        }
    }

    @Test
    void aCallerWithoutRightsGetsNothing() { // [MS-OXCPERM] 3.2.4.1
        List<Object> before = view();
        Party eve = party("eve", place.bob.legacyDn());
        ObjectId hidden = (ObjectId) lobbyMessages().getFirst();
        var targets = List.of(new Ids("closed", closed, message), new Ids("lobby", lobby, hidden),
                new Ids("root", eve.special(0), message), new Ids("subtree", eve.special(3), message),
                new Ids("inbox", eve.special(4), message));
        for (RopId id : RopId.available()) {
            if (id == RopId.LOGON) {
                continue;
            }
            for (Ids ids : targets) {
                List<Integer> handles = ownObjects(eve, 0, eve.logon, lobby);
                for (int in = 0; in < (id == RopId.RELEASE ? 5 : 6); in++) {
                    String what = id.specName() + " at " + in + " on " + ids.kind;
                    var slots = new EveryRop.Slots(0, in, 6, 7, ids.folder, ids.message, longTerm());
                    var reply = attack(eve, what, handles, EveryRop.request(id, slots));
                    int opened = reply.handles().get(6);
                    attack(eve, what + ", then all of it", List.of(opened),
                            new RopSetColumns.Request(0, 0, 0, COLUMNS), new RopQueryRows.Request(0, 0, 0, true, 50),
                            EveryRop.request(RopId.GET_PROPERTIES_ALL, slots), new RopRelease.Request(0, 0));
                    if (in == 5 && NOT_FOUND_ON_LOGON.contains(id) && id != RopId.OPEN_FOLDER
                            || in == 0 && NOT_FOUND_ON_FOLDER.contains(id)) {
                        assertThat(reply.responses()).as(what).allSatisfy(response ->
                                assertThat(response.returnValue()).isNotZero());
                    }
                }
                release(eve, handles);
            }
        }
        victimIsUntouched(before);
    }

    private List<Object> lobbyMessages() {
        var rows = victim.rops(List.of(victim.logon, NONE, NONE), new RopOpenFolder.Request(0, 0, 1, lobby, 0),
                new RopGetContentsTable.Request(0, 1, 2, 0x10), new RopSetColumns.Request(0, 2, 0, COLUMNS),
                new RopQueryRows.Request(0, 2, 0, true, 50), new RopRelease.Request(0, 2))
                .get(3, RopQueryRows.Response.class).rows().read(COLUMNS);
        return rows.stream().<Object>map(row -> row.cells().getFirst() instanceof org.gatehouse.mapi.property.Cell
                .Present(Value.Int64(long wire)) ? ObjectId.ofWire(wire) : new ObjectId(0, 0)).toList();
    }

    @Test
    void changesThatOneMayNotReadAreNotTold() { // [MS-OXCNOTIF] 3.1.4.3
        Party eve = party("eve", place.bob.legacyDn());
        for (ObjectId each : List.of(closed, lobby)) {
            var slots = new EveryRop.Slots(0, 0, 1, 0, each, new ObjectId(0, 0), longTerm());
            attack(eve, "registration", List.of(eve.logon, NONE),
                    EveryRop.request(RopId.REGISTER_NOTIFICATION, slots));
        }
        ObjectId made = save(closed, false);
        save(lobby, false);
        victim.rops(List.of(victim.logon, NONE, NONE), new RopOpenFolder.Request(0, 0, 1, closed, 0),
                new RopOpenFolder.Request(0, 0, 2, lobby, 0),
                new RopMoveCopyMessages.Request(0, 1, 2, List.of(made), false, false));
        List<RopResponse> told = attack(eve, "events", List.of()).responses();
        assertThat(told.toString()).doesNotContain("messageId=ObjectId");
    }
}
