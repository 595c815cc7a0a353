package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.access.emsmdb.AnnsMailbox.NONE;
import static org.gatehouse.access.emsmdb.AnnsMailbox.opening;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCopyTo;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopDeleteProperties;
import org.gatehouse.mapi.rop.RopGetNamesFromPropertyIds;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopGetStreamSize;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryNamedProperties;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSeekStream;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Statements of [MS-OXCPRPT], by their ids.
class PropertyStatementsTest {
    private static final PropertyTag DATA = PropertyTag.of(0x6810, PropertyType.BINARY);
    private static final PropertyTag OTHER = PropertyTag.of(0x6811, PropertyType.BINARY);
    private static final Cell TOO_LONG = new Cell.Failed(ErrorCode.OUT_OF_MEMORY);

    @TempDir
    private Path folder;
    private AnnsMailbox box;

    @BeforeEach
    void annLogsOn() {
        box = new AnnsMailbox(folder);
    }

    @AfterEach
    void close() {
        box.close();
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private int stream(int message, PropertyTag tag, int mode) {
        return box.open(message, new RopOpenStream.Request(0, 0, 1, tag, mode));
    }

    private void done(int handle, RopRequest request) {
        assertThat(box.error(handle, request)).as("%s", request).isZero();
    }

    @Test
    void aStoreHasNoStreams() { // MS-OXCPRPT_R548, MS-OXCPRPT_R25301 to MS-OXCPRPT_R25303
        box.set(box.logon, new PropertyValue(DATA, new Value.Binary(ascii("x"))));
        for (int mode : new int[] {0, 1, 2}) {
            assertThat(box.error(box.logon, new RopOpenStream.Request(0, 0, 1, DATA, mode)))
                    .isEqualTo(ErrorCode.NOT_SUPPORTED);
        }
    }

    @Test
    void whatIsLeftIsCopiedWhenMoreIsAskedFor() { // MS-OXCPRPT 3.2.5.18; ByteCount is unsigned
        int message = box.create();
        int source = stream(message, DATA, 2);
        int target = stream(message, OTHER, 2);
        done(source, new RopWriteStream.Request(0, 0, ascii("abcdef")));
        done(source, new RopSeekStream.Request(0, 0, 0, 2));
        for (long count : new long[] {1, Long.MAX_VALUE, -1}) {
            var copied = box.ann.rops(List.of(source, target), List.of(), new RopCopyToStream.Request(0, 0, 1, count))
                    .get(0, RopCopyToStream.Response.class);
            long bytes = count == 1 ? 1 : count > 1 ? 3 : 0;
            assertThat(copied).isEqualTo(new RopCopyToStream.Response(0, 0, bytes, bytes));
        }
        done(source, new RopSeekStream.Request(0, 0, 0, 0));
        var all = box.ann.rops(List.of(source, target), List.of(), new RopCopyToStream.Request(0, 0, 1, -1))
                .get(0, RopCopyToStream.Response.class);
        assertThat(all.writtenByteCount()).isEqualTo(6);
        assertThat(box.cell(message, OTHER)).isEqualTo(new Cell.Present(new Value.Binary(ascii("cdefabcdef"))));
    }

    @Test
    void aCopyThatIsRefusedLeavesTheSourcesPlace() { // MS-OXCPRPT 3.2.5.18
        int message = box.create();
        int source = stream(message, DATA, 2);
        done(source, new RopWriteStream.Request(0, 0, ascii("abc")));
        done(source, new RopSeekStream.Request(0, 0, 0, 1));
        box.set(message, new PropertyValue(OTHER, new Value.Binary(ascii("z"))));
        int closed = stream(message, OTHER, 0);
        var refused = box.ann.rops(List.of(source, closed, NONE), List.of(), new RopCopyToStream.Request(0, 0, 1, 2),
                new RopSeekStream.Request(0, 0, 1, 0), new RopCopyToStream.Request(0, 0, 2, 2));
        assertThat(refused.responses().get(0).returnValue()).isEqualTo(ErrorCode.STORAGE_ACCESS_DENIED);
        assertThat(refused.get(1, RopSeekStream.Response.class).newPosition()).isEqualTo(1);
        assertThat(refused.responses().get(2).returnValue()).as("MS-OXCPRPT_R895")
                .isEqualTo(ErrorCode.DESTINATION_NULL_OBJECT);
    }

    @Test
    void aPlaceIsSoughtUpToTheLongestValue() { // MS-OXCPRPT 3.2.5.17: not beyond 2^31
        int message = box.create();
        box.set(message, new PropertyValue(DATA, new Value.Binary(ascii("abc"))));
        int stream = stream(message, DATA, 0);
        done(stream, new RopSeekStream.Request(0, 0, 0, 1L << 31));
        for (long offset : new long[] {(1L << 31) + 1, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThat(box.error(stream, new RopSeekStream.Request(0, 0, 0, offset)))
                    .isEqualTo(ErrorCode.STORAGE_SEEK_ERROR);
        }
        assertThat(box.ann.rops(List.of(stream), List.of(), new RopGetStreamSize.Request(0, 0))
                .get(0, RopGetStreamSize.Response.class).streamSize()).isEqualTo(3);
    }

    @Test
    void moreThanAnyStreamHasIsNotRead() { // MS-OXCROPS_R3215, MS-OXCROPS_R321501
        int message = box.create();
        int stream = stream(message, DATA, 2);
        for (int count : new int[] {0x8000_0000, 0x8000_0001, -1}) {
            Bytes payload = RopBuffer.ofRequests(List.of(new RopReadStream.Request(0, 0, RopReadStream.USE_MAXIMUM,
                    count)), List.of(stream)).encode();
            assertThat(box.ann.execute(ExtendedBuffer.write(List.of(payload), false, false), 0, 0x18008).result())
                    .isEqualTo(count == 0x8000_0000 ? 0 : 0x4b6);
        }
        assertThat(box.cells(message, DATA)).as("the session went on")
                .containsExactly(new Cell.Present(new Value.Binary(Bytes.EMPTY)));
    }

    @Test
    void valuesThatDoNotFitTogetherAreToBeStreamed() { // [MS-OXCPRPT] 3.2.5.1 and product note 4
        int message = box.create();
        var big = new Value.Binary(Bytes.wrap(new byte[20_000]));
        box.set(message, new PropertyValue(DATA, big));
        box.set(message, new PropertyValue(OTHER, big));
        box.set(message, new PropertyValue(Tags.SUBJECT, new Value.Text("small")));
        var columns = List.of(DATA, Tags.SUBJECT, OTHER);
        var cells = box.ann.rops(List.of(message), columns, new RopGetPropertiesSpecific.Request(0, 0, 0, true,
                columns)).get(0, RopGetPropertiesSpecific.Response.class).row().cells();
        assertThat(cells).contains(TOO_LONG, new Cell.Present(new Value.Text("small")));
        assertThat(box.cells(message, DATA)).containsExactly(new Cell.Present(big));
        int opened = box.open(box.logon, opening(box.inbox, box.save(message), 0));
        assertThat(box.cells(opened, DATA)).containsExactly(new Cell.Present(big));
    }

    private int folderIn(int parent, String name) {
        return box.open(parent, new RopCreateFolder.Request(0, 0, 1, 1, false, 0, new Value.Text(name),
                new Value.Text("")));
    }

    private int copied(int source, int target) {
        return box.ann.rops(List.of(source, target), List.of(), new RopCopyTo.Request(0, 0, 1, false, true, 0,
                List.of(Tags.DISPLAY_NAME))).responses().getFirst().returnValue();
    }

    @Test
    void aFolderIsNotCopiedIntoWhatItHolds() { // MS-OXCPRPT_R89602, MS-OXCPRPT_R89603
        int message = box.create();
        box.save(message);
        int inbox = box.open(box.logon, new RopOpenFolder.Request(0, 0, 1, box.inbox, 0));
        int below = folderIn(folderIn(inbox, "A"), "B");
        assertThat(copied(inbox, below)).isEqualTo(ErrorCode.FOLDER_CYCLE);
        assertThat(box.cell(below, Tags.CONTENT_COUNT)).as("nothing was copied")
                .isEqualTo(new Cell.Present(new Value.Int32(0)));
    }

    @Test
    void aFolderThatIsThereIsNotReplaced() { // MS-OXCPRPT_R899
        int sent = box.open(box.logon, new RopOpenFolder.Request(0, 0, 1, box.folders.get(6), 0));
        int inbox = box.open(box.logon, new RopOpenFolder.Request(0, 0, 1, box.inbox, 0));
        folderIn(inbox, "Same");
        folderIn(sent, "Same");
        assertThat(copied(inbox, sent)).isEqualTo(ErrorCode.COLLIDING_NAMES);
    }

    @Test
    void copiesBetweenKindsAreNotMade() { // MS-OXCPRPT 3.2.5.8, NotSupported and InvalidParameter
        int message = box.create();
        int inbox = box.open(box.logon, new RopOpenFolder.Request(0, 0, 1, box.inbox, 0));
        assertThat(copied(message, inbox)).isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(copied(box.logon, box.logon)).isEqualTo(ErrorCode.NOT_SUPPORTED);
        int other = box.create();
        for (int flags : new int[] {0x04, 0x80}) { // MS-OXCPRPT_R5070506, MS-OXCPRPT_R88001
            var refused = box.ann.rops(List.of(message, other), List.of(), new RopCopyTo.Request(0, 0, 1, false,
                    false, flags, List.of()), new RopCopyProperties.Request(0, 0, 1, false, flags, List.of()));
            assertThat(refused.responses()).allSatisfy(each ->
                    assertThat(each.returnValue()).isEqualTo(ErrorCode.INVALID_PARAMETER));
        }
    }

    @Test
    void aDeletedPropertyIsNotFoundUntilItIsSetAgain() { // MS-OXCPRPT 3.2.5.5
        int message = box.create();
        box.set(message, new PropertyValue(Tags.SUBJECT, new Value.Text("Re: x")),
                new PropertyValue(DATA, new Value.Binary(ascii("x"))));
        assertThat(box.cells(message, Tags.SUBJECT_PREFIX, Tags.NORMALIZED_SUBJECT)).containsExactly(
                new Cell.Present(new Value.Text("Re: ")), new Cell.Present(new Value.Text("x")));
        var deleted = box.ann.rops(List.of(message), List.of(), new RopDeleteProperties.Request(0, 0,
                List.of(DATA, Tags.ACCESS, Tags.SUBJECT))).get(0, RopDeleteProperties.Response.class);
        assertThat(deleted.problems()).containsExactly(new PropertyProblem(1, Tags.ACCESS, ErrorCode.COMPUTED_VALUE));
        assertThat(box.cells(message, DATA, Tags.SUBJECT)).containsOnly(new Cell.Failed(ErrorCode.NOT_FOUND));
    }

    @Test
    void namesAreAskedForOfWhatHasProperties() { // MS-OXCPRPT 2.2.9, 2.2.12, 2.2.13
        int message = box.create();
        int stream = stream(message, DATA, 2);
        for (RopRequest request : List.of(new RopGetPropertyIdsFromNames.Request(0, 0, 0, List.of()),
                new RopGetNamesFromPropertyIds.Request(0, 0, List.of(0x8001)),
                new RopQueryNamedProperties.Request(0, 0, 0, null))) {
            assertThat(box.error(message, request)).as("%s", request).isZero();
            assertThat(box.error(box.logon, request)).as("%s", request).isZero();
            assertThat(box.error(stream, request)).as("%s", request).isEqualTo(ErrorCode.NOT_SUPPORTED);
        }
    }

    @Test
    void namesHaveTheirRules() { // MS-OXCPRPT 3.2.5.9, 3.2.5.10
        UUID headers = UUID.fromString("00020386-0000-0000-c000-000000000046");
        UUID mapi = UUID.fromString("00020328-0000-0000-c000-000000000046");
        UUID own = new UUID(7, 7);
        List<PropertyName> names = List.of(new PropertyName.Text(headers, "X-One"), new PropertyName.Text(headers,
                "x-one"), new PropertyName.Text(own, "A"), new PropertyName.Text(own, "a"), new PropertyName.Lid(own,
                0x8500), new PropertyName.Lid(mapi, 0x37), new PropertyName.Text(mapi, "x"));
        assertThat(ids(0, names)).containsExactly(0, 0, 0, 0, 0, 0x37, 0);
        List<Integer> created = ids(2, names);
        assertThat(created.subList(0, 5)).allSatisfy(id -> assertThat(id).isBetween(0x8001, 0xfffe));
        assertThat(created.get(1)).as("header fields have no case").isEqualTo(created.get(0));
        assertThat(Set.copyOf(created.subList(1, 5))).hasSize(4);
        assertThat(created.subList(5, 7)).containsExactly(0x37, 0);
        assertThat(ids(0, names)).isEqualTo(created);
        var back = box.ann.rops(List.of(box.logon), List.of(), new RopGetNamesFromPropertyIds.Request(0, 0,
                List.of(created.get(0), created.get(4), 0x37, 0xfffe)))
                .get(0, RopGetNamesFromPropertyIds.Response.class).names();
        assertThat(back).startsWith(new PropertyName.Text(headers, "x-one"), names.get(4), names.get(5))
                .last().isInstanceOf(PropertyName.Unnamed.class);
        var queried = box.ann.rops(List.of(box.logon), List.of(), new RopQueryNamedProperties.Request(0, 0, 0xfd, own),
                new RopQueryNamedProperties.Request(0, 0, 2, own));
        assertThat(queried.get(0, RopQueryNamedProperties.Response.class).names()).as("no strings, other bits ignored")
                .containsExactly(names.get(4));
        assertThat(queried.get(1, RopQueryNamedProperties.Response.class).names())
                .containsExactly(names.get(2), names.get(3));
    }

    @Test
    void noNamesAskForAllOfThemWhateverIsAsked() { // MS-OXCPRPT_R213, MS-OXCPRPT_R217, MS-OXCPRPT_R526
        List<Integer> created = ids(2, List.of(new PropertyName.Text(new UUID(7, 7), "A")));
        assertThat(ids(0, List.of())).containsAll(created);
        assertThat(box.ann.rops(List.of(box.create()), List.of(), new RopGetPropertyIdsFromNames.Request(0, 0, 0,
                List.of())).get(0, RopGetPropertyIdsFromNames.Response.class).propertyIds())
                .isEqualTo(ids(0, List.of()));
    }

    @Test
    void moreShortValuesThanAnAnswerHoldsFailTheCall() { // [MS-OXCPRPT] 3.2.5.2, product note 5
        int message = box.create();
        for (int group = 0; group < 3; group++) {
            var values = new PropertyValue[1_000];
            for (int i = 0; i < values.length; i++) {
                values[i] = new PropertyValue(PropertyTag.of(0x1100 + group * values.length + i,
                        PropertyType.INTEGER64), new Value.Int64(i));
            }
            box.set(message, values);
        }
        Bytes all = RopBuffer.ofRequests(List.of(new RopGetPropertiesAll.Request(0, 0, 0, true)), List.of(message))
                .encode();
        assertThat(box.ann.execute(ExtendedBuffer.write(List.of(all), true, true), 0, 0x18008).result())
                .isEqualTo(ErrorCode.BUFFER_TOO_SMALL);
    }

    private List<Integer> ids(int flags, List<PropertyName> names) {
        return box.ann.rops(List.of(box.logon), List.of(), new RopGetPropertyIdsFromNames.Request(0, 0, flags, names))
                .get(0, RopGetPropertyIdsFromNames.Response.class).propertyIds();
    }
}
