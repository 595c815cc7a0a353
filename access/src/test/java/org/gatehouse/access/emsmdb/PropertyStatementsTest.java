package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.access.emsmdb.AnnsMailbox.NONE;
import static org.gatehouse.access.emsmdb.AnnsMailbox.opening;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopCopyToStream;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetStreamSize;
import org.gatehouse.mapi.rop.RopOpenStream;
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
}
