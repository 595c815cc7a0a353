package org.gatehouse.mapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// Bodies of the mailbox endpoint, laid out field by field after [MS-OXCMAPIHTTP] 2.2.4, which has no bytes of its own.
class MailboxBodiesTest {
    private static final String CONNECT = """
            2f 6f 3d 63 00                   | UserDn "/o=c"
            00 80 00 00                      | Flags
            e4 04 00 00                      | DefaultCodePage 1252
            07 04 00 00                      | LcidSort de-DE
            09 04 00 00                      | LcidString en-US
            02 00 00 00                      | AuxiliaryBufferSize
            01 02                            | AuxiliaryBuffer
            """;
    private static final String CONNECTED = """
            00 00 00 00                      | StatusCode
            00 00 00 00                      | ErrorCode
            60 ea 00 00                      | PollsMax 60,000 ms
            06 00 00 00                      | RetryCount
            10 27 00 00                      | RetryDelay 10,000 ms
            00                               | DnPrefix ""
            c4 00 6e 00 6e 00 00 00          | DisplayName "Änn"
            00 00 00 00                      | AuxiliaryBufferSize
            """;
    private static final String EXECUTE = """
            03 00 00 00                      | Flags: no compression, no obfuscation
            03 00 00 00                      | RopBufferSize
            aa bb cc                         | RopBuffer
            08 00 01 00                      | MaxRopOut 0x10008
            00 00 00 00                      | AuxiliaryBufferSize
            """;
    private static final String EXECUTED = """
            00 00 00 00                      | StatusCode
            b6 04 00 00                      | ErrorCode ecRpcFormat
            00 00 00 00                      | Flags
            02 00 00 00                      | RopBufferSize
            dd ee                            | RopBuffer
            00 00 00 00                      | AuxiliaryBufferSize
            """;
    private static final String WAIT = """
            00 00 00 00                      | Flags
            00 00 00 00                      | AuxiliaryBufferSize
            """;
    private static final String WAITED = """
            00 00 00 00                      | StatusCode
            00 00 00 00                      | ErrorCode
            01 00 00 00                      | EventPending
            00 00 00 00                      | AuxiliaryBufferSize
            """;
    private static final String DISCONNECT = "00 00 00 00 | AuxiliaryBufferSize";
    private static final String DISCONNECTED = """
            00 00 00 00                      | StatusCode
            00 00 00 00                      | ErrorCode
            00 00 00 00                      | AuxiliaryBufferSize
            """;
    private static final String FAILED = """
            bb 06 00 00                      | StatusCode 0x6bb, RPC_S_SERVER_TOO_BUSY
            00 00 00 00                      | AuxiliaryBufferSize
            """;

    private static ByteReader reader(String golden) {
        return new ByteReader(Golden.bytes(golden));
    }

    private static Bytes bytes(String golden) {
        return Bytes.wrap(Golden.bytes(golden));
    }

    @Test
    void connectIsLaidOutAsSpecified() { // 2.2.4.1
        var request = new Connect.Request("/o=c", 0x8000, 1252, 0x407, 0x409, Bytes.ofHex("0102"));
        assertThat(Connect.Request.read(reader(CONNECT))).isEqualTo(request);
        assertThat(request.write()).isEqualTo(bytes(CONNECT));
        var response = new Connect.Response(0, 60_000, 6, 10_000, "", "Änn", Bytes.EMPTY);
        assertThat(response.write()).isEqualTo(bytes(CONNECTED));
        assertThat(Connect.Response.read(reader(CONNECTED))).isEqualTo(response);
    }

    @Test
    void executeIsLaidOutAsSpecified() { // 2.2.4.2
        var request = new Execute.Request(3, Bytes.ofHex("aabbcc"), 0x10008, Bytes.EMPTY);
        assertThat(Execute.Request.read(reader(EXECUTE))).isEqualTo(request);
        assertThat(request.write()).isEqualTo(bytes(EXECUTE));
        assertThat(request.room()).isEqualTo(0x10008);
        assertThat(new Execute.Request(0, Bytes.EMPTY, -1, Bytes.EMPTY).room()).as("unsigned, in bounds")
                .isEqualTo(0x40000);
        var response = new Execute.Response(0x4b6, Bytes.ofHex("ddee"), Bytes.EMPTY);
        assertThat(response.write()).isEqualTo(bytes(EXECUTED));
        assertThat(Execute.Response.read(reader(EXECUTED))).isEqualTo(response);
    }

    @Test
    void notificationWaitIsLaidOutAsSpecified() { // 2.2.4.4
        assertThat(NotificationWait.Request.read(reader(WAIT))).isEqualTo(new NotificationWait.Request(0, Bytes.EMPTY));
        assertThat(new NotificationWait.Request(0, Bytes.EMPTY).write()).isEqualTo(bytes(WAIT));
        var response = new NotificationWait.Response(0, true, Bytes.EMPTY);
        assertThat(response.write()).isEqualTo(bytes(WAITED));
        assertThat(NotificationWait.Response.read(reader(WAITED))).isEqualTo(response);
    }

    @Test
    void disconnectAndFailuresAreLaidOutAsSpecified() { // 2.2.4.3, 2.2.4.1.3
        assertThat(Disconnect.Request.read(reader(DISCONNECT))).isEqualTo(new Disconnect.Request(Bytes.EMPTY));
        assertThat(new Disconnect.Request(Bytes.EMPTY).write()).isEqualTo(bytes(DISCONNECT));
        assertThat(new Disconnect.Response(0, Bytes.EMPTY).write()).isEqualTo(bytes(DISCONNECTED));
        assertThat(Disconnect.Response.read(reader(DISCONNECTED))).isEqualTo(new Disconnect.Response(0, Bytes.EMPTY));
        assertThat(new Failure(0x6bb, Bytes.EMPTY).write()).isEqualTo(bytes(FAILED));
        assertThat(Failure.read(reader(FAILED))).isEqualTo(new Failure(0x6bb, Bytes.EMPTY));
    }

    @Test
    void nothingMayFollowABody() {
        assertThatThrownBy(() -> Connect.Request.read(reader(CONNECT + "00 | more")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void mutatedBodiesEndInAValueOrAreMalformed() {
        survive(CONNECT, Connect.Request::read);
        survive(CONNECTED, Connect.Response::read);
        survive(EXECUTE, Execute.Request::read);
        survive(EXECUTED, Execute.Response::read);
        survive(WAIT, NotificationWait.Request::read);
        survive(WAITED, NotificationWait.Response::read);
        survive(DISCONNECT, Disconnect.Request::read);
        survive(DISCONNECTED, Disconnect.Response::read);
        survive(FAILED, Failure::read);
    }

    private static void survive(String golden, Consumer<ByteReader> read) {
        Mutations.survive(Golden.bytes(golden), 300, MalformedException.class,
                bytes -> read.accept(new ByteReader(bytes)));
    }
}
