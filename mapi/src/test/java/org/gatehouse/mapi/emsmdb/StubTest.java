package org.gatehouse.mapi.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.junit.jupiter.api.Test;

/// Stubs with the values of the examples in [MS-OXCRPC] 4.1 to 4.4, laid out by hand after section 6 and [C706] 14.
class StubTest {
    private static final ContextHandle HANDLE =
            new ContextHandle(0, UUID.fromString("00001234-0000-0000-0102-030405060708"));
    private static final byte[] CONNECT = Golden.bytes("""
            12 00 00 00 00 00 00 00 12 00 00 00                    | szUserDN: maximum, offset, actual
            2f 6f 3d 46 2f 63 6e 3d 6a 61 6e 65 64 6f 77 31 32 00  | "/o=F/cn=janedow12"
            00 00                    | alignment
            00 00 00 00              | ulFlags
            67 05 34 00              | ulConMod
            00 00 00 00              | cbLimit
            e4 04 00 00              | ulCpid 1252
            09 04 00 00 09 04 00 00  | ulLcidString, ulLcidSort
            ff ff ff ff              | ulIcxrLink
            01 00                    | usFCanConvertCodePages
            0c 00 3e 18 e8 03        | rgwClientVersion 12.6206.1000
            00 00 00 00              | pulTimeStamp
            00 00 00 00              | rgbAuxIn: maximum
            00 00 00 00              | cbAuxIn
            08 10 00 00              | pcbAuxOut
            """);
    private static final byte[] CONNECTED = Golden.bytes("""
            00 00 00 00 34 12 00 00 00 00 00 00 01 02 03 04 05 06 07 08  | pcxh
            60 ea 00 00              | pcmsPollsMax
            06 00 00 00              | pcRetry
            70 17 00 00              | pcmsRetryDelay
            04 03                    | picxr
            00 00                    | alignment
            00 00 02 00              | szDNPrefix: pointer
            01 00 00 00 00 00 00 00 01 00 00 00 00  | ""
            00 00 00                 | alignment
            04 00 02 00              | szDisplayName: pointer
            0b 00 00 00 00 00 00 00 0b 00 00 00 4d 42 58 2d 53 52 56 2d 30 32 00  | "MBX-SRV-02"
            00                       | alignment
            08 00 b4 82 03 00        | rgwServerVersion 8.0.692.3
            0c 00 3e 18 e8 03        | rgwBestVersion
            2a 00 00 00              | pulTimeStamp
            10 00 00 00 00 00 00 00 10 00 00 00  | rgbAuxOut: maximum, offset, actual
            00 00 04 00 08 00 08 00 08 00 01 17 01 00 00 00  | RPC_HEADER_EXT and AUX_EXORGINFO
            10 00 00 00              | pcbAuxOut
            00 00 00 00              | return value
            """);
    private static final byte[] CALL = Golden.bytes("""
            00 00 00 00 34 12 00 00 00 00 00 00 01 02 03 04 05 06 07 08  | pcxh
            03 00 00 00              | pulFlags
            0a 00 00 00 00 00 04 00 02 00 02 00 02 00  | rgbIn: maximum, an empty ROP list
            00 00                    | alignment
            0a 00 00 00              | cbIn
            08 80 01 00              | pcbOut
            00 00 00 00 00 00 00 00  | rgbAuxIn, cbAuxIn
            08 10 00 00              | pcbAuxOut
            """);

    @Test
    void connectRequestFollowsTheIdl() {
        var request = EcDoConnectEx.Request.read(reader(CONNECT));
        assertThat(request).isEqualTo(new EcDoConnectEx.Request("/o=F/cn=janedow12", 0, 0x340567, 1252, 1033, 1033, -1,
                new ProtocolVersion.Words(0x000c, 0x183e, 0x03e8), 0, Bytes.EMPTY, 0x1008));
        assertThat(request.write()).isEqualTo(Bytes.copyOf(CONNECT));
        assertThat(request.clientVersion().normalized()).hasToString("12.0.6206.1000");
        Mutations.survive(CONNECT, 20_000, MalformedException.class,
                bytes -> EcDoConnectEx.Request.read(reader(bytes)));
    }

    @Test
    void connectResponseFollowsTheIdl() {
        var response = new EcDoConnectEx.Response(HANDLE, 60_000, 6, 6000, 0x0304, "", "MBX-SRV-02",
                new ProtocolVersion.Words(0x0008, 0x82b4, 3), new ProtocolVersion.Words(0x000c, 0x183e, 0x03e8), 42,
                Bytes.ofHex("0000040008000800 0800011701000000"), 0);
        assertThat(Golden.hex(response.write().toArray())).isEqualTo(Golden.hex(CONNECTED));
        assertThat(EcDoConnectEx.Response.read(reader(CONNECTED))).isEqualTo(response);
        Mutations.survive(CONNECTED, 20_000, MalformedException.class,
                bytes -> EcDoConnectEx.Response.read(reader(bytes)));
    }

    @Test
    void ropCallFollowsTheIdl() {
        var request = new EcDoRpcExt2.Request(HANDLE, 3, Bytes.ofHex("00000400020002000200"), 0x18008, Bytes.EMPTY,
                0x1008);
        assertThat(EcDoRpcExt2.Request.read(reader(CALL))).isEqualTo(request);
        assertThat(request.write()).isEqualTo(Bytes.copyOf(CALL));
        Mutations.survive(CALL, 20_000, MalformedException.class, bytes -> EcDoRpcExt2.Request.read(reader(bytes)));
    }

    @Test
    void ropReplyFollowsTheIdl() {
        var response = new EcDoRpcExt2.Response(HANDLE, 0, Bytes.ofHex("00000400020002000200"), Bytes.EMPTY, 16, 0);
        byte[] golden = Golden.bytes("""
                00 00 00 00 34 12 00 00 00 00 00 00 01 02 03 04 05 06 07 08  | pcxh
                00 00 00 00                          | pulFlags
                0a 00 00 00 00 00 00 00 0a 00 00 00  | rgbOut: maximum, offset, actual
                00 00 04 00 02 00 02 00 02 00        | RPC_HEADER_EXT, RopSize 2
                00 00                                | alignment
                0a 00 00 00                          | pcbOut
                00 00 00 00 00 00 00 00 00 00 00 00  | rgbAuxOut
                00 00 00 00                          | pcbAuxOut
                10 00 00 00                          | pulTransTime
                00 00 00 00                          | return value
                """);
        assertThat(response.write()).isEqualTo(Bytes.copyOf(golden));
        assertThat(EcDoRpcExt2.Response.read(reader(golden))).isEqualTo(response);
    }

    @Test
    void aRoomForTheReplyBeyondTheRangeIsBadStubData() { // [MS-OXCRPC] 2.2.1.3
        byte[] tooBig = Bytes.copyOf(CALL).toArray();
        tooBig[44 - 2] = 0x05; // pcbOut becomes 0x00058008
        assertThatThrownBy(() -> EcDoRpcExt2.Request.read(reader(tooBig))).isInstanceOf(MalformedException.class);
    }

    @Test
    void theOtherOperationsComeBackAsWritten() {
        assertThat(EcDoDisconnect.Request.read(reader(new EcDoDisconnect.Request(HANDLE).write().toArray())).session())
                .isEqualTo(HANDLE);
        var push = new EcRRegisterPushNotification.Request(HANDLE, Bytes.ofHex("010203"), -1, Bytes.ofHex("02001234"));
        assertThat(EcRRegisterPushNotification.Request.read(reader(push.write().toArray()))).isEqualTo(push);
        Mutations.survive(push.write().toArray(), 5_000, MalformedException.class,
                bytes -> EcRRegisterPushNotification.Request.read(reader(bytes)));
        assertThat(EcDoAsyncConnectEx.Request.read(reader(new EcDoAsyncConnectEx.Request(HANDLE).write().toArray()))
                .session()).isEqualTo(HANDLE);
        var wait = new EcDoAsyncWaitEx.Request(HANDLE, 0);
        assertThat(EcDoAsyncWaitEx.Request.read(reader(wait.write().toArray()))).isEqualTo(wait);
        assertThat(new EcDoAsyncWaitEx.Response(1, 0).write()).isEqualTo(Bytes.ofHex("01000000 00000000"));
        assertThat(new EcDummyRpc.Response(0).write()).isEqualTo(Bytes.ofHex("00000000"));
    }

    @Test
    void versionsNormaliseInBothSchemes() { // [MS-OXCRPC] 3.1.4.1.3.1
        assertThat(ProtocolVersion.ofWire(0x0801, 0x80d7, 0)).hasToString("8.1.215.0");
        assertThat(ProtocolVersion.ofWire(0x000b, 0x15b3, 0x1fff)).hasToString("11.0.5555.8191");
        assertThat(ProtocolVersion.Words.of(Versions.SERVER)).isEqualTo(new ProtocolVersion.Words(0x0e03, 0x807b, 4));
        assertThat(new ProtocolVersion(12, 0, 3618, 65535).atLeast(Versions.CLIENT_KNOWS_NOT_ENCRYPTED)).isFalse();
        assertThat(new ProtocolVersion(14, 1, 0, 0).atLeast(Versions.CLIENT_KNOWS_NOT_ENCRYPTED)).isTrue();
    }

    private static NdrReader reader(byte[] bytes) {
        return new NdrReader(Bytes.copyOf(bytes));
    }
}
