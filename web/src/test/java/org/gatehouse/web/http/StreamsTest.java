package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.gatehouse.testing.MetricsPage;
import org.junit.jupiter.api.Test;

/// Answers that are written bit by bit, and bodies that are read while an answer goes out.
class StreamsTest {
    private final WebFixture fixture = new WebFixture();

    @Test
    void aFlushGoesOutAtOnce() throws Exception {
        var go = new CompletableFuture<Void>();
        try (WebServer server = fixture.open(Route.at("/wait", visit -> {
            OutputStream out = visit.answer().set("X-Early", "1").stream("application/mapi-http");
            out.write("PROCESSING\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            go.join();
            out.write("DONE\r\n".getBytes(StandardCharsets.US_ASCII));
        })); RawClient client = RawClient.connect(server)) {
            client.head("POST /wait HTTP/1.1", "Host: localhost", "Content-Length: 0");
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            String fields = "";
            for (String field = client.line(); !field.isEmpty(); field = client.line()) {
                fields += field + "\n";
            }
            assertThat(fields).contains("Transfer-Encoding: chunked", "X-Early: 1");
            assertThat(new String(client.chunk(), StandardCharsets.US_ASCII)).isEqualTo("PROCESSING\r\n");
            go.complete(null);
            assertThat(new String(client.chunk(), StandardCharsets.US_ASCII)).isEqualTo("DONE\r\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    /// As RPC over HTTP does it: two requests of 1 GiB each, one read while the other is written ([MS-RPCH] 2.1.2.1.1).
    @Test
    void twoHalfOpenStreamsCarryAConversation() throws Exception {
        var pipe = new LinkedBlockingQueue<Integer>();
        Route in = Route.at("/in", visit -> {
            for (int each = visit.body().read(); each >= 0; each = visit.body().read()) {
                pipe.add(each);
            }
        }).overHttp11Only().withEndlessBodies();
        Route out = Route.at("/out", visit -> {
            OutputStream stream = visit.answer().set("Content-Length", "1073741824").stream("application/rpc");
            try {
                for (int each = pipe.take(); each != 'q'; each = pipe.take()) {
                    stream.write(each + 1);
                    stream.flush();
                }
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            visit.answer().cut();
        }).overHttp11Only().withEndlessBodies();
        try (WebServer server = fixture.open(in, out); RawClient sending = RawClient.connect(server);
                RawClient receiving = RawClient.connect(server)) {
            sending.head("RPC_IN_DATA /in HTTP/1.1", "Host: localhost", "Content-Length: 1073741824");
            receiving.head("RPC_OUT_DATA /out HTTP/1.1", "Host: localhost", "Content-Length: 0");
            sending.send("a");
            assertThat(receiving.line()).isEqualTo("HTTP/1.1 200 OK");
            for (String field = receiving.line(); !field.isEmpty(); field = receiving.line()) {
                assertThat(field).doesNotContain("chunked");
            }
            assertThat(receiving.bytes(1)).isEqualTo(new byte[] {'b'});
            for (char each = 'b'; each < 'p'; each++) {
                sending.send(String.valueOf(each));
                assertThat(receiving.bytes(1)).isEqualTo(new byte[] {(byte) (each + 1)});
            }
            sending.send("q");
            assertThat(receiving.ended()).isTrue();
        }
    }

    /// [MS-RPCH] 2.1.2.1.3: the phrase tells what failed.
    @Test
    void thePhraseOfAStatusCanMeanSomething() throws Exception {
        try (WebServer server = fixture.open(Route.at("/rpc", visit -> visit.answer()
                .status(503, "RPC Error: 6ba").send("text/plain", new byte[0])));
                RawClient client = RawClient.connect(server)) {
            assertThat(client.ask("GET /rpc HTTP/1.1", "Host: localhost").line())
                    .isEqualTo("HTTP/1.1 503 RPC Error: 6ba");
            assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost").line()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void handlersSeeCookiesHostAndConnection() throws Exception {
        try (WebServer server = fixture.open(Route.at("/see", visit -> {
            visit.answer().add("Set-Cookie", "a=1; path=/").add("Set-Cookie", "b=2; path=/").send("text/plain",
                    (visit.host() + " " + visit.port() + " " + visit.cookie("MapiContext").orElse("none") + " "
                    + visit.bodyLength() + " " + visit.connection().channelBinding().isPresent())
                    .getBytes(StandardCharsets.UTF_8));
        }))) {
            try (RawClient client = RawClient.connect(server)) {
                RawClient.Answer answer = client.ask("GET /see HTTP/1.1", "Host: Mail.test:8443",
                        "Cookie: x=y; MapiContext=abc");
                assertThat(answer.text()).isEqualTo("Mail.test 8443 abc -1 true");
                assertThat(answer.all("Set-Cookie")).containsExactly("a=1; path=/", "b=2; path=/");
            }
        }
    }

    /// Over HTTP/2, where a server reads while it answers: the stream ends alone (RFC 9113 6.4) or with its connection.
    @Test
    void handlersHearOfClientsThatLeave() throws Exception {
        var began = new Semaphore(0);
        var heard = new Semaphore(0);
        try (WebServer server = fixture.open(Route.at("/wait", visit -> {
            var gone = new CompletableFuture<Void>();
            visit.whenGone(() -> gone.complete(null));
            began.release();
            gone.join();
            heard.release();
        })); RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/wait");
            began.acquire();
            client.send(RawHttp2Client.frame(RawHttp2Client.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8}));
            heard.acquire();
            client.get(3, "/healthz");
            assertThat(client.body(3)).isEqualTo("alive\n");
            try (RawHttp2Client leaving = RawHttp2Client.connect(server)) {
                leaving.get(1, "/wait");
                began.acquire();
            }
            heard.acquire();
        }
    }

    @Test
    void requestsInFlightEndBeforeTheServerDoes() throws Exception {
        var arrived = new CompletableFuture<Void>();
        var go = new CompletableFuture<Void>();
        WebServer server = fixture.open(Route.at("/slow", visit -> {
            arrived.complete(null);
            go.join();
            visit.answer().send("text/plain", "whole".getBytes(StandardCharsets.US_ASCII));
        }));
        try (RawClient client = RawClient.connect(server); RawClient idle = RawClient.connect(server)) {
            assertThat(idle.ask("GET /readyz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
            server.drain();
            assertThat(idle.ask("GET /readyz HTTP/1.1", "Host: localhost").text()).startsWith("draining\n");
            client.head("GET /slow HTTP/1.1", "Host: localhost");
            arrived.join();
            Thread closing = Thread.ofVirtual().start(server::close);
            assertThat(idle.ended()).isTrue();
            go.complete(null);
            assertThat(client.receive().text()).isEqualTo("whole");
            closing.join();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aServerThatIsNotReadySaysSo() throws Exception {
        fixture.ready = false;
        fixture.neighbours = java.util.Set.of();
        try (WebServer server = fixture.open(); RawClient client = RawClient.connect(server)) {
            RawClient.Answer answer = client.ask("GET /readyz HTTP/1.1", "Host: localhost");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).as("what is wrong is not for everybody").isEqualTo("not ready\n");
            assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
            assertThat(client.ask("GET /metrics HTTP/1.1", "Host: localhost").status()).isEqualTo(403);
        }
    }

    @Test
    void neighboursAreToldWhatIsWrong() throws Exception {
        fixture.ready = false;
        try (WebServer server = fixture.open(); RawClient client = RawClient.connect(server)) {
            assertThat(client.ask("GET /readyz HTTP/1.1", "Host: localhost").text())
                    .isEqualTo("not ready\nservices: dead\n");
        }
    }

    @Test
    void metricsCountWhatHappened() throws Exception {
        try (WebServer server = fixture.open(SignInTest.whoAmI(Access.of(Scheme.BASIC)));
                RawClient client = RawClient.connect(server)) {
            client.ask("GET /me HTTP/1.1", "Host: localhost", SignInTest.basic("anna:Secret-1"));
            client.ask("GET /me HTTP/1.1", "Host: localhost", SignInTest.basic("anna:wrong"));
            client.ask("GET /a/path/of/the/clients/choice HTTP/1.1", "Host: localhost");
            String page = client.ask("GET /metrics HTTP/1.1", "Host: localhost").text();
            assertThat(MetricsPage.read(page)).as("nothing that a scraper would drop").hasSizeGreaterThan(30);
            assertThat(page).contains(
                    "gatehouse_http_connections{server=\"CAS1\"} 1\n",
                    "gatehouse_http_requests_total{server=\"CAS1\",route=\"/me\",status=\"200\"} 1\n",
                    "gatehouse_http_requests_total{server=\"CAS1\",route=\"/me\",status=\"401\"} 1\n",
                    "gatehouse_http_requests_total{server=\"CAS1\",route=\"none\",status=\"404\"} 1\n",
                    "gatehouse_http_sign_ins_total{server=\"CAS1\",scheme=\"Basic\",outcome=\"accepted\"} 1\n",
                    "gatehouse_http_sign_ins_total{server=\"CAS1\",scheme=\"Basic\",outcome=\"refused\"} 1\n",
                    "gatehouse_http_request_seconds_count{server=\"CAS1\",route=\"/me\"} 2\n", "\nmore_total 1\n");
        }
    }

    /// HAProxy's proxy-protocol.txt 2.1 and 2.2: the examples of version 1, and version 2 byte by byte.
    @Test
    void balancersThatAreTrustedTellWhoTheClientIs() throws Exception {
        fixture.balancers = java.util.Set.of(WebFixture.LOOPBACK);
        byte[] second = org.gatehouse.testing.Golden.bytes("""
                0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a  | signature
                21                                   | version 2, PROXY
                11 00 0c                             | TCP over IPv4, 12 bytes follow
                c0 00 02 07                          | client 192.0.2.7
                c0 00 02 01                          | server 192.0.2.1
                04 d2 01 bb                          | ports 1234, 443
                """);
        try (WebServer server = fixture.open(Route.at("/me", visit -> visit.answer().send("text/plain",
                (visit.connection().client() + " " + visit.connection().server()).getBytes("UTF-8"))))) {
            byte[] first = "PROXY TCP4 192.0.2.7 192.0.2.1 1234 443\r\n".getBytes("US-ASCII");
            for (byte[] header : new byte[][] {first, second}) {
                try (RawClient client = RawClient.connect(server, header)) {
                    assertThat(client.ask("GET /me HTTP/1.1", "Host: localhost").text())
                            .isEqualTo("/192.0.2.7:1234 /192.0.2.1:443");
                    assertThat(client.ask("GET /metrics HTTP/1.1", "Host: localhost").status()).isEqualTo(403);
                }
            }
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> RawClient.connect(server)))
                    .as("a balancer without its header").isInstanceOf(IOException.class);
        }
    }
}
