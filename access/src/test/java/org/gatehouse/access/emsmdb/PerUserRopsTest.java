package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.id.CounterSet;
import org.gatehouse.mapi.id.IdSet;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetPerUserGuid;
import org.gatehouse.mapi.rop.RopGetPerUserLongTermIds;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopReadPerUserInformation;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopWritePerUserInformation;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user has read in public folders, on the wire ([MS-OXCSTOR] 3.2.5.10 to 3.2.5.13).
class PerUserRopsTest {
    private static final int NONE = 0xffff_ffff;
    private static final UUID ELSEWHERE = UUID.fromString("73ae44d8-61f9-4f5d-b3c6-9a7c31fec123");
    private static final LongTermId FOLDER = new LongTermId(ELSEWHERE, 0x12);

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private int mailbox;

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        mailbox = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon("")).handles().getFirst();
    }

    @AfterEach
    void close() {
        place.close();
    }

    /// A set too long for one piece.
    private static Bytes longSet() {
        CounterSet set = new CounterSet(LongStream.range(0, 6_000).mapToObj(i ->
                new CounterSet.Range(i * 40, i * 40)).toList());
        return IdSet.of(ELSEWHERE, set).encode();
    }

    private RopResponse write(int offset, Bytes data, boolean last) {
        return ann.rops(List.of(mailbox), List.of(), new RopWritePerUserInformation.Request(0, 0, FOLDER, last, offset,
                data, offset == 0 ? ELSEWHERE : null)).responses().getFirst();
    }

    private RopResponse read(int offset, int max) {
        return ann.rops(List.of(mailbox), List.of(),
                new RopReadPerUserInformation.Request(0, 0, FOLDER, 0, offset, max)).responses().getFirst();
    }

    @Test
    void dataGoesInAndOutInPieces() {
        Bytes set = longSet();
        assertThat(set.length()).isGreaterThan(2 * 4096);
        for (int at = 0; at < set.length(); at += 5_000) {
            int to = Math.min(set.length(), at + 5_000);
            assertThat(write(at, set.slice(at, to), to == set.length()).returnValue()).isZero();
        }
        var read = new ByteWriter();
        var sizes = new ArrayList<Integer>();
        boolean finished = false;
        while (!finished) {
            var piece = (RopReadPerUserInformation.Response) read(read.size(), sizes.isEmpty() ? 1_000 : 60_000);
            read.bytes(piece.data());
            sizes.add(piece.data().length());
            finished = piece.hasFinished();
        }
        assertThat(read.toBytes()).isEqualTo(set);
        assertThat(sizes).startsWith(1_000, 4096, 4096);
        assertThat(((RopReadPerUserInformation.Response) read(0, 0)).data().length()).isEqualTo(4096);
    }

    @Test
    void aMailboxTellsWhichFoldersItKnowsAndFromWhere() {
        var unknown = ann.rops(List.of(mailbox), List.of(), new RopGetPerUserGuid.Request(0, 0, FOLDER));
        assertThat(unknown.responses().getFirst().returnValue()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(write(0, Bytes.EMPTY, true).returnValue()).isZero();
        var known = ann.rops(List.of(mailbox), List.of(), new RopGetPerUserGuid.Request(0, 0, FOLDER),
                new RopGetPerUserLongTermIds.Request(0, 0, ELSEWHERE),
                new RopGetPerUserLongTermIds.Request(0, 0, new UUID(1, 1)));
        assertThat(known.get(0, RopGetPerUserGuid.Response.class).databaseGuid()).isEqualTo(ELSEWHERE);
        assertThat(known.get(1, RopGetPerUserLongTermIds.Response.class).longTermIds()).containsExactly(FOLDER);
        assertThat(known.get(2, RopGetPerUserLongTermIds.Response.class).longTermIds()).isEmpty();
    }

    @Test
    void whatDoesNotFollowOnIsRefused() {
        Bytes set = IdSet.of(ELSEWHERE, CounterSet.EMPTY.with(1)).encode();
        assertThat(write(3, set, true).returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(write(0, set.slice(0, 4), false).returnValue()).isZero();
        assertThat(write(5, set.slice(5, set.length()), true).returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(write(4, set.slice(4, set.length()), true).returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(write(0, set.slice(0, 4), true).returnValue()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(write(0, set, true).returnValue()).isZero();
        assertThat(read(-1, 0).returnValue()).isEqualTo(ErrorCode.RPC_FORMAT);
        assertThat(read(set.length() + 1, 0).returnValue()).isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(read(set.length(), 0)).isEqualTo(new RopReadPerUserInformation.Response(0, true, Bytes.EMPTY));
    }

    /// Ann posts as administrator; Bob reads; each has a state of his own, and Bob's is what he may read out.
    @Test
    void readersOfPublicFoldersHaveStatesOfTheirOwn() {
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        place.directory.makeAdministrator("ann");
        EmsmdbService service = place.service(true, true);
        var poster = new EmsmdbClient(service, place.group, TestDirectory.identity("ann"), AuthLevel.PRIVACY);
        poster.connect(place.ann.legacyDn(), org.gatehouse.mapi.emsmdb.EcDoConnectEx.FLAG_ADMINISTRATOR,
                EmsmdbClient.OUTLOOK_2010);
        var reader = new EmsmdbClient(service, place.group, TestDirectory.identity("bob"), AuthLevel.PRIVACY);
        reader.connect(place.bob.legacyDn());
        var logon = new RopLogon.Request(0, 0, 0, RopLogon.PUBLIC, 0, "");

        var posterLogon = poster.rops(List.of(NONE), List.of(), new RopLogon.Request(0, 0, 0,
                RopLogon.PUBLIC | RopLogon.USE_ADMIN_PRIVILEGE, 0, ""));
        var ids = posterLogon.get(0, RopLogon.PublicResponse.class);
        var made = poster.rops(List.of(posterLogon.handles().getFirst(), NONE, NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, ids.folderIds().get(1), 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text("News"),
                        new Value.Text("")));
        ObjectId news = made.get(1, RopCreateFolder.Response.class).folderId();
        var posted = poster.rops(List.of(made.handles().get(2), NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, news, false),
                new RopSaveChangesMessage.Request(0, 1, 1, 0));
        assertThat(posted.responses().get(1).returnValue()).isZero();

        var readerLogon = reader.rops(List.of(NONE), List.of(), logon).handles().getFirst();
        var id = new LongTermId(ids.replicaGuid(), news.counter());
        var columns = List.of(Tags.CONTENT_UNREAD_COUNT);
        var reply = reader.rops(List.of(readerLogon, NONE), columns,
                new RopReadPerUserInformation.Request(0, 0, id, 0, 0, 0),
                new RopOpenFolder.Request(0, 0, 1, news, 0),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, columns),
                new RopSetReadFlags.Request(0, 1, false, 0, List.of()),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, columns),
                new RopReadPerUserInformation.Request(0, 0, id, 0, 0, 0),
                new RopGetPerUserGuid.Request(0, 0, id), new RopGetPerUserLongTermIds.Request(0, 0, ELSEWHERE));
        assertThat(reply.get(0, RopReadPerUserInformation.Response.class).data()).isEqualTo(Bytes.EMPTY);
        assertThat(reply.get(2, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Int32(1)));
        assertThat(reply.get(4, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Int32(0)));
        assertThat(IdSet.of(reply.get(5, RopReadPerUserInformation.Response.class).data()).of(ids.replicaGuid())
                .ranges()).hasSize(1);
        assertThat(reply.responses().get(6).returnValue()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(reply.responses().get(7).returnValue()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    }

    @Test
    void aLogonWithoutMessagingSendsNothing() { // [MS-OXCSTOR] 2.2.1.1.1, NO_MAIL
        var logon = ann.rops(List.of(NONE), List.of(), new RopLogon.Request(1, 0, RopLogon.PRIVATE, RopLogon.NO_MAIL,
                0, ""));
        ObjectId outbox = logon.get(0, RopLogon.MailboxResponse.class).folderIds().get(5);
        var reply = ann.rops(List.of(logon.handles().getFirst(), NONE), List.of(),
                new RopCreateMessage.Request(1, 0, 1, 0xfff, outbox, false), new RopSubmitMessage.Request(1, 1, 0));
        assertThat(reply.responses().get(0).returnValue()).isZero();
        assertThat(reply.responses().get(1).returnValue()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    }
}
