package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that let their bytes drip in, or none at all: their time is up by the server's clock, whatever they are in
/// the middle of.
class SlowClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private final WebFixture fixture = new WebFixture();
    private final SteppingClock clock = new SteppingClock();

    @BeforeEach
    void set() {
        fixture.clock = clock;
    }

    private static Route echo() {
        return Route.at("/echo", visit -> visit.answer().send("application/octet-stream", visit.readBody(100_000)));
    }

    private static WebLimits limits(Duration handshake, Duration head, Duration pause, Duration strangerIdle) {
        WebLimits usual = WebFixture.LIMITS;
        return new WebLimits(usual.connectionsMax(), usual.strangersMax(), usual.strangersPerAddressMax(),
                usual.headBytesMax(), handshake, head, pause, 240, NEVER, strangerIdle, usual.endlessPauseMax(),
                usual.drainTimeMax(), Duration.ofMillis(5), usual.drainedBodyMax(), usual.requestsMax());
    }

    /// Sends the same again and again, once a second of the server's, until something is over.
    private Thread drip(AtomicBoolean over, Send drop) {
        clock.start();
        return Thread.ofVirtual().start(() -> {
            try {
                while (!over.get()) {
                    drop.send();
                    clock.awaitStep();
                }
            } catch (IOException ended) {
                over.set(true);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @FunctionalInterface
    private interface Send {
        void send() throws IOException;
    }

    @Test
    void aHeaderThatPausesIsCut() throws Exception {
        fixture.limits = limits(NEVER, PATIENCE, NEVER, NEVER);
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
            client.send("GET /healthz HTTP/1.1\r\nHost:");
            clock.start();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aHeaderThatDripsInIsCut() throws Exception {
        fixture.limits = limits(NEVER, PATIENCE, NEVER, NEVER);
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ");
            var over = new AtomicBoolean();
            Thread drip = drip(over, () -> client.send("x"));
            assertThat(client.ended()).isTrue();
            over.set(true);
            drip.join();
        }
    }

    @Test
    void aBodyThatPausesIsToldSo() throws Exception {
        fixture.limits = limits(NEVER, NEVER, PATIENCE, NEVER);
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.head("POST /echo HTTP/1.1", "Host: localhost", "Content-Length: 10");
            client.send("abc");
            clock.start();
            assertThat(client.receive().status()).isEqualTo(408);
            assertThat(client.ended()).isTrue();
        }
    }

    /// Each byte in time, but all together too slow: of the body, of what may stand behind a chunk's length, of the
    /// trailer fields.
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10000||", "Transfer-Encoding: chunked||1;ext=",
        "Transfer-Encoding: chunked||1|x|0|X: "})
    void aBodyThatDripsInIsToldSo(String begin) throws Exception {
        fixture.limits = limits(NEVER, NEVER, PATIENCE, NEVER);
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + begin.replace("|", "\r\n"));
            var over = new AtomicBoolean();
            Thread drip = drip(over, () -> client.send("x"));
            assertThat(client.receive().status()).isEqualTo(408);
            over.set(true);
            drip.join();
            assertThat(client.ended()).isTrue();
        }
    }

    /// Takes longer than any pause may, but keeps the pace.
    @Test
    void aLongBodyAtItsPaceIsRead() throws Exception {
        var millis = new AtomicLong();
        var read = new Semaphore(0);
        fixture.clock = () -> Instant.ofEpochMilli(millis.get());
        fixture.limits = limits(NEVER, NEVER, PATIENCE, NEVER);
        try (WebServer server = fixture.open(Route.at("/count", visit -> {
            int parts = 0;
            for (byte[] part = visit.body().readNBytes(1_000); part.length > 0; part = visit.body().readNBytes(1_000)) {
                parts++;
                read.release();
            }
            visit.answer().send("text/plain", Integer.toString(parts).getBytes(StandardCharsets.US_ASCII));
        })); RawClient client = RawClient.connect(server)) {
            client.head("POST /count HTTP/1.1", "Host: localhost", "Content-Length: 50000");
            for (int i = 0; i < 50; i++) {
                client.send("x".repeat(1_000));
                read.acquire();
                millis.addAndGet(2_000);
            }
            assertThat(client.receive().text()).isEqualTo("50");
            assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatDripsInOverHttp2IsToldSo() throws Exception {
        fixture.limits = limits(NEVER, NEVER, PATIENCE, NEVER);
        try (WebServer server = fixture.open(echo()); RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.post(1, "/echo");
            var over = new AtomicBoolean();
            Thread drip = drip(over, () -> client.send(RawHttp2Client.frame(RawHttp2Client.DATA, 0, 1, (byte) 1)));
            assertThat(client.body(1)).startsWith("no more of a body after ");
            over.set(true);
            drip.join();
            client.get(3, "/healthz");
            assertThat(client.body(3)).as("other streams are none the worse").isEqualTo("alive\n");
        }
    }

    /// The library's own clock, not ours: a handler is freed from a client that takes nothing of what it asked for.
    @Test
    void anAnswerThatNobodyTakesIsGivenUp() throws Exception {
        fixture.limits = limits(NEVER, NEVER, Duration.ofSeconds(3), NEVER);
        var freed = new Semaphore(0);
        try (WebServer server = fixture.open(Route.at("/much", visit -> {
            try (OutputStream out = visit.answer().stream("text/plain")) {
                for (int i = 0; i < 1_000; i++) {
                    out.write(new byte[100_000]);
                }
            } catch (IOException givenUp) {
                freed.release();
                throw givenUp;
            }
        })); RawClient one = RawClient.connect(server); RawHttp2Client two = RawHttp2Client.connect(server)) {
            one.head("GET /much HTTP/1.1", "Host: localhost");
            two.get(1, "/much");
            assertThat(freed.tryAcquire(2, 60, TimeUnit.SECONDS)).isTrue();
            two.get(3, "/healthz");
            assertThat(two.next(RawHttp2Client.RST_STREAM).stream()).isEqualTo(1);
        }
    }

    @Test
    void strangersThatAskNothingAreCut() throws Exception {
        fixture.limits = limits(NEVER, NEVER, NEVER, PATIENCE);
        try (WebServer server = fixture.open(echo()); RawClient idle = RawClient.connect(server);
                RawHttp2Client dripping = RawHttp2Client.connect(server)) {
            dripping.send(RawHttp2Client.frame(RawHttp2Client.HEADERS, 0, 1, RawHttp2Client.head(true, "/healthz")));
            var over = new AtomicBoolean();
            Thread drip = drip(over, () ->
                    dripping.send(RawHttp2Client.frame(RawHttp2Client.CONTINUATION, 0, 1, (byte) 0)));
            assertThat(idle.ended()).isTrue();
            assertThat(dripping.ended()).as("a header that never ends").isTrue();
            over.set(true);
            drip.join();
        }
    }

    @Test
    void unfinishedHandshakesAreCut() throws Exception {
        fixture.limits = limits(PATIENCE, NEVER, NEVER, NEVER);
        try (WebServer server = fixture.open(echo());
                var silent = new Socket(WebFixture.LOOPBACK, server.address().getPort());
                var dripping = new Socket(WebFixture.LOOPBACK, server.address().getPort())) {
            silent.setSoTimeout(RawClient.WAIT_MILLIS_MAX);
            dripping.setSoTimeout(RawClient.WAIT_MILLIS_MAX);
            dripping.getOutputStream().write(new byte[] {22, 3, 1, 2, 0}); // a record of 512 bytes follows
            var over = new AtomicBoolean();
            Thread drip = drip(over, () -> dripping.getOutputStream().write(1));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(ended(dripping)).isTrue();
            over.set(true);
            drip.join();
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return !(reset instanceof java.net.SocketTimeoutException);
        }
    }
}
