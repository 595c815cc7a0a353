package org.gatehouse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedirectServerTest {
    private static final String PATH = "/autodiscover/autodiscover.xml";
    private static final String TARGET = "https://mail.contoso.example/Autodiscover/Autodiscover.xml";

    private Optional<String> target = Optional.of(TARGET);

    private RedirectServer open(int port) throws IOException {
        return RedirectServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Map.of(PATH, () -> target));
    }

    private static String ask(RedirectServer server, String... lines) throws IOException {
        try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(
                    StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void clientsAreSentToTheHttpsAddress() throws Exception {
        try (RedirectServer server = open(0)) {
            String answer = ask(server, "GET /AutoDiscover/autodiscover.XML HTTP/1.1",
                    "Host: autodiscover.contoso.example");
            assertThat(answer).startsWith("HTTP/1.1 302 ").containsIgnoringCase("\r\nLocation: " + TARGET + "\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(ask(server, "GET " + PATH + " HTTP/1.1", "Host: evil.example")).contains(TARGET);
            target = Optional.empty();
            assertThat(ask(server, "GET " + PATH + " HTTP/1.1", "Host: autodiscover.contoso.example"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void nothingElseIsThere() throws Exception {
        try (RedirectServer server = open(0)) {
            assertThat(ask(server, "GET / HTTP/1.1", "Host: contoso.example")).startsWith("HTTP/1.1 404 ");
            assertThat(ask(server, "GET //evil.example/ HTTP/1.1", "Host: contoso.example"))
                    .startsWith("HTTP/1.1 4").doesNotContain("Location");
            assertThat(ask(server, "GET " + PATH + " HTTP/1.1")).startsWith("HTTP/1.1 400 ");
            assertThat(ask(server, "GET " + PATH + "?" + "x".repeat(20_000) + " HTTP/1.1", "Host: contoso.example"))
                    .startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (RedirectServer server = open(0)) {
            assertThatThrownBy(() -> open(server.address().getPort())).isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + server.address().getPort());
        }
    }
}
