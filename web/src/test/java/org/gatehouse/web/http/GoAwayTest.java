package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// How clients of HTTP/2 are sent elsewhere (RFC 9113 6.8): a first GOAWAY that refuses nothing, a second one with the
/// last stream that was served, and answers for all streams before it.
class GoAwayTest {
    private static final int REFUSES_NOTHING = Integer.MAX_VALUE;

    private final WebFixture fixture = new WebFixture();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CompletableFuture<Void> go = new CompletableFuture<>();

    /// Answers with the number of the connection, once it may.
    private Route slow() {
        return Route.at("/slow", visit -> {
            arrived.countDown();
            go.join();
            number(visit);
        });
    }

    private static Route fast() {
        return Route.at("/fast", GoAwayTest::number);
    }

    private static void number(Visit visit) throws IOException {
        visit.answer().send("text/plain", Long.toString(visit.connection().number())
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertGoAway(RawHttp2Client client, int lastStream) throws IOException {
        RawHttp2Client.Frame goAway = client.next(RawHttp2Client.GOAWAY);
        assertThat(goAway.number(0)).as("last stream").isEqualTo(lastStream);
        assertThat(goAway.number(4)).as("error").isEqualTo(RawHttp2Client.NO_ERROR);
    }

    @Test
    void aDrainingServerSendsIdleClientsElsewhereAtOnce() throws Exception {
        try (WebServer server = fixture.open(fast()); RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/fast");
            assertThat(client.body(1)).isNotEmpty();
            server.drain();
            assertGoAway(client, REFUSES_NOTHING);
            assertGoAway(client, 1);
        }
    }

    @Test
    void streamsInFlightAreAnsweredBeforeTheLastGoAway() throws Exception {
        try (WebServer server = fixture.open(slow(), fast()); RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/slow");
            arrived.await();
            server.drain();
            assertGoAway(client, REFUSES_NOTHING);
            client.get(3, "/fast");
            assertThat(client.body(3)).as("on its way before the client could know").isNotEmpty();
            client.post(5, "/fast");
            client.send(RawHttp2Client.frame(RawHttp2Client.DATA, RawHttp2Client.END_STREAM, 5, new byte[10]));
            assertThat(client.body(5)).isNotEmpty();
            go.complete(null);
            assertThat(client.body(1)).isNotEmpty();
            assertGoAway(client, 5);
        }
    }

    @Test
    void connectionsThatComeToADrainingServerEndWithTheirFirstAnswer() throws Exception {
        try (WebServer server = fixture.open(fast())) {
            server.drain();
            try (RawHttp2Client client = RawHttp2Client.connect(server)) {
                client.get(1, "/fast");
                assertGoAway(client, REFUSES_NOTHING);
                assertThat(client.body(1)).isNotEmpty();
                assertGoAway(client, 1);
            }
            server.resume();
            try (RawHttp2Client client = RawHttp2Client.connect(server)) {
                client.get(1, "/fast");
                assertThat(client.body(1)).isNotEmpty();
                client.get(3, "/fast");
                assertThat(client.body(3)).isNotEmpty();
            }
        }
    }

    @Test
    void anOrderlyStopAnswersWhatIsInFlightAndThenEnds() throws Exception {
        WebServer server = fixture.open(slow(), fast());
        Thread closing = Thread.ofVirtual().unstarted(server::close);
        try (RawHttp2Client busy = RawHttp2Client.connect(server);
                RawHttp2Client idle = RawHttp2Client.connect(server)) {
            idle.get(1, "/fast");
            assertThat(idle.body(1)).isNotEmpty();
            busy.get(1, "/slow");
            arrived.await();
            closing.start();
            assertGoAway(idle, REFUSES_NOTHING);
            assertGoAway(idle, 1);
            assertGoAway(busy, REFUSES_NOTHING);
            go.complete(null);
            assertThat(busy.body(1)).isNotEmpty();
            assertGoAway(busy, 1);
        }
        closing.join();
    }

    /// Neither a stream without an end nor a client that stays keeps a server from stopping.
    @Test
    void anOrderlyStopEndsAlsoWhatDoesNot() throws Exception {
        fixture.limits = WebFixture.HASTY_LIMITS;
        WebServer server = fixture.open(slow());
        try (RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/slow");
            arrived.await();
            server.close();
            assertThat(client.ended()).isTrue();
        } finally {
            go.complete(null);
        }
    }

    /// A death is no farewell: a client must not take its stream for one that was served.
    @Test
    void aDyingServerSaysNothing() throws Exception {
        WebServer server = fixture.open(slow());
        try (RawHttp2Client client = RawHttp2Client.connect(server)) {
            client.get(1, "/slow");
            arrived.await();
            server.kill();
            assertThatThrownBy(() -> client.next(RawHttp2Client.GOAWAY)).isInstanceOfAny(EOFException.class,
                    java.net.SocketException.class, javax.net.ssl.SSLException.class);
        } finally {
            go.complete(null);
        }
    }

    /// The JDK's client loses nothing: its request in flight is answered, its next one comes on another connection.
    @Test
    void aClientMovesToAnotherConnectionAndLosesNothing() throws Exception {
        try (WebServer server = fixture.open(slow(), fast());
                HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2)
                        .sslContext(RawClient.tls()).build()) {
            try {
                String first = get(client, server, "/fast").join().body();
                CompletableFuture<HttpResponse<String>> waiting = get(client, server, "/slow");
                arrived.await();
                server.drain();
                HttpResponse<String> other = get(client, server, "/fast").join();
                assertThat(other.version()).isEqualTo(HttpClient.Version.HTTP_2);
                go.complete(null);
                assertThat(waiting.join().body()).as("the connection of the request in flight").isEqualTo(first);
                assertThat(get(client, server, "/fast").join().body()).isNotEqualTo(first);
            } finally {
                go.complete(null); // the client is closed only when it has its answers
            }
        }
    }

    private static CompletableFuture<HttpResponse<String>> get(HttpClient client, WebServer server, String path) {
        return client.sendAsync(HttpRequest.newBuilder(URI.create("https://localhost:" + server.address().getPort()
                + path)).build(), BodyHandlers.ofString());
    }
}
