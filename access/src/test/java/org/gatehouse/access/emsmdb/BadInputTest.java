package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetStreamSize;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Too deep, too many, too long, and garbage where nobody looks: each has its error, and the session goes on.
class BadInputTest {
    private static final int NONE = 0xffff_ffff;
    private static final int GARBAGE = 0x0bad_f00d;
    private static final List<PropertyTag> COLUMNS = EveryRop.TAGS;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopLogon.MailboxResponse store;
    private int logon;

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(""));
        store = reply.get(0, RopLogon.MailboxResponse.class);
        logon = reply.handles().get(0);
    }

    @AfterEach
    void theSessionWentOn() {
        assertThat(ann.rops(List.of(logon), List.of(), new RopGetReceiveFolder.Request(0, 0, "")).responses()
                .getFirst().returnValue()).isZero();
        place.close();
    }

    private ObjectId inbox() {
        return store.folderIds().get(4);
    }

    private int table() {
        return ann.rops(List.of(logon, NONE, NONE), COLUMNS, new RopOpenFolder.Request(0, 0, 1, inbox(), 0),
                new RopGetContentsTable.Request(0, 1, 2, 0x10), new RopSetColumns.Request(0, 2, 0, COLUMNS))
                .handles().get(2);
    }

    private int error(int handle, RopRequest request) {
        return ann.rops(List.of(handle), COLUMNS, request).responses().getFirst().returnValue();
    }

    private static Restriction nested(int levels) {
        Restriction inner = new Restriction.Exist(Tags.SUBJECT);
        for (int i = 1; i < levels; i++) {
            inner = new Restriction.Not(inner);
        }
        return inner;
    }

    /// Sends operations as raw bytes; the error of the call.
    private int call(Bytes rops, int... handles) {
        var payload = new ByteWriter().u16(rops.length() + 2).bytes(rops);
        for (int handle : handles) {
            payload.i32(handle);
        }
        return ann.execute(ExtendedBuffer.write(List.of(payload.toBytes()), false, false), 0, 0x18008).result();
    }

    @Test
    void aRestrictionNestedTooDeepIsTooComplex() { // [MS-OXCFOLD] 3.2.5.4
        int table = table();
        assertThat(error(table, new RopRestrict.Request(0, 0, 0, nested(64)))).isZero();
        assertThat(error(table, new RopRestrict.Request(0, 0, 0, nested(65)))).isEqualTo(ErrorCode.TOO_COMPLEX);
        assertThat(error(table, new RopRestrict.Request(0, 0, 0, new Restriction.And(List.of(nested(200))))))
                .isEqualTo(ErrorCode.TOO_COMPLEX);
        assertThat(error(table, new RopFindRow.Request(0, 0, 0, nested(65), 0, Bytes.EMPTY)))
                .isEqualTo(ErrorCode.TOO_COMPLEX);
        assertThat(error(table, new RopQueryRows.Request(0, 0, 0, true, 10))).isZero();
    }

    @Test
    void aRestrictionThatNoStackBearsIsNotRead() { // [MS-OXCROPS] 3.2.5.1
        int table = table();
        var restriction = new ByteWriter();
        for (int i = 0; i < 20_000; i++) {
            restriction.u8(0x02);
        }
        restriction.u8(0x08).i32(0x0037_001f);
        Bytes encoded = restriction.toBytes();
        Bytes rop = new ByteWriter().u8(RopId.RESTRICT.code()).u8(0).u8(0).u8(0).u16(encoded.length()).bytes(encoded)
                .toBytes();
        assertThat(call(rop, table)).isEqualTo(EmsmdbError.RPC_FORMAT);
        assertThat(error(table, new RopQueryRows.Request(0, 0, 0, true, 10))).isZero();
    }

    @Test
    void columnsByTheMillionAreRefused() { // [MS-OXCTABL] 3.2.5.2
        int table = table();
        List<PropertyTag> columns = new ArrayList<>();
        for (int i = 0; i < 8_000; i++) {
            columns.add(PropertyTag.of(0x1000 + i, PropertyType.INTEGER32));
        }
        assertThat(error(table, new RopSetColumns.Request(0, 0, 0, columns))).isEqualTo(ErrorCode.INVALID_PARAMETER);
        Bytes promised = new ByteWriter().u8(RopId.SET_COLUMNS.code()).u8(0).u8(0).u8(0).u16(0xffff).i32(0x0037_001f)
                .toBytes();
        assertThat(call(promised, table)).isEqualTo(EmsmdbError.RPC_FORMAT);
        // [MS-OXCTABL] 3.2.5.2: without columns until some are set.
        assertThat(error(table, new RopQueryRows.Request(0, 0, 0, true, 10))).isEqualTo(ErrorCode.NULL_OBJECT);
        assertThat(error(table, new RopSetColumns.Request(0, 0, 0, COLUMNS))).isZero();
        assertThat(error(table, new RopQueryRows.Request(0, 0, 0, true, 10))).isZero();
    }

    @Test
    void countsThatTheBytesDoNotHoldAreNotRead() {
        int message = ann.rops(List.of(logon, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, inbox(), false)).handles().get(1);
        for (RopId id : List.of(RopId.SET_PROPERTIES, RopId.DELETE_PROPERTIES, RopId.GET_PROPERTIES_SPECIFIC,
                RopId.MODIFY_RECIPIENTS, RopId.GET_PROPERTY_IDS_FROM_NAMES, RopId.GET_NAMES_FROM_PROPERTY_IDS,
                RopId.DELETE_MESSAGES, RopId.MOVE_COPY_MESSAGES, RopId.SET_READ_FLAGS, RopId.SORT_TABLE,
                RopId.MODIFY_PERMISSIONS, RopId.COPY_TO, RopId.COPY_PROPERTIES, RopId.WRITE_STREAM)) {
            Bytes rop = new ByteWriter().u8(id.code()).u8(0).u8(0).bytes(Bytes.ofHex("ff".repeat(12))).toBytes();
            assertThat(call(rop, message)).as(id.specName()).isEqualTo(EmsmdbError.RPC_FORMAT);
        }
    }

    @Test
    void keysBeyondWhatATableSortsByAreRefused() { // [MS-OXCTABL] 2.2.2.3, [MS-OXCDATA] 2.13
        int table = table();
        var orders = Collections.nCopies(SortOrderSet.ORDERS_MAX, new SortOrder(Tags.SUBJECT,
                SortOrder.Direction.ASCENDING));
        assertThat(error(table, new RopSortTable.Request(0, 0, 0, SortOrderSet.of(orders))))
                .isIn(0, ErrorCode.TOO_COMPLEX, ErrorCode.INVALID_PARAMETER);
        var more = new ByteWriter().u8(RopId.SORT_TABLE.code()).u8(0).u8(0).u8(0).u16(1_000).u16(0).u16(0);
        for (int i = 0; i < 1_000; i++) {
            more.i32(0x0037_001f).u8(0);
        }
        assertThat(call(more.toBytes(), table)).isEqualTo(EmsmdbError.RPC_FORMAT);
        assertThat(error(table, new RopQueryRows.Request(0, 0, 0, true, 10))).isZero();
    }

    @Test
    void aStreamEndsAtItsLimit() { // [MS-OXCPRPT] 3.2.5.17 to 3.2.5.20
        var opened = ann.rops(List.of(logon, NONE, NONE, NONE, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, inbox(), false),
                new RopOpenStream.Request(0, 1, 2, PropertyTag.of(0x6702, PropertyType.BINARY), 2),
                new RopOpenStream.Request(0, 1, 3, PropertyTag.of(0x6703, PropertyType.BINARY), 2),
                new RopOpenStream.Request(0, 1, 4, PropertyTag.of(0x6704, PropertyType.BINARY), 2));
        int stream = opened.handles().get(2);
        long limit = Limits.defaults().streamBytesMax();
        assertThat(error(stream, new RopSetStreamSize.Request(0, 0, limit + 1)))
                .isEqualTo(ErrorCode.STREAM_SIZE_ERROR);
        assertThat(error(stream, new RopSetStreamSize.Request(0, 0, -1))).isEqualTo(ErrorCode.STREAM_SIZE_ERROR);
        for (long offset : new long[] {-1, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(error(stream, new RopSeekStream.Request(0, 0, 1, offset))).as("%d", offset)
                    .isEqualTo(ErrorCode.STORAGE_SEEK_ERROR);
        }
        assertThat(error(stream, new RopSeekStream.Request(0, 0, 7, 0)))
                .isEqualTo(ErrorCode.STORAGE_INVALID_PARAMETER);
        assertThat(error(stream, new RopSeekStream.Request(0, 0, 0, limit))).isZero();
        assertThat(error(stream, new RopWriteStream.Request(0, 0, Bytes.ofHex("01")))).isEqualTo(ErrorCode.TOO_BIG);
        // All that is asked for: as much as there is, and no more.
        var copied = ann.rops(opened.handles().subList(3, 5), List.of(),
                new RopWriteStream.Request(0, 0, Bytes.ofHex("0102")),
                new RopSeekStream.Request(0, 0, 0, 0),
                new RopCopyToStream.Request(0, 0, 1, Long.MAX_VALUE));
        assertThat(copied.get(2, RopCopyToStream.Response.class).readByteCount()).isEqualTo(2);
    }

    /// One of each kind of object: folder, message, attachment, table, stream, logon, and a second folder.
    private List<Integer> objects() {
        return ann.rops(List.of(NONE, NONE, NONE, NONE, NONE, logon, NONE), COLUMNS,
                new RopOpenFolder.Request(0, 5, 0, inbox(), 0),
                new RopCreateMessage.Request(0, 5, 1, 0xfff, inbox(), false),
                new RopCreateAttachment.Request(0, 1, 2), new RopGetContentsTable.Request(0, 0, 3, 0x10),
                new RopSetColumns.Request(0, 3, 0, COLUMNS), new RopOpenStream.Request(0, 1, 4, Tags.BODY, 2),
                new RopOpenFolder.Request(0, 5, 6, inbox(), 0)).handles();
    }

    /// What an operation answers with clean slots, or with garbage in those that it does not use.
    private List<Integer> answers(RopId id, int unused) {
        List<Integer> objects = objects();
        var answers = new ArrayList<Integer>();
        for (int in = 0; in < (id == RopId.RELEASE ? 5 : 6); in++) {
            int dest = in == 4 ? 4 : 6;
            var slots = new EveryRop.Slots(0, 1, 3, 2, new ObjectId(1, 0x7777_7777L), new ObjectId(1, 0x7777_7778L),
                    new LongTermId(new UUID(8, 8), 5));
            var handles = List.of(unused, objects.get(in), objects.get(dest), unused, unused, unused);
            Bytes payload = RopBuffer.ofRequests(List.of(EveryRop.request(id, slots)), handles).encode();
            var response = ann.execute(ExtendedBuffer.write(List.of(payload), false, false), 0, 0x18008);
            answers.add(response.result());
            var reply = EmsmdbClient.decode(ExtendedBuffer.readAll(response.payload()), COLUMNS);
            answers.add(reply.responses().size());
            reply.responses().stream().map(RopResponse::returnValue).forEach(answers::add);
            assertThat(reply.handles()).as(id.specName()).hasSize(6).startsWith(unused).endsWith(unused, unused);
            if (reply.handles().get(3) != unused) {
                ann.rops(List.of(reply.handles().get(3)), List.of(), new RopRelease.Request(0, 0));
            }
        }
        for (int i : List.of(0, 1, 2, 3, 4, 6)) {
            ann.rops(List.of(objects.get(i)), List.of(), new RopRelease.Request(0, 0));
        }
        return answers;
    }

    @Test
    void slotsThatAnOperationDoesNotUseAreNotLookedAt() { // [MS-OXCROPS] 3.2.5.1
        int released = objects().get(4);
        ann.rops(List.of(released), List.of(), new RopRelease.Request(0, 0));
        for (RopId id : RopId.available()) {
            if (id == RopId.LOGON) {
                continue; // it ends the logon that it replaces
            }
            List<Integer> clean = answers(id, NONE);
            assertThat(answers(id, GARBAGE)).as(id.specName()).isEqualTo(clean);
            assertThat(answers(id, released)).as(id.specName()).isEqualTo(clean);
        }
    }

    @Test
    void nothingIsSavedIntoAFolderThatWasDeletedMeanwhile() { // [MS-OXCMSG] 3.2.5.3: it would be lost
        var begun = ann.rops(List.of(logon, NONE, NONE, NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, store.folderIds().get(3), 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text("Going"), new Value.Text("")));
        ObjectId going = begun.get(1, RopCreateFolder.Response.class).folderId();
        var drafts = ann.rops(List.of(logon, NONE, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, going, false),
                new RopSaveChangesMessage.Request(0, 1, 1, 0x0a),
                new RopCreateMessage.Request(0, 0, 2, 0xfff, going, false));
        assertThat(drafts.responses()).allSatisfy(each -> assertThat(each.returnValue()).isZero());
        assertThat(error(begun.handles().get(1), new RopDeleteFolder.Request(0, 0, 0x05, going))).isZero();
        assertThat(error(drafts.handles().get(1), new RopSaveChangesMessage.Request(0, 0, 0, 0x04)))
                .isEqualTo(ErrorCode.OBJECT_DELETED);
        assertThat(error(drafts.handles().get(2), new RopSaveChangesMessage.Request(0, 0, 0, 0x04)))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aLogonLooksAtNoSlot() {
        var reply = ann.rops(List.of(GARBAGE, GARBAGE, GARBAGE), List.of(), new RopLogon.Request(3, 1,
                RopLogon.PRIVATE, RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING, 0, ""));
        assertThat(reply.responses().getFirst().returnValue()).isZero();
        assertThat(reply.handles().get(0)).isEqualTo(GARBAGE);
        assertThat(reply.handles().get(1)).isNotEqualTo(GARBAGE);
    }
}
