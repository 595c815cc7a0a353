package org.gatehouse.edge.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Publication on a real BIND, run as a child process on a free port.
@Timeout(600)
final class BindTest {
    private static final TsigKey KEY = TsigKey.ofBase64("gatehouse", "hmac-sha256",
            "c2VjcmV0IG9mIHRoZSB0ZXN0IG9ubHksIDMyIGJ5dGU=");
    @TempDir
    private Path folder;
    private InetSocketAddress server;
    private Process named;

    @BeforeEach
    void start() throws IOException {
        Path program = Outside.program("named", "bind9");
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Files.writeString(folder.resolve("contoso.example.zone"), """
                $TTL 60
                @ IN SOA ns.contoso.example. hostmaster.contoso.example. 1 3600 600 86400 60
                @ IN NS ns.contoso.example.
                ns IN A 127.0.0.1
                """);
        Files.writeString(folder.resolve("named.conf"), """
                options {
                  directory "%1$s";
                  pid-file none;
                  session-keyfile none;
                  listen-on port %2$d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  recursion no;
                  dnssec-validation no;
                };
                controls { };
                key "gatehouse" { algorithm hmac-sha256; secret "%3$s"; };
                zone "contoso.example" {
                  type primary;
                  file "%1$s/contoso.example.zone";
                  allow-update { key "gatehouse"; };
                };
                """.formatted(folder, server.getPort(),
                java.util.Base64.getEncoder().encodeToString(KEY.secret())));
        named = new ProcessBuilder(program.toString(), "-g", "-c", folder.resolve("named.conf").toString(), "-n", "1")
                .redirectErrorStream(true).start();
        BufferedReader log = named.inputReader();
        String line = log.readLine();
        while (line != null && !line.endsWith("running")) {
            line = log.readLine();
        }
        assertThat(line).as("named came up").isNotNull();
        Thread.ofVirtual().start(() -> drain(log));
    }

    /// So that the server never waits for somebody to read its log.
    private static void drain(BufferedReader log) {
        try {
            log.transferTo(java.io.Writer.nullWriter());
        } catch (IOException ended) {
            assertThat(ended).hasMessageContaining("closed");
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (named != null) {
            named.destroy();
            named.waitFor();
        }
    }

    @Test
    void hostsArePublishedReplacedAndRemoved() throws IOException {
        var publisher = publisher(KEY);
        List<InetAddress> both = List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"));
        publisher.publish("cas-headoffice.contoso.example", both);
        assertThat(publisher.published("cas-headoffice.contoso.example")).isEqualTo(both);
        publisher.publish("cas-headoffice.contoso.example", List.of(InetAddress.ofLiteral("192.0.2.2")));
        assertThat(publisher.published("cas-headoffice.contoso.example"))
                .containsExactly(InetAddress.ofLiteral("192.0.2.2"));
        publisher.publish("cas-headoffice.contoso.example", List.of());
        assertThat(publisher.published("cas-headoffice.contoso.example")).isEmpty();
    }

    @Test
    void wrongKeyIsToldWithARemedy() {
        var other = new TsigKey("gatehouse", "hmac-sha256", new byte[32]);
        assertThatThrownBy(() -> publisher(other).publish("x.contoso.example",
                List.of(InetAddress.ofLiteral("192.0.2.1")))).isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(server.getPort()));
    }

    @Test
    void nameInNoZoneIsToldBeforeAnybodyIsAsked() {
        assertThatThrownBy(() -> publisher(KEY).publish("x.contoso.com", List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("contoso.example");
    }

    private Rfc2136Publisher publisher(TsigKey key) {
        return new Rfc2136Publisher(new Rfc2136Publisher.Settings(server, List.of("contoso.example"), key,
                Duration.ofMinutes(1), Duration.ofSeconds(20)), InstantSource.system());
    }

    /// A port that is free on both transports now; named takes no port 0.
    private static int freePort() throws IOException {
        while (true) {
            try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                            tcp.getLocalPort()))) {
                return udp.getLocalPort();
            } catch (java.net.BindException taken) {
                assertThat(taken).isNotNull();
            }
        }
    }
}
