package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that break the rules, on purpose or not: they get the error that belongs to it or a closed connection, and
/// nobody else is the worse for it.
class MisbehavingClientsTest {
    private final WebFixture fixture = new WebFixture();

    private static Route echo() {
        return Route.at("/echo", visit -> visit.answer().send("application/octet-stream", visit.readBody(1000)));
    }

    /// RFC 9112 6.3, 5.2, 2.2: what two readers could take for different requests is refused and the connection ends.
    @ParameterizedTest
    @ValueSource(strings = {
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: 3|Transfer-Encoding: chunked||0||",
        "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Content-Length: 3||0||",
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: 3|Content-Length: 4||abc",
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: 3, 4||abc",
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: +3||abc",
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: 0x3||abc",
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: -1||abc",
        "POST /echo HTTP/1.1|Host: localhost|Content-Length: 99999999999999999999||abc",
        "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: xchunked||0||",
        "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: chunked, identity||0||",
        "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding : chunked||0||",
        "POST /echo HTTP/1.1|Host: localhost|X-One: a| folded: b|Content-Length: 0||",
        "POST /echo HTTP/1.1|Host: localhost|No-Colon|Content-Length: 0||",
        "POST /echo HTTP/1.1|Host: localhost|Host: elsewhere|Content-Length: 0||",
        "POST /echo HTTP/1.1|Content-Length: 0||",
        "POST /echo|Host: localhost||",
    })
    void requestsThatCanBeReadTwoWaysAreRefused(String request) throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send(request.replace("|", "\r\n") + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawClient.Answer answer = client.receive();
            assertThat(answer.status()).isIn(400, 501, 505);
            assertThat(answer.fields()).noneMatch(field -> field.startsWith("Server:"));
            assertThat(answer.text()).doesNotContain("ava").doesNotContain("etty");
            assertThat(client.ended()).isTrue();
        }
    }

    /// Paths that two readers could take for different ones.
    @ParameterizedTest
    @ValueSource(strings = {"/echo/..%2f..%2fhealthz", "/echo/%2e%2e/healthz", "/%ff", "/%u0068ealthz", "/healthz%00",
        "//healthz", "/echo%2fx", "/echo/%2e/x"})
    void pathsThatCanBeReadTwoWaysAreRefused(String path) throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            assertThat(client.ask("GET " + path + " HTTP/1.1", "Host: localhost").status()).isIn(400, 404);
        }
    }

    /// RFC 9112 2.2 lets a recipient take a bare line feed for the end of a line; we do not.
    @ParameterizedTest
    @ValueSource(strings = {
        "GET /healthz HTTP/1.1\nHost: localhost\n\n",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
    })
    void bareLineFeedsAreRefused(String request) throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server)) {
            client.send(request);
            assertThat(client.receive().status()).isEqualTo(400);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void headersHaveABound() throws Exception {
        try (WebServer server = fixture.open(echo()); RawClient client = RawClient.connect(server);
                RawClient other = RawClient.connect(server)) {
            String token = "x".repeat(64_000);
            assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost", "Authorization: Negotiate " + token)
                    .status()).isEqualTo(200);
            other.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000));
            assertThat(other.receive().status()).isEqualTo(431);
            assertThat(other.ended()).isTrue();
        }
    }

    @Test
    void bodiesHaveTheBoundOfTheirHandler() throws Exception {
        try (WebServer server = fixture.open(echo())) {
            try (RawClient client = RawClient.connect(server)) {
                assertThat(client.ask("POST /echo HTTP/1.1", "Host: localhost", "Content-Length: 1001").status())
                        .isEqualTo(413);
            }
            try (RawClient client = RawClient.connect(server)) {
                client.head("POST /echo HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked");
                client.send("3e9\r\n" + "x".repeat(1001) + "\r\n");
                assertThat(client.receive().status()).isEqualTo(413);
            }
        }
    }

    @Test
    void aCrowdOfStrangersLosesItsLongestIdle() throws Exception {
        fixture.limits = WebFixture.strangersPerAddress(3);
        List<RawClient> crowd = new ArrayList<>();
        try (WebServer server = fixture.open(echo(), SignInTest.whoAmI(Access.of(Scheme.NTLM, Scheme.BASIC)));
                RawClient signedIn = RawClient.connect(server)) {
            assertThat(signedIn.ask("GET /me HTTP/1.1", "Host: localhost", SignInTest.basic("anna:Secret-1")).status())
                    .isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                crowd.add(RawClient.connect(server));
            }
            crowd.add(RawClient.connect(server));
            assertThat(crowd.getFirst().ended()).isTrue();
            assertThat(crowd.getLast().ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
            assertThat(signedIn.ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
        } finally {
            for (RawClient each : crowd) {
                each.close();
            }
        }
    }

    @Test
    void aProxyHeaderFromJustAnybodyIsABrokenHandshake() throws Exception {
        byte[] header = "PROXY TCP4 192.0.2.7 192.0.2.8 1234 443\r\n".getBytes(StandardCharsets.US_ASCII);
        try (WebServer server = fixture.open(echo())) {
            assertThatThrownBy(() -> RawClient.connect(server, header)).isInstanceOf(IOException.class);
            try (RawClient client = RawClient.connect(server)) {
                assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBugIsToldAndDoesNotSpread() throws Exception {
        try (WebServer server = fixture.open(Route.at("/bug", visit -> {
            throw new IllegalStateException("secret detail");
        }), Route.at("/late", visit -> {
            var out = visit.answer().stream("text/plain");
            out.write(65);
            out.flush();
            throw new IllegalStateException("late");
        })); RawClient client = RawClient.connect(server); RawClient late = RawClient.connect(server)) {
            RawClient.Answer answer = client.ask("GET /bug HTTP/1.1", "Host: localhost");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).isEqualTo("internal error\n");
            // Chunked without an end: nobody takes it for the whole.
            assertThatThrownBy(() -> late.ask("GET /late HTTP/1.1", "Host: localhost")).isInstanceOf(IOException.class);
        }
    }

    /// Whatever comes, the listener answers or ends the connection, and goes on serving others.
    @Test
    void mutatedRequestsHarmNobody() throws Exception {
        byte[] golden = ("POST /echo?x=1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                + "Authorization: NTLM TlRMTVNTUAABAAAABoIIAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        var random = new Random(Mutations.seed());
        try (WebServer server = fixture.open(echo(), SignInTest.whoAmI(Access.of(Scheme.NTLM)))) {
            for (int round = 0; round < Mutations.rounds(60); round++) {
                try (RawClient client = RawClient.connect(server)) {
                    client.send(Mutations.mutate(golden, random));
                    client.socket.shutdownOutput();
                    assertThat(client.receive().status()).isBetween(200, 505);
                } catch (IOException ended) {
                    assertThat(ended).isNotInstanceOf(java.net.SocketTimeoutException.class);
                }
            }
            try (RawClient client = RawClient.connect(server)) {
                assertThat(client.ask("GET /healthz HTTP/1.1", "Host: localhost").status()).isEqualTo(200);
            }
        }
    }
}
