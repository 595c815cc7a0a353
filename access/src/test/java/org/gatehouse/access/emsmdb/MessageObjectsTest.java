package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCloneStream;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCopyTo;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetValidAttachments;
import org.gatehouse.mapi.rop.RopLockRegionStream;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenAttachment;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopSetMessageReadFlag;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetStreamSize;
import org.gatehouse.mapi.rop.RopUnlockRegionStream;
import org.gatehouse.mapi.rop.RopWriteAndCommitStream;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages, attachments, streams and copies as operations, in one session and between two.
class MessageObjectsTest {
    private static final int NONE = 0xffff_ffff;
    private static final int CP_OF_LOGON = 0x0fff;
    private static final PropertyTag DATA = PropertyTag.of(0x6801, PropertyType.BINARY);

    @TempDir
    private Path folder;
    private Workplace place;
    private final Who[] anns = new Who[2];
    private ObjectId inbox = new ObjectId(0, 0);

    /// A session with its logon.
    private record Who(EmsmdbClient client, int logon) {
        EmsmdbClient.Reply act(List<Integer> handles, List<PropertyTag> columns, RopRequest... requests) {
            return client.rops(handles, columns, requests);
        }

        /// Runs one operation that opens something at index 1; its handle.
        int open(int parent, RopRequest request) {
            var reply = act(List.of(parent, NONE), List.of(), request);
            assertThat(reply.responses().getFirst().returnValue()).as("%s", request).isZero();
            return reply.handles().get(1);
        }

        int error(List<Integer> handles, RopRequest request) {
            return act(handles, List.of(), request).responses().getFirst().returnValue();
        }

        void done(List<Integer> handles, RopRequest... requests) {
            for (RopResponse each : act(handles, List.of(), requests).responses()) {
                assertThat(each.returnValue()).as("%s", each).isZero();
            }
        }
    }

    @BeforeEach
    void annLogsOnTwice() {
        place = new Workplace(folder);
        for (int i = 0; i < 2; i++) {
            EmsmdbClient client = place.client("ann");
            client.connect(place.ann.legacyDn());
            var reply = client.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
            anns[i] = new Who(client, reply.handles().get(0));
            inbox = reply.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        }
    }

    @AfterEach
    void close() {
        place.close();
    }

    private Who ann() {
        return anns[0];
    }

    private int create(Who who) {
        return who.open(who.logon, new RopCreateMessage.Request(0, 0, 1, CP_OF_LOGON, inbox, false));
    }

    private ObjectId save(Who who, int message, int flags) {
        return who.act(List.of(who.logon, message), List.of(), new RopSaveChangesMessage.Request(0, 0, 1, flags))
                .get(0, RopSaveChangesMessage.Response.class).messageId();
    }

    private int openMessage(Who who, ObjectId id) {
        return who.open(who.logon, new RopOpenMessage.Request(0, 0, 1, CP_OF_LOGON, inbox, 1, id));
    }

    private static RopSetProperties.Request set(PropertyValue... values) {
        return new RopSetProperties.Request(0, 0, List.of(values));
    }

    private static PropertyValue text(PropertyTag tag, String text) {
        return new PropertyValue(tag, new Value.Text(text));
    }

    private static List<Cell> cells(Who who, int handle, PropertyTag... tags) {
        List<PropertyTag> list = Arrays.asList(tags);
        return who.act(List.of(handle), list, new RopGetPropertiesSpecific.Request(0, 0, 0, true, list))
                .get(0, RopGetPropertiesSpecific.Response.class).row().cells();
    }

    private static Cell present(String text) {
        return new Cell.Present(new Value.Text(text));
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void saveFlagsDecideBetweenTwoSessions() { // [MS-OXCMSG] 2.2.3.3.1, 3.2.5.3
        ObjectId id = save(ann(), create(ann()), 0x0a);
        int one = openMessage(anns[0], id);
        int two = openMessage(anns[1], id);
        anns[0].done(List.of(one), set(text(Tags.SUBJECT, "one")));
        anns[1].done(List.of(two), set(text(Tags.SUBJECT, "two")));
        save(anns[0], one, 0x09);
        assertThat(anns[0].error(List.of(one), set(text(Tags.SUBJECT, "more")))).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(anns[0].error(List.of(anns[0].logon, one), new RopSaveChangesMessage.Request(0, 0, 1, 0x0a)))
                .isEqualTo(ErrorCode.GENERAL_FAILURE);
        assertThat(anns[1].error(List.of(anns[1].logon, two), new RopSaveChangesMessage.Request(0, 0, 1, 0x0a)))
                .isEqualTo(ErrorCode.OBJECT_MODIFIED);
        save(anns[1], two, 0x0c);
        assertThat(cells(ann(), openMessage(ann(), id), Tags.SUBJECT)).containsExactly(present("two"));
    }

    @Test
    void flagsStatusAndCodePagesAreChecked() {
        ObjectId id = save(ann(), create(ann()), 0x0a);
        int message = openMessage(ann(), id);
        assertThat(ann().error(List.of(ann().logon, message),
                new RopSetMessageReadFlag.Request(0, 0, 1, 0x14, Bytes.EMPTY))).isEqualTo(ErrorCode.INVALID_PARAMETER);
        ann().done(List.of(ann().logon, message), new RopSetMessageReadFlag.Request(0, 0, 1, 0x05, Bytes.EMPTY));
        assertThat(cells(ann(), message, Tags.READ)).containsExactly(new Cell.Present(new Value.Bool(false)));
        int folderHandle = ann().open(ann().logon, new RopOpenFolder.Request(0, 0, 1, inbox, 0));
        ann().done(List.of(folderHandle), new RopSetMessageStatus.Request(0, 0, id, 0x1800, 0x1800));
        assertThat(cells(ann(), openMessage(ann(), id), Tags.MESSAGE_STATUS)).as("msInConflict is the server's")
                .containsExactly(new Cell.Present(new Value.Int32(0x1000)));
        assertThat(ann().error(List.of(ann().logon, NONE),
                new RopCreateMessage.Request(0, 0, 1, 4711, inbox, false))).isEqualTo(ErrorCode.UNKNOWN_CODE_PAGE);
        int russian = ann().open(ann().logon, new RopCreateMessage.Request(0, 0, 1, 1251, inbox, false));
        ann().done(List.of(russian), set(new PropertyValue(Tags.SUBJECT.withType(PropertyType.STRING8),
                new Value.Text8(Bytes.ofHex("cfe8f8")))));
        assertThat(cells(ann(), russian, Tags.SUBJECT)).containsExactly(present("Пиш"));
        int attachment = ann().open(russian, new RopCreateAttachment.Request(0, 0, 1));
        assertThat(ann().error(List.of(attachment, russian), new RopSaveChangesAttachment.Request(0, 1, 0, 0x03)))
                .isEqualTo(ErrorCode.NOT_SUPPORTED);
    }

    @Test
    void aNewMessageHasItsFirstProperties() { // [MS-OXCMSG] 3.2.5.2
        List<Cell> cells = cells(ann(), create(ann()), Tags.IMPORTANCE, Tags.MESSAGE_CLASS, Tags.SENSITIVITY,
                Tags.DISPLAY_TO, Tags.MESSAGE_FLAGS, Tags.HAS_ATTACHMENTS, Tags.ACCESS, Tags.ACCESS_LEVEL,
                Tags.CREATOR_NAME, Tags.LAST_MODIFIER_NAME, Tags.MESSAGE_LOCALE_ID, Tags.LOCALE_ID);
        Cell one = new Cell.Present(new Value.Int32(1));
        Cell zero = new Cell.Present(new Value.Int32(0));
        Cell english = new Cell.Present(new Value.Int32(1033));
        Cell name = present(place.ann.displayName());
        assertThat(cells).containsExactly(one, present("IPM.Note"), zero, present(""),
                new Cell.Present(new Value.Int32(0x409)), new Cell.Present(new Value.Bool(false)),
                new Cell.Present(new Value.Int32(3)), one, name, name, english, english);
    }

    @Test
    void allPropertiesComeThoughTheyDoNotAllFit() { // [MS-OXCPRPT] 3.2.5.2
        int message = create(ann());
        for (int i = 0; i < 4; i++) {
            ann().done(List.of(message), set(new PropertyValue(PropertyTag.of(0x6810 + i, PropertyType.BINARY),
                    new Value.Binary(Bytes.wrap(new byte[20_000])))));
        }
        ann().done(List.of(message), set(text(Tags.SUBJECT, "all")));
        var all = ann().act(List.of(message), List.of(), new RopGetPropertiesAll.Request(0, 0, 0, true))
                .get(0, RopGetPropertiesAll.Response.class);
        assertThat(all.values()).contains(text(Tags.SUBJECT, "all"),
                new PropertyValue(PropertyTag.of(0x6813, PropertyType.ERROR_CODE),
                        new Value.ErrorValue(ErrorCode.OUT_OF_MEMORY)));
    }

    @Test
    void clonesShareBytesAndSeekBeyondTheEndFillsWithZeros() { // [MS-OXCPRPT] 3.2.5.17, 3.2.5.23
        int message = create(ann());
        int stream = ann().open(message, new RopOpenStream.Request(0, 0, 1, DATA, 2));
        ann().done(List.of(stream), new RopWriteStream.Request(0, 0, ascii("abc")));
        int clone = ann().open(stream, new RopCloneStream.Request(0, 0, 1));
        ann().done(List.of(clone), new RopWriteStream.Request(0, 0, ascii("d")),
                new RopSeekStream.Request(0, 0, 1, 2), new RopSeekStream.Request(0, 0, 0, 0));
        var read = ann().act(List.of(clone, stream), List.of(), new RopReadStream.Request(0, 0, 100, 0),
                new RopReadStream.Request(0, 1, 100, 0));
        assertThat(read.get(0, RopReadStream.Response.class).data()).isEqualTo(Bytes.ofHex("616263640000"));
        assertThat(read.get(1, RopReadStream.Response.class).data()).as("from its own place")
                .isEqualTo(Bytes.ofHex("640000"));
        assertThat(cells(ann(), message, DATA))
                .containsExactly(new Cell.Present(new Value.Binary(Bytes.ofHex("616263640000"))));
        assertThat(ann().error(List.of(stream), new RopSeekStream.Request(0, 0, 0, -1)))
                .isEqualTo(ErrorCode.STORAGE_SEEK_ERROR);
        assertThat(ann().error(List.of(stream), new RopSeekStream.Request(0, 0, 0, 1L << 31)))
                .isEqualTo(ErrorCode.STORAGE_SEEK_ERROR);
        assertThat(ann().error(List.of(stream), new RopSeekStream.Request(0, 0, 3, 0)))
                .isEqualTo(ErrorCode.STORAGE_INVALID_PARAMETER);
        assertThat(ann().error(List.of(stream), new RopSetStreamSize.Request(0, 0, 1L << 40)))
                .isEqualTo(ErrorCode.STREAM_SIZE_ERROR);
        ann().done(List.of(stream), new RopSeekStream.Request(0, 0, 0, Limits.defaults().streamBytesMax() - 2L));
        assertThat(ann().error(List.of(stream), new RopWriteStream.Request(0, 0, ascii("abc"))))
                .isEqualTo(ErrorCode.TOO_BIG);
    }

    @Test
    void aLockedRegionIsItsOwnersUntilItsOwnerSleeps() { // [MS-OXCPRPT] 3.2.5.20, 3.2.5.21
        ObjectId id = save(ann(), create(ann()), 0x0a);
        int[] streams = new int[2];
        for (int i = 0; i < 2; i++) {
            streams[i] = anns[i].open(openMessage(anns[i], id), new RopOpenStream.Request(0, 0, 1, DATA, 2));
        }
        anns[0].done(List.of(streams[0]), new RopLockRegionStream.Request(0, 0, 2, 4, 0));
        anns[0].done(List.of(streams[0]), new RopWriteStream.Request(0, 0, ascii("abcdef")));
        assertThat(anns[1].error(List.of(streams[1]), new RopLockRegionStream.Request(0, 0, 5, -1, 0)))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(anns[1].error(List.of(streams[1]), new RopWriteStream.Request(0, 0, ascii("abc"))))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        anns[1].done(List.of(streams[1]), new RopWriteStream.Request(0, 0, ascii("ab")),
                new RopUnlockRegionStream.Request(0, 0, 2, 4, 0));
        assertThat(anns[1].error(List.of(streams[1]), new RopReadStream.Request(0, 0, 3, 0)))
                .as("another's lock is not unlocked").isEqualTo(ErrorCode.ACCESS_DENIED);
        place.clock.ahead = Duration.ofSeconds(31);
        anns[1].done(List.of(streams[1]), new RopLockRegionStream.Request(0, 0, 2, 1, 1));
        assertThat(anns[0].error(List.of(streams[0]), new RopReadStream.Request(0, 0, 1, 0)))
                .isEqualTo(ErrorCode.RPC_FAILED);
        int reader = anns[0].open(openMessage(anns[0], id), new RopOpenStream.Request(0, 0, 1, DATA, 2));
        anns[0].done(List.of(reader), new RopReadStream.Request(0, 0, 9, 0));
        assertThat(anns[0].error(List.of(reader), new RopWriteStream.Request(0, 0, ascii("abc"))))
                .as("only writes are locked").isEqualTo(ErrorCode.ACCESS_DENIED);
        anns[1].done(List.of(streams[1]), new RopUnlockRegionStream.Request(0, 0, 0, -1, 1));
        anns[0].done(List.of(reader), new RopWriteStream.Request(0, 0, ascii("abc")));
    }

    @Test
    void aFoldersStreamIsKeptWhenItIsReleased() { // [MS-OXCPRPT] 3.2.5.13, 2.2.25
        int folderHandle = ann().open(ann().logon, new RopOpenFolder.Request(0, 0, 1, inbox, 0));
        int stream = ann().open(folderHandle, new RopOpenStream.Request(0, 0, 1, DATA, 2));
        assertThat(ann().error(List.of(stream), new RopWriteAndCommitStream.Request(0, 0, ascii("x"))))
                .isEqualTo(ErrorCode.NOT_SUPPORTED);
        ann().done(List.of(stream), new RopWriteStream.Request(0, 0, ascii("kept")));
        assertThat(cells(ann(), folderHandle, DATA).getFirst()).isNotInstanceOf(Cell.Present.class);
        ann().done(List.of(stream), new RopRelease.Request(0, 0));
        assertThat(cells(ann(), folderHandle, DATA)).containsExactly(new Cell.Present(new Value.Binary(ascii("kept"))));
    }

    @Test
    void copiesLeaveOutMoveAndKeep() { // [MS-OXCPRPT] 3.2.5.7, 3.2.5.8
        int from = create(ann());
        int to = create(ann());
        ann().done(List.of(from), set(text(Tags.SUBJECT, "S"), text(Tags.BODY, "B"), text(Tags.COMMENT, "C")));
        ann().done(List.of(to), set(text(Tags.COMMENT, "kept")));
        var copied = ann().act(List.of(from, to), List.of(),
                new RopCopyTo.Request(0, 0, 1, true, false, 0x02, List.of(Tags.BODY)))
                .get(0, RopCopyTo.Response.class);
        assertThat(copied.problems()).isEmpty();
        List<Cell> after = cells(ann(), to, Tags.SUBJECT, Tags.COMMENT, Tags.BODY);
        assertThat(after.subList(0, 2)).containsExactly(present("S"), present("kept"));
        assertThat(after.get(2)).isNotInstanceOf(Cell.Present.class);
        var moved = ann().act(List.of(from, to), List.of(), new RopCopyProperties.Request(0, 0, 1, false, 0x01,
                List.of(Tags.ENTRY_ID, Tags.BODY, Tags.HAS_ATTACHMENTS, Tags.COMMENT)))
                .get(0, RopCopyProperties.Response.class);
        assertThat(moved.problems()).extracting(PropertyProblem::index, PropertyProblem::error)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, ErrorCode.COMPUTED_VALUE));
        assertThat(cells(ann(), to, Tags.BODY, Tags.COMMENT)).containsExactly(present("B"), present("C"));
        assertThat(cells(ann(), from, Tags.BODY).getFirst()).isNotInstanceOf(Cell.Present.class);
        assertThat(ann().error(List.of(from, to), new RopCopyTo.Request(0, 0, 1, false, true, 0x04, List.of())))
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        int inboxHandle = ann().open(ann().logon, new RopOpenFolder.Request(0, 0, 1, inbox, 0));
        assertThat(ann().error(List.of(from, inboxHandle), new RopCopyTo.Request(0, 0, 1, false, true, 0, List.of())))
                .isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(ann().error(List.of(inboxHandle, inboxHandle),
                new RopCopyTo.Request(0, 0, 1, false, true, 1, List.of()))).isEqualTo(ErrorCode.NOT_SUPPORTED);
    }

    @Test
    void longValuesAreCopiedInSteps() {
        int from = create(ann());
        int to = create(ann());
        int stream = ann().open(from, new RopOpenStream.Request(0, 0, 1, DATA, 2));
        ann().done(List.of(stream), new RopSetStreamSize.Request(0, 0, 3 << 20),
                new RopSeekStream.Request(0, 0, 0, (3 << 20) - 3), new RopWriteStream.Request(0, 0, ascii("end")));
        var copied = ann().act(List.of(from, to), List.of(), new RopCopyProperties.Request(0, 0, 1, false, 0x01,
                List.of(DATA.withType(PropertyType.UNSPECIFIED)))).get(0, RopCopyProperties.Response.class);
        assertThat(copied.problems()).isEmpty();
        assertThat(ann().error(List.of(from, NONE), new RopOpenStream.Request(0, 0, 1, DATA, 0)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        save(ann(), to, 0x0a);
        int read = ann().open(to, new RopOpenStream.Request(0, 0, 1, DATA, 0));
        var end = ann().act(List.of(read), List.of(), new RopSeekStream.Request(0, 0, 2, -3),
                new RopReadStream.Request(0, 0, 100, 0));
        assertThat(end.get(1, RopReadStream.Response.class).data()).isEqualTo(ascii("end"));
    }

    @Test
    void embeddedMessagesAreCopiedAndNeverIntoThemselves() {
        int outer = create(ann());
        int letter = ann().open(outer, new RopCreateAttachment.Request(0, 0, 1));
        int inner = ann().open(letter, new RopOpenEmbeddedMessage.Request(0, 0, 1, CP_OF_LOGON, 2));
        ann().done(List.of(inner), set(text(Tags.SUBJECT, "within")));
        assertThat(ann().error(List.of(outer, inner), new RopCopyTo.Request(0, 0, 1, false, true, 0, List.of())))
                .isEqualTo(ErrorCode.MESSAGE_CYCLE);
        ann().done(List.of(letter, inner), new RopSaveChangesMessage.Request(0, 0, 1, 0x0a),
                new RopSaveChangesAttachment.Request(0, 0, 0, 0x0a));
        int other = create(ann());
        int copy = ann().open(other, new RopCreateAttachment.Request(0, 0, 1));
        ann().done(List.of(letter, copy), new RopCopyTo.Request(0, 0, 1, false, true, 0, List.of()));
        int found = ann().open(copy, new RopOpenEmbeddedMessage.Request(0, 0, 1, CP_OF_LOGON, 0));
        assertThat(cells(ann(), found, Tags.SUBJECT)).containsExactly(present("within"));
        ann().done(List.of(outer, other), new RopCopyTo.Request(0, 0, 1, false, true, 0, List.of()));
        save(ann(), other, 0x0a);
        var numbers = ann().act(List.of(other), List.of(), new RopGetValidAttachments.Request(0, 0))
                .get(0, RopGetValidAttachments.Response.class);
        assertThat(numbers.attachmentIds()).hasSize(1);
        int opened = ann().open(other, new RopOpenAttachment.Request(0, 0, 1, 0, numbers.attachmentIds().getFirst()));
        assertThat(cells(ann(), ann().open(opened, new RopOpenEmbeddedMessage.Request(0, 0, 1, CP_OF_LOGON, 0)),
                Tags.SUBJECT)).containsExactly(present("within"));
    }

    @Test
    void aFolderIsCopiedWithWhatIsInIt() {
        int message = create(ann());
        ann().done(List.of(message), set(text(Tags.SUBJECT, "in the inbox")));
        save(ann(), message, 0x0a);
        int source = ann().open(ann().logon, new RopOpenFolder.Request(0, 0, 1, inbox, 0));
        ann().done(List.of(source), set(text(Tags.COMMENT, "remark")));
        int child = ann().open(source, new RopCreateFolder.Request(0, 0, 1, 1, false, 0,
                new Value.Text("Copy"), new Value.Text("")));
        ann().done(List.of(source, child), new RopCopyTo.Request(0, 0, 1, false, true, 0,
                List.of(PropertyTag.of(0x360e, PropertyType.OBJECT), Tags.DISPLAY_NAME)));
        assertThat(cells(ann(), child, Tags.COMMENT, Tags.CONTENT_COUNT))
                .containsExactly(present("remark"), new Cell.Present(new Value.Int32(1)));
    }
}
