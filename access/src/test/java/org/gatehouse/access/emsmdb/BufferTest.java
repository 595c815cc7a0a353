package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopBufferTooSmall;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Buffers of EcDoRpcExt2: limits, packing, unreadable ones ([MS-OXCRPC] 3.1.4.2, [MS-OXCROPS] 3.2.4.3, 3.2.5).
class BufferTest {
    private static final int NONE = 0xffff_ffff;
    private static final int OUT_MAX = 0x18008;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopLogon.MailboxResponse logon;
    private int logonHandle;

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(""));
        logon = reply.get(0, RopLogon.MailboxResponse.class);
        logonHandle = reply.handles().getFirst();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static Bytes buffer(List<Integer> handles, RopRequest... requests) {
        return ExtendedBuffer.write(List.of(RopBuffer.ofRequests(List.of(requests), handles).encode()), false, false);
    }

    @Test
    void sizesOutsideTheRangeFailTheCall() { // [MS-OXCRPC] 3.1.4.2, product note 19
        assertThat(ann.execute(Bytes.ofHex("0000"), 3, OUT_MAX).result()).isEqualTo(EmsmdbError.RPC_FAILED);
        assertThat(ann.execute(Bytes.wrap(new byte[0x8008]), 3, OUT_MAX).result()).isEqualTo(EmsmdbError.RPC_FAILED);
        assertThat(ann.execute(buffer(List.of()), 3, 7).result()).isEqualTo(EmsmdbError.RPC_FAILED);
        assertThat(ann.execute(buffer(List.of()), 3, OUT_MAX).result()).isZero();
    }

    @Test
    void unreadableOperationsFailTheCallWithRpcFormat() { // [MS-OXCROPS] 3.2.5.1
        Bytes reserved = ExtendedBuffer.write(List.of(Bytes.ofHex("0500 65 00 00 ffffffff")), false, false);
        assertThat(ann.execute(reserved, 3, OUT_MAX).result()).isEqualTo(EmsmdbError.RPC_FORMAT);
        Bytes cut = ExtendedBuffer.write(List.of(Bytes.ofHex("0500 02 00 00 ffffffff")), false, false);
        assertThat(ann.execute(cut, 3, OUT_MAX).result()).isEqualTo(EmsmdbError.RPC_FORMAT);
        assertThat(ann.execute(buffer(List.of()), 3, OUT_MAX).result()).isZero(); // the session lives on
    }

    @Test
    void anOperationWithoutACodecIsRefusedByName() {
        Bytes synchronization = ExtendedBuffer.write(List.of(new ByteWriter().u16(6).u8(0x70).u8(0).u8(0).u8(1)
                .i32(logonHandle).toBytes()), false, false);
        var response = ann.execute(synchronization, 3, OUT_MAX);
        assertThat(RopBuffer.decode(ExtendedBuffer.readOne(response.payload())).rops())
                .isEqualTo(Bytes.ofHex("70 00 02010480")); // RopId, handle index, ecNotSupported
    }

    @Test
    void whatDoesNotFitIsGivenBack() { // [MS-OXCROPS] 3.2.4.3
        var requests = new RopRequest[200];
        Arrays.fill(requests, new RopGetReceiveFolder.Request(0, 0, "IPM.Note"));
        int requestBytes = RopBuffer.ofRequests(List.of(requests[0]), List.of()).rops().length();
        var response = ann.execute(buffer(List.of(logonHandle), requests), 3, 3000);
        List<RopResponse> responses =
                EmsmdbClient.decode(ExtendedBuffer.readAll(response.payload()), List.of()).responses();
        assertThat(responses.getLast()).isInstanceOfSatisfying(RopBufferTooSmall.Response.class, small ->
                assertThat(small.requestBuffers().length()).isEqualTo(requestBytes * (200 - responses.size() + 1)));
        assertThat(responses.size()).isBetween(5, 199);
        assertThat(response.payload().length()).isLessThanOrEqualTo(3000);
    }

    @Test
    void aLongStreamComesBackInSeveralPayloads() { // [MS-OXCRPC] 3.1.4.2.1.2, example 4.3
        byte[] body = new byte[60_000];
        new Random(7).nextBytes(body);
        var binary = PropertyTag.of(0x6001, org.gatehouse.mapi.property.PropertyType.BINARY);
        var made = ann.rops(List.of(logonHandle, NONE, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, logon.folderIds().get(4), false),
                new RopOpenStream.Request(0, 1, 2, binary, 2));
        for (int at = 0; at < body.length; at += 20_000) {
            ann.rops(List.of(made.handles().get(2)), List.of(),
                    new RopWriteStream.Request(0, 0, Bytes.copyOf(body, at, at + 20_000)));
        }
        var saved = ann.rops(List.of(made.handles().get(2), made.handles().get(1)), List.of(),
                new RopRelease.Request(0, 0), new RopSaveChangesMessage.Request(0, 1, 1, 0));
        var open = ann.rops(List.of(logonHandle, NONE, NONE), List.of(),
                new RopOpenMessage.Request(0, 0, 1, 0xfff, logon.folderIds().get(4), 0,
                        saved.get(0, RopSaveChangesMessage.Response.class).messageId()),
                new RopOpenStream.Request(0, 1, 2, binary, 0));
        assertThat(open.get(1, RopOpenStream.Response.class).streamSize()).isEqualTo(60_000);
        var response = ann.execute(buffer(List.of(open.handles().get(2)),
                new RopReadStream.Request(0, 0, 0xbabe, 100_000)), EcDoRpcExt2.FLAG_CHAIN, OUT_MAX);
        List<Bytes> payloads = ExtendedBuffer.readAll(response.payload());
        assertThat(payloads).hasSizeGreaterThan(1);
        var read = new ByteWriter();
        EmsmdbClient.decode(payloads, List.of()).responses()
                .forEach(each -> read.bytes(((RopReadStream.Response) each).data()));
        assertThat(read.toBytes()).isEqualTo(Bytes.copyOf(body));
    }

    @Test
    void rowsComeBackInSeveralPayloadsAndOnlyOnce() {
        var subject = "s".repeat(200);
        for (int i = 0; i < 150; i++) {
            save(subject + i);
        }
        List<PropertyTag> columns = List.of(Tags.MID, Tags.SUBJECT);
        var table = ann.rops(List.of(logonHandle, NONE, NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, logon.folderIds().get(4), 0),
                new RopGetContentsTable.Request(0, 1, 2, 0x10), new RopSetColumns.Request(0, 2, 0, columns));
        var response = ann.execute(buffer(List.of(table.handles().get(2)),
                new RopQueryRows.Request(0, 0, 2, true, 140)), EcDoRpcExt2.FLAG_CHAIN, OUT_MAX);
        var rows = new ArrayList<Object>();
        EmsmdbClient.decode(ExtendedBuffer.readAll(response.payload()), columns).responses().forEach(each ->
                ((RopQueryRows.Response) each).rows().read(columns).forEach(row -> rows.add(row.cells().get(0))));
        assertThat(rows).hasSize(140).doesNotHaveDuplicates();
    }

    private void save(String subject) {
        ann.rops(List.of(logonHandle, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, logon.folderIds().get(4), false),
                new RopSetProperties.Request(0, 1, List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(subject)))),
                new RopSaveChangesMessage.Request(0, 1, 1, 0), new RopRelease.Request(0, 1));
    }

    /// Every input ends in a response, an error code or MalformedException, and never in an error of ours.
    @Test
    void mutatedCallsNeverMeetABug() {
        Bytes payload = buffer(List.of(logonHandle, NONE, NONE, NONE),
                new RopOpenFolder.Request(0, 0, 1, logon.folderIds().get(4), 0),
                new RopGetContentsTable.Request(0, 1, 2, 0),
                new RopSetColumns.Request(0, 2, 0, List.of(Tags.MID, Tags.SUBJECT)),
                new RopQueryRows.Request(0, 2, 0, true, 10),
                new RopCreateMessage.Request(0, 0, 3, 0xfff, logon.folderIds().get(4), false),
                new RopSetProperties.Request(0, 3, List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("x")))),
                new RopGetPropertiesAll.Request(0, 3, 0, false), new RopSaveChangesMessage.Request(0, 3, 3, 0));
        Bytes stub = new EcDoRpcExt2.Request(ann.session(), 0, payload, OUT_MAX, Bytes.EMPTY, 0x1008).write();
        Mutations.survive(stub.toArray(), 1500, MalformedException.class, bytes -> {
            try {
                var response = EcDoRpcExt2.Response.read(new NdrReader(place.service.call(ann.call(
                        EcDoRpcExt2.OPERATION, Bytes.copyOf(bytes), new CompletableFuture<>()))));
                if (response.session().isNone()) {
                    throw new AssertionError("a bug ended the session");
                }
            } catch (RpcFault noSuchSession) {
                assertThat(noSuchSession.status()).isEqualTo(0x1c00001a);
            }
        });
    }
}
