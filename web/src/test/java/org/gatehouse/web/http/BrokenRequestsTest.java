package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of HTTP/1.1 that break off, or are not what the grammar says (RFC 9112): the error that belongs to them or
/// the end of the connection, and never a second request made of the rest of the first.
class BrokenRequestsTest {
    private final WebFixture fixture = new WebFixture();
    /// What became of the bodies: how many bytes, or `broken`.
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

    private Route echo() {
        return Route.at("/echo", visit -> {
            byte[] body;
            try {
                body = visit.readBody(1_000);
            } catch (IOException broken) {
                bodies.add("broken");
                throw broken;
            }
            bodies.add(Integer.toString(body.length));
            visit.answer().send("application/octet-stream", body);
        });
    }

    private static String healthz(String... fields) {
        return "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + String.join("", fields) + "\r\n";
    }

    /// RFC 9112 8: a body that ends before its end is no body; no handler takes it for one.
    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 10||abc",
        "Transfer-Encoding: chunked||",
        "Transfer-Encoding: chunked||a",
        "Transfer-Encoding: chunked||a|abc",
        "Transfer-Encoding: chunked||3|abc",
        "Transfer-Encoding: chunked||3|abc|0",
        "Transfer-Encoding: chunked||3|abc|0|X: y",
    })
    void bodiesThatBreakOffAreRefused(String request) throws Exception {
        try (WebServer server = fixture.open(echo())) {
            try (RawClient client = RawClient.connect(server)) {
                client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + request.replace("|", "\r\n"));
                client.socket.shutdownOutput();
                assertThat(client.statusOrEnd()).isIn(0, 400);
            }
            assertThat(bodies.take()).isEqualTo("broken");
        }
    }

    /// RFC 9112 7.1: sizes of chunks that are none, and chunks that are not as long as they say.
    @ParameterizedTest
    @ValueSource(strings = {"x|abc|0||", "-3|abc|0||", "+3|abc|0||", "0x3|abc|0||", " 3|abc|0||",
        "ffffffffffffffffff|abc|0||", "3|abcd|0||", "3|ab|0||", "|abc|0||", "3 ;|a\u0000c|x||"})
    void chunksThatAreNoneAreRefused(String body) throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + body.replace("|", "\r\n") + healthz());
            assertThat(client.statusOrEnd()).isIn(0, 400, 413);
            assertThat(client.ended()).isTrue();
            assertThat(bodies.take()).isEqualTo("broken");
        }
    }

    /// RFC 9112 7.1.1: what stands behind a size means nothing here, and is not kept.
    @Test
    void aFloodOfChunkExtensionsIsNoBody() throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.head("POST /echo HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked");
            client.send("3;name=value;other=\"quoted; text\"\r\nabc\r\n");
            client.send("1");
            for (int i = 0; i < 100; i++) {
                client.send(";name" + i + "=" + "x".repeat(10_000));
            }
            client.send("\r\nd\r\n0\r\n\r\n");
            assertThat(client.statusOrEnd()).isIn(0, 200, 400, 413);
        }
    }

    /// What is beyond Content-Length is the next request, and has to be one.
    @Test
    void aBodyLongerThanItSaysIsNotReadAsItsRest() throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n");
            assertThat(client.receive().text()).isEqualTo("abc");
            assertThat(client.receive().status()).isEqualTo(400);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aBodyNobodyReadsIsNoRequest() throws Exception {
        String inner = healthz();
        try (WebServer server = fixture.open(Route.at("/deaf", visit ->
                visit.answer().send("text/plain", "deaf".getBytes(StandardCharsets.US_ASCII))));
                RawClient client = RawClient.connect(server)) {
            client.send("POST /deaf HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + inner.length() + "\r\n\r\n"
                    + inner);
            assertThat(client.receive().text()).isEqualTo("deaf");
            client.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.statusOrEnd()).isIn(0, 404);
        }
    }

    /// RFC 9110 5.5: no NUL, CR or LF in a field; RFC 9112 5.1: no space before the colon; 5.2: no folding.
    @ParameterizedTest
    @ValueSource(strings = {"X: a\u0000b\r\n", "X\u0000: b\r\n", "X: a\rb\r\n", "X : a\r\n", ": a\r\n", "X\r\n",
        "X: a\r\n\tb\r\n", " X: a\r\n", "X\u007f: a\r\n", "\u00e9: a\r\n", "Content-Length: 1\u0000\r\n"})
    void fieldsThatAreNoneAreRefused(String field) throws Exception {
        try (WebServer server = fixture.open(); RawClient client = RawClient.connect(server)) {
            client.send(healthz(field));
            assertThat(client.receive().status()).isEqualTo(400);
            assertThat(client.ended()).isTrue();
        }
    }

    /// RFC 9112 3.2.2: a server takes the absolute form, and believes it rather than Host.
    @Test
    void theAbsoluteFormIsTaken() throws Exception {
        Route host = Route.at("/host", visit -> visit.answer().send("text/plain",
                (visit.host() + ":" + visit.port() + visit.path()).getBytes(StandardCharsets.US_ASCII)));
        try (WebServer server = fixture.open(host)) {
            try (RawClient client = RawClient.connect(server)) {
                assertThat(client.ask("GET https://mail.test:8443/host HTTP/1.1", "Host: mail.test:8443").text())
                        .isEqualTo("mail.test:8443/host");
            }
            try (RawClient client = RawClient.connect(server)) {
                client.head("GET https://mail.test/host HTTP/1.1", "Host: other.test");
                assertThat(client.statusOrEnd()).isEqualTo(400);
            }
        }
    }

    /// RFC 9112 3.2.3, 3.2.4: forms for what nobody does here, and targets that are of no form.
    @ParameterizedTest
    @ValueSource(strings = {"CONNECT localhost:443 HTTP/1.1", "CONNECT /healthz HTTP/1.1", "GET localhost:443 HTTP/1.1",
        "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "GET healthz HTTP/1.1", "GET https:///healthz HTTP/1.1",
        "GET /heal thz HTTP/1.1", "GET\t/healthz\tHTTP/1.1", "GET /healthz HTTP/1.2", "GET /healthz HTTP/2.0",
        "G\u0000T /healthz HTTP/1.1", "G(T /healthz HTTP/1.1",
        "GET /healthz#part HTTP/1.1"})
    void otherTargetsAreRefused(String line) throws Exception {
        try (WebServer server = fixture.open(); RawClient client = RawClient.connect(server)) {
            client.head(line, "Host: localhost");
            assertThat(client.statusOrEnd()).isIn(0, 400, 404, 426, 501, 505);
        }
    }

    /// RFC 9112 C.2.2: without persistence unless asked for.
    @Test
    void http10IsAnsweredAndEnds() throws Exception {
        Route stream = Route.at("/stream", visit -> {
            var out = visit.answer().stream("text/plain");
            out.write("one".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            out.write("two".getBytes(StandardCharsets.US_ASCII));
        });
        try (WebServer server = fixture.open(stream)) {
            try (RawClient client = RawClient.connect(server)) {
                assertThat(client.ask("GET /healthz HTTP/1.0").text()).isEqualTo("alive\n");
                assertThat(client.ended()).isTrue();
            }
            try (RawClient client = RawClient.connect(server)) {
                client.head("GET /stream HTTP/1.0");
                assertThat(client.line()).endsWith("200 OK");
                String field = client.line();
                for (; !field.isEmpty(); field = client.line()) {
                    assertThat(field).doesNotContain("chunked");
                }
                assertThat(client.bytes(6)).asString(StandardCharsets.US_ASCII).isEqualTo("onetwo");
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /healthz\r\n", "GET /healthz\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "EHLO mail.test\r\n", "\r\n\r\n\r\n\u0000\r\n"})
    void whatIsNoHttp11IsRefused(String text) throws Exception {
        try (WebServer server = fixture.open(); RawClient client = RawClient.connect(server)) {
            client.send(text);
            assertThat(client.statusOrEnd()).isIn(0, 400, 426, 505);
            assertThat(client.ended()).isTrue();
        }
    }

    /// RFC 9112 3: 414 for a line that is too long, RFC 6585 5: 431 for fields that are too long.
    @Test
    void longLinesAndFieldsAreRefused() throws Exception {
        fixture.limits = WebFixture.limits(16 * 1024, WebFixture.LIMITS.drainTimeMax());
        try (WebServer server = fixture.open()) {
            try (RawClient client = RawClient.connect(server)) {
                client.sendTooMuch("GET /" + "x".repeat(64 * 1024) + " HTTP/1.1\r\n");
                assertThat(client.statusOrEnd()).isIn(0, 414);
                assertThat(client.ended()).isTrue();
            }
            try (RawClient client = RawClient.connect(server)) {
                client.sendTooMuch("X".repeat(64 * 1024));
                assertThat(client.statusOrEnd()).isIn(0, 400, 431);
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @Test
    void manyFieldsAreRefused() throws Exception {
        try (WebServer server = fixture.open(); RawClient few = RawClient.connect(server);
                RawClient many = RawClient.connect(server); RawClient thousands = RawClient.connect(server);
                RawHttp2Client second = RawHttp2Client.connect(server)) {
            few.send(healthz("X: y\r\n".repeat(200)));
            assertThat(few.receive().status()).isEqualTo(200);
            many.send(healthz("X: y\r\n".repeat(300)));
            assertThat(many.receive().status()).isEqualTo(431);
            assertThat(many.ended()).isTrue();
            thousands.send(healthz("X: y\r\n".repeat(10_000)));
            assertThat(thousands.receive().status()).isEqualTo(431);
            assertThat(thousands.ended()).isTrue();
            String[] pairs = new String[600];
            for (int i = 0; i < pairs.length; i += 2) {
                pairs[i] = "x";
                pairs[i + 1] = "y";
            }
            second.get(1, "/healthz", pairs);
            assertThat(second.body(1)).isEqualTo("too many header fields\n");
        }
    }

    /// One after the other on one connection, sent without waiting: answered in their order (RFC 9112 9.3.2).
    @Test
    void requestsSentAheadAreAnsweredInOrder() throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send(healthz() + "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" + healthz("Connection: close\r\n"));
            assertThat(client.receive().text()).isEqualTo("alive\n");
            assertThat(client.receive().text()).isEqualTo("abc");
            assertThat(client.receive().status()).isEqualTo(404);
            assertThat(client.receive().text()).isEqualTo("alive\n");
            assertThat(client.ended()).isTrue();
        }
    }
}
