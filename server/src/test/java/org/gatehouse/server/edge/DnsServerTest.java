package org.gatehouse.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.edge.dns.DnsResponder;
import org.gatehouse.edge.dns.OwnZone;
import org.gatehouse.edge.dns.TsigKey;
import org.gatehouse.edge.dns.ZoneSettings;
import org.gatehouse.edge.dns.ZoneStore;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The DNS server asked and changed by programs that are not ours: dig and nsupdate.
@Timeout(600)
final class DnsServerTest {
    private static final String SECRET = "c2VjcmV0IG9mIHRoZSB0ZXN0IG9ubHksIDMyIGJ5dGU=";
    private final OwnZone zone;
    private final DnsServer server;

    DnsServerTest() throws IOException {
        zone = new OwnZone(ZoneSettings.of("contoso.example", "ns.contoso.example"), ZoneStore.inMemory());
        zone.publish("cas-headoffice.contoso.example", List.of(InetAddress.ofLiteral("127.0.1.10"),
                InetAddress.ofLiteral("2001:db8::10")));
        zone.publishService("_autodiscover._tcp.contoso.example", 443, "cas-headoffice.contoso.example");
        server = open(Duration.ofMinutes(5));
    }

    /// @param idle how long a connection may take for its question
    private DnsServer open(Duration idle) throws IOException {
        return DnsServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DnsResponder(zone, List.of(TsigKey.ofBase64("gatehouse", "hmac-sha256", SECRET)),
                        InstantSource.system()), new DnsServer.Limits(16, 4, idle));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+notcp", "+tcp"})
    void digGetsItsAnswers(String transport) throws IOException, InterruptedException {
        assertThat(dig(transport, "+short", "CAS-HeadOffice.contoso.example", "A")).isEqualTo("127.0.1.10\n");
        assertThat(dig(transport, "+short", "cas-headoffice.contoso.example", "AAAA")).isEqualTo("2001:db8::10\n");
        assertThat(dig(transport, "+short", "_autodiscover._tcp.contoso.example", "SRV"))
                .isEqualTo("0 0 443 cas-headoffice.contoso.example.\n");
        assertThat(dig(transport, "nobody.contoso.example", "A")).contains("status: NXDOMAIN", "SOA")
                .doesNotContain("WARNING: Message");
        assertThat(dig(transport, "www.example.org", "A")).contains("status: REFUSED");
    }

    @Test
    void digGetsNoTransfer() throws IOException, InterruptedException {
        assertThat(dig("contoso.example", "AXFR")).contains("Transfer failed");
    }

    @Test
    void nsupdateWithTheKeyChangesTheZone() throws IOException, InterruptedException {
        assertThat(nsupdate("hmac-sha256:gatehouse:" + SECRET, "update add new.contoso.example 60 A 127.0.1.99"))
                .isEmpty();
        assertThat(zone.published("new.contoso.example")).containsExactly(InetAddress.ofLiteral("127.0.1.99"));
        assertThat(nsupdate("hmac-sha256:gatehouse:" + SECRET, "prereq nxdomain new.contoso.example",
                "update add new.contoso.example 60 A 127.0.1.98")).contains("YXDOMAIN");
        assertThat(nsupdate("hmac-sha256:gatehouse:" + SECRET, "update delete new.contoso.example")).isEmpty();
        assertThat(zone.published("new.contoso.example")).isEmpty();
    }

    @Test
    void nsupdateWithAnotherKeyChangesNothing() throws IOException, InterruptedException {
        String change = "update add new.contoso.example 60 A 127.0.1.99";
        assertThat(nsupdate("hmac-sha256:gatehouse:" + "A".repeat(43) + "=", change)).contains("BADSIG");
        assertThat(nsupdate("hmac-sha256:other:" + SECRET, change)).contains("BADKEY");
        assertThat(nsupdate("", change)).contains("REFUSED");
        assertThat(zone.published("new.contoso.example")).isEmpty();
    }

    @Test
    void connectionThatDripsBytesIsCut() throws IOException {
        try (DnsServer hasty = open(Duration.ofSeconds(1));
                var slow = new Socket(hasty.address().getAddress(), hasty.address().getPort())) {
            slow.setSoTimeout(100_000);
            slow.getOutputStream().write(0);
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 5; i++) {
                var socket = new Socket(server.address().getAddress(), server.address().getPort());
                socket.setSoTimeout(100_000);
                sockets.add(socket);
            }
            assertThat(sockets.getLast().getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void addressInUseIsNamed() {
        assertThatThrownBy(() -> DnsServer.open(server.address(), new DnsResponder(zone, List.of(),
                InstantSource.system()), DnsServer.Limits.DEFAULT)).isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(server.address().getPort()));
    }

    private String dig(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Outside.program("dig", "bind9-dnsutils").toString(), "@127.0.0.1", "-p",
                String.valueOf(server.address().getPort()), "+time=20", "+tries=1"));
        command.addAll(List.of(arguments));
        return run(command, "");
    }

    private String nsupdate(String key, String... lines) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Outside.program("nsupdate", "bind9-dnsutils").toString()));
        if (!key.isEmpty()) {
            command.addAll(List.of("-y", key));
        }
        return run(command, "server 127.0.0.1 " + server.address().getPort() + "\nzone contoso.example\n"
                + String.join("\n", lines) + "\nsend\n");
    }

    private static String run(List<String> command, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.US_ASCII));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        process.waitFor();
        return output;
    }
}
