package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.web.http.RawHttp2Client.COMPRESSION_ERROR;
import static org.gatehouse.web.http.RawHttp2Client.CONTINUATION;
import static org.gatehouse.web.http.RawHttp2Client.DATA;
import static org.gatehouse.web.http.RawHttp2Client.END_HEADERS;
import static org.gatehouse.web.http.RawHttp2Client.END_STREAM;
import static org.gatehouse.web.http.RawHttp2Client.ENHANCE_YOUR_CALM;
import static org.gatehouse.web.http.RawHttp2Client.GOAWAY;
import static org.gatehouse.web.http.RawHttp2Client.HEADERS;
import static org.gatehouse.web.http.RawHttp2Client.PING;
import static org.gatehouse.web.http.RawHttp2Client.PROTOCOL_ERROR;
import static org.gatehouse.web.http.RawHttp2Client.REFUSED_STREAM;
import static org.gatehouse.web.http.RawHttp2Client.RST_STREAM;
import static org.gatehouse.web.http.RawHttp2Client.SETTINGS;
import static org.gatehouse.web.http.RawHttp2Client.WINDOW_UPDATE;
import static org.gatehouse.web.http.RawHttp2Client.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients of HTTP/2 that make a server work by frames that cost them nothing (RFC 9113 10.5), or hold what they never
/// use: their connection ends with the error that belongs to it, and others are served meanwhile.
class Http2FloodsTest {
    private static final int ENDED = -1;
    private static final int SILENCE = -2;

    private final WebFixture fixture = new WebFixture();

    @FunctionalInterface
    private interface Flood {
        void write(ByteArrayOutputStream out, int round);
    }

    /// Sends a flood in pieces until the server has had enough, and tells the error of its last word.
    private int flood(Flood flood, Route... routes) throws Exception {
        try (WebServer server = fixture.open(routes); RawHttp2Client client = RawHttp2Client.connect(server)) {
            var enough = new CompletableFuture<Integer>();
            Thread reading = Thread.ofVirtual().start(() -> enough.complete(lastWord(client)));
            for (int round = 0; round < 1_000 && !enough.isDone(); round++) {
                var out = new ByteArrayOutputStream();
                flood.write(out, round);
                try {
                    client.send(out.toByteArray());
                } catch (IOException ended) {
                    break;
                }
            }
            int error = enough.get();
            reading.join();
            try (RawHttp2Client other = RawHttp2Client.connect(server)) {
                other.get(1, "/healthz");
                assertThat(other.body(1)).as("others are served").isEqualTo("alive\n");
            }
            return error;
        }
    }

    /// What the last GOAWAY says; ENDED when the connection ended without one, since its end may overtake it.
    private static int lastWord(RawHttp2Client client) {
        int error = ENDED;
        try {
            while (true) {
                RawHttp2Client.Frame frame = client.next();
                if (frame.type() == GOAWAY) {
                    error = frame.number(4);
                }
            }
        } catch (java.net.SocketTimeoutException silence) {
            return SILENCE;
        } catch (IOException end) {
            return error;
        }
    }

    /// CVE-2019-9512.
    @Test
    void aFloodOfPingsEnds() throws Exception {
        assertThat(flood((out, _) -> {
            for (int i = 0; i < 100; i++) {
                out.writeBytes(frame(PING, 0, 0, new byte[8]));
            }
        })).isIn(ENHANCE_YOUR_CALM, ENDED);
    }

    /// CVE-2019-9515.
    @Test
    void aFloodOfSettingsEnds() throws Exception {
        assertThat(flood((out, _) -> {
            for (int i = 0; i < 100; i++) {
                out.writeBytes(frame(SETTINGS, 0, 0));
            }
        })).isIn(ENHANCE_YOUR_CALM, ENDED);
    }

    /// Windows that grow by one byte at a time, of the connection, of a request, of one that is long over.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aFloodOfWindowUpdatesEnds(int stream) throws Exception {
        var go = new CompletableFuture<Void>();
        try {
            assertThat(flood((out, round) -> {
                if (round == 0) {
                    out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 1, RawHttp2Client.head(true, "/slow")));
                    out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 3, RawHttp2Client.head(true, "/healthz")));
                }
                for (int i = 0; i < 100; i++) {
                    out.writeBytes(frame(WINDOW_UPDATE, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 1));
                }
            }, Route.at("/slow", _ -> go.join()))).isIn(ENHANCE_YOUR_CALM, ENDED);
        } finally {
            go.complete(null);
        }
    }

    /// A client that reads in small bits moves its windows by no more at a time.
    @Test
    void whoIsSentMuchMayMoveItsWindowsOften() throws Exception {
        byte[] body = new byte[500_000];
        try (WebServer server = fixture.open(Route.at("/much", visit -> visit.answer().send("text/plain", body)));
                RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/much");
            int read = 0;
            for (RawHttp2Client.Frame frame = client.next();; frame = client.next()) {
                assertThat(frame.type()).isNotIn(GOAWAY, RST_STREAM);
                if (frame.type() == DATA) {
                    read += frame.payload().length;
                    var updates = new ByteArrayOutputStream();
                    for (int left = frame.payload().length; left > 0; left -= 1024) {
                        byte[] more = {0, 0, (byte) (Math.min(1024, left) >> 8), (byte) Math.min(1024, left)};
                        updates.writeBytes(frame(WINDOW_UPDATE, 0, 0, more));
                        updates.writeBytes(frame(WINDOW_UPDATE, 0, 1, more));
                    }
                    client.send(updates.toByteArray());
                }
                if (frame.endsStream()) {
                    break;
                }
            }
            assertThat(read).isEqualTo(body.length);
        }
    }

    /// Answers to pings that nobody sent, and to settings; priorities (CVE-2019-9513); frames that there are not.
    @ParameterizedTest
    @CsvSource({"6,1,0,8", "4,1,0,0", "2,0,5,5", "119,0,0,4"})
    void aFloodOfFramesThatMeanNothingEnds(int type, int flags, int stream, int length) throws Exception {
        var go = new CompletableFuture<Void>();
        try {
            assertThat(flood((out, round) -> {
                if (round == 0) {
                    out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 1, RawHttp2Client.head(true, "/slow")));
                }
                for (int i = 0; i < 100; i++) {
                    out.writeBytes(frame(type, flags, stream, new byte[length]));
                }
            }, Route.at("/slow", _ -> go.join()))).as("a request in flight does not keep it").isIn(ENHANCE_YOUR_CALM,
                    ENDED);
        } finally {
            go.complete(null);
        }
    }

    /// CVE-2019-9515 with something to set: whatever is set, a change of it costs the server an answer.
    @Test
    void aFloodOfChangedSettingsEnds() throws Exception {
        assertThat(flood((out, round) -> {
            for (int i = 0; i < 100; i++) {
                out.writeBytes(frame(SETTINGS, 0, 0, (byte) 0, (byte) 4, (byte) 0, (byte) 1, (byte) round, (byte) i));
            }
        })).isIn(ENHANCE_YOUR_CALM, ENDED);
    }

    /// CVE-2019-9518.
    @Test
    void aFloodOfEmptyDataEnds() throws Exception {
        assertThat(flood((out, round) -> {
            if (round == 0) {
                out.writeBytes(frame(HEADERS, END_HEADERS, 1, RawHttp2Client.head(false, "/read")));
            }
            for (int i = 0; i < 100; i++) {
                out.writeBytes(frame(DATA, 0, 1));
            }
        }, Route.at("/read", visit -> visit.readBody(1)))).isIn(ENHANCE_YOUR_CALM, ENDED);
    }

    /// CVE-2023-44487: requests that are taken back at once.
    @Test
    void rapidResetsEnd() throws Exception {
        assertThat(flood((out, round) -> {
            for (int i = 0; i < 100; i++) {
                int stream = 200 * round + 2 * i + 1;
                out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, stream, RawHttp2Client.head(true, "/healthz")));
                out.writeBytes(frame(RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8));
            }
        })).isIn(ENHANCE_YOUR_CALM, ENDED);
    }

    /// CVE-2025-8671: requests that the server is made to reset.
    @Test
    void requestsThatMakeTheServerResetEnd() throws Exception {
        assertThat(flood((out, round) -> {
            for (int i = 0; i < 100; i++) {
                int stream = 200 * round + 2 * i + 1;
                out.writeBytes(frame(HEADERS, END_HEADERS, stream, RawHttp2Client.head(false, "/healthz")));
                out.writeBytes(frame(WINDOW_UPDATE, 0, stream, new byte[4]));
            }
        })).isIn(ENHANCE_YOUR_CALM, ENDED);
    }

    /// The same by a body that is longer than it says, for handlers that do not look: they outlive their streams.
    @Test
    void requestsThatOutliveTheirStreamsEnd() throws Exception {
        var go = new CompletableFuture<Void>();
        try {
            assertThat(flood((out, round) -> {
                for (int i = 0; i < 100; i++) {
                    int stream = 200 * round + 2 * i + 1;
                    out.writeBytes(frame(HEADERS, END_HEADERS, stream,
                            RawHttp2Client.head(false, "/slow", "content-length", "1")));
                    out.writeBytes(frame(DATA, END_STREAM, stream, new byte[2]));
                }
            }, Route.at("/slow", _ -> go.join()))).isIn(ENHANCE_YOUR_CALM, ENDED);
        } finally {
            go.complete(null);
        }
    }

    /// VU 421644: header blocks without an end, in many small fragments or in few large ones.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_000})
    void aFloodOfContinuationsEnds(int length) throws Exception {
        int pieces = length > 1 ? 1 : 100;
        assertThat(flood((out, round) -> {
            if (round == 0) {
                out.writeBytes(frame(HEADERS, END_STREAM, 1, RawHttp2Client.head(true, "/healthz")));
            }
            for (int i = 0; i < pieces; i++) {
                out.writeBytes(frame(CONTINUATION, 0, 1, new byte[length]));
            }
        })).isIn(ENHANCE_YOUR_CALM, PROTOCOL_ERROR, ENDED);
    }

    /// A field of 4,000 bytes is put into the table once and then named by one byte each time: 16 MiB from 8 KiB.
    @Test
    void aBombOfHeaderCompressionIsRefused() throws Exception {
        var block = new ByteArrayOutputStream();
        block.writeBytes(RawHttp2Client.head(true, "/healthz"));
        block.write(0x40); // literal with indexing (RFC 7541 6.2.1)
        block.writeBytes(new byte[] {1, 'x', 0x7f, (byte) 0xa1, 0x1e}); // a value of 4,000 bytes
        block.writeBytes("y".repeat(4_000).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 4_000; i++) {
            block.write(0xbe); // entry 62: the newest (RFC 7541 6.1)
        }
        try (WebServer server = fixture.open(); RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray()));
            RawHttp2Client.Frame answer = client.next();
            while (answer.type() == SETTINGS || answer.type() == WINDOW_UPDATE) {
                answer = client.next();
            }
            assertThat(answer.type()).as("no answer but the end of the stream or of the connection")
                    .isIn(RST_STREAM, GOAWAY);
            client.send(frame(PING, 0, 0, new byte[8]));
        } catch (IOException ended) {
            assertThat(ended).isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void brokenHeaderCompressionEndsTheConnection() throws Exception {
        assertThat(flood((out, round) -> out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 2 * round + 1,
                (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff)))) // no such entry
                .isIn(COMPRESSION_ERROR, PROTOCOL_ERROR, ENDED);
    }

    /// RFC 9113 5.1.2.
    @Test
    void streamsBeyondTheBoundAreRefused() throws Exception {
        var go = new CompletableFuture<Void>();
        var arrived = new CountDownLatch(100);
        try (WebServer server = fixture.open(Route.at("/slow", visit -> {
            arrived.countDown();
            go.join();
        })); RawHttp2Client client = RawHttp2Client.connect(server)) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/slow");
            }
            arrived.await();
            client.get(201, "/slow");
            RawHttp2Client.Frame refusal = client.next(RST_STREAM);
            assertThat(refusal.stream()).isEqualTo(201);
            assertThat(refusal.number(0)).isEqualTo(REFUSED_STREAM);
            go.complete(null);
            assertThat(client.body(199)).isEmpty();
        } finally {
            go.complete(null);
        }
    }

    /// RFC 9113 8.2, 8.3: what could become another request behind a gateway.
    @Test
    void requestsThatAreNoneAreRefused() throws Exception {
        try (WebServer server = fixture.open()) {
            assertRefused(server, "x\r\ny", "z");
            assertRefused(server, "x", "y\r\nz: 1");
            assertRefused(server, "x", "y\u0000z");
            assertRefused(server, "X-Capital", "y");
            assertRefused(server, "connection", "close");
            assertRefused(server, "transfer-encoding", "chunked");
            assertRefused(server, "keep-alive", "5");
            assertRefused(server, "upgrade", "websocket");
            assertRefused(server, "te", "gzip");
            assertRefused(server, ":late", "y");
            assertRefused(server, ":path", "/other");
            assertRefused(server, "host", "elsewhere");
            assertRefused(server, "content-length", "-1");
            assertRefused(server, "content-length", "3, 4");
        }
    }

    /// RFC 9113 8.1.1: a body that is shorter or longer than it says is no body, and not the next one's begin.
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7})
    void bodiesAreOfTheirLength(int length) throws Exception {
        var read = new CompletableFuture<byte[]>();
        try (WebServer server = fixture.open(Route.at("/echo", visit -> {
            try {
                read.complete(visit.readBody(1_000));
            } catch (IOException broken) {
                read.completeExceptionally(broken);
                throw broken;
            }
            visit.answer().send("text/plain", read.join());
        })); RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.post(1, "/echo", "content-length", "5");
            client.send(frame(DATA, END_STREAM, 1, new byte[length]));
            RawHttp2Client.Frame frame = client.next();
            while (frame.stream() != 1) {
                frame = client.next();
            }
            assertThat(frame.type() == RST_STREAM || frame.status() == 400).as("type %d", frame.type()).isTrue();
            read.completeExceptionally(new IOException("never begun"));
            assertThatThrownBy(read::join).hasCauseInstanceOf(IOException.class);
        }
    }

    private static void assertRefused(WebServer server, String name, String value) throws IOException {
        try (RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/healthz", name, value);
            RawHttp2Client.Frame frame = client.next();
            while (frame.type() == SETTINGS || frame.type() == WINDOW_UPDATE) {
                frame = client.next();
            }
            if (frame.type() == HEADERS) {
                assertThat(frame.status()).as("%s: %s", name, value).isEqualTo(400);
            } else {
                assertThat(frame.type()).as("%s: %s", name, value).isIn(RST_STREAM, GOAWAY);
            }
        }
    }
}
