package org.gatehouse.edge.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatehouse.edge.export.ArrayDescription.ArrayMember;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is written for nginx, which runs, and for appliances, which nobody here has.
@Timeout(600)
final class OtherBalancersTest {
    private static final Map<Service, Integer> PORTS = Map.of(Service.ENDPOINT_MAPPER, 135, Service.RPC, 59_531,
            Service.ADDRESS_BOOK, 59_532, Service.WEB, 443);
    private static final String ARRAY = "127.0.8.10";
    private static final List<String> MEMBERS = List.of("127.0.8.21", "127.0.8.22", "127.0.8.23");
    private static final int CLIENTS = 30;

    @TempDir
    private Path folder;

    private static ArrayDescription array(Map<Service, Integer> ports, String address, String... members) {
        return new ArrayDescription("cas-head", "outlook.example.test", InetAddress.ofLiteral(address),
                List.of(members).stream().map(member -> new ArrayMember("EX " + member.substring(member.length() - 1),
                        InetAddress.ofLiteral(member), member.endsWith("3"))).toList(), ports, 59_533, false);
    }

    private static String text(Product product, ArrayDescription array) {
        return product.configuration(array, Optional.empty());
    }

    private List<String> nginx(String configuration, String... words) throws IOException {
        Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
        Outside.file("/usr/lib/nginx/modules/ngx_stream_module.so", "libnginx-mod-stream");
        var command = new ArrayList<>(List.of(Outside.program("nginx", "nginx-light").toString(), "-e",
                "stderr", "-c", file.toString(), "-g", "daemon off; master_process off; pid " + folder.resolve("pid")
                        + ";"));
        command.addAll(List.of(words));
        return command;
    }

    private void taken(ArrayDescription array) throws Exception {
        Process check = new ProcessBuilder(nginx(text(Product.NGINX, array), "-t")).redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("[warn]", "[emerg]");
    }

    @Test
    void nginxTakesItForBothFamilies() throws Exception {
        taken(array(PORTS, "127.0.8.10", "127.0.8.21"));
        taken(array(PORTS, "::1", "2001:db8::11", "2001:db8::12"));
    }

    /// A client has one member on all ports; a suspended one has nobody.
    @Test
    void nginxLeadsAClientToOneMemberOnEveryPort() throws Exception {
        var open = new ArrayList<ServerSocket>();
        Map<Service, Integer> ports = listen(open);
        ArrayDescription three = array(ports, ARRAY, MEMBERS.toArray(String[]::new));
        Process nginx = new ProcessBuilder(nginx(text(Product.NGINX, three)))
                .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
        try {
            awaitPort(nginx, ports.get(Service.WEB));
            var used = new HashSet<String>();
            for (int client = 1; client <= CLIENTS; client++) {
                var members = new HashSet<String>();
                for (Service service : Service.values()) {
                    members.add(ask("127.0.9." + client, ports.get(service)));
                }
                assertThat(members).as("members of client " + client).hasSize(1);
                used.addAll(members);
            }
            assertThat(used).containsExactlyInAnyOrder(MEMBERS.get(0), MEMBERS.get(1));
        } finally {
            nginx.destroy();
            nginx.waitFor();
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }

    /// Members that say their address; the same ports are free on each, and on the array's.
    private static Map<Service, Integer> listen(List<ServerSocket> open) throws IOException {
        var ports = new EnumMap<Service, Integer>(Service.class);
        for (Service service : Service.values()) {
            int port = 0;
            for (String member : MEMBERS) {
                var acceptor = new ServerSocket();
                acceptor.bind(new InetSocketAddress(InetAddress.ofLiteral(member), port));
                port = acceptor.getLocalPort();
                open.add(acceptor);
                Thread.ofVirtual().start(() -> tell(acceptor, member));
            }
            ports.put(service, port);
        }
        return ports;
    }

    private static void tell(ServerSocket acceptor, String member) {
        while (!acceptor.isClosed()) {
            try (Socket client = acceptor.accept()) {
                client.getOutputStream().write((member + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException over) {
                assertThat(acceptor.isClosed()).isTrue();
            }
        }
    }

    private static String ask(String from, int port) throws IOException {
        try (var socket = new Socket(InetAddress.ofLiteral(ARRAY), port, InetAddress.ofLiteral(from), 0)) {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private void awaitPort(Process nginx, int port) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                ask("127.0.9.1", port);
                return;
            } catch (IOException notYet) {
                assertThat(nginx.isAlive() && System.nanoTime() < end).as(Files.readString(folder.resolve("said")))
                        .isTrue();
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void f5SharesOneRecordAndOneVerdict() {
        String text = text(Product.F5, array(PORTS, "192.0.2.10", "192.0.2.21", "192.0.2.22"));
        assertThat(text).contains("# NOT RUN").containsOnlyOnce("create ltm persistence source-addr "
                + "gatehouse-cas-head-clients { match-across-services enabled timeout 7200 }\n").contains("""
                create ltm profile fastl4 gatehouse-cas-head-web { defaults-from fastL4 idle-timeout 1200 }
                create ltm pool gatehouse-cas-head-web { load-balancing-mode least-connections-members \
                slow-ramp-time 30 service-down-action reset monitor gatehouse-cas-head-endpoint-mapper and \
                gatehouse-cas-head-rpc and gatehouse-cas-head-address-book and gatehouse-cas-head-healthz and \
                gatehouse-cas-head-readyz members add { 192.0.2.21:443 192.0.2.22:443 } }
                create ltm virtual gatehouse-cas-head-web { destination 192.0.2.10:443 ip-protocol tcp \
                pool gatehouse-cas-head-web profiles add { gatehouse-cas-head-web } \
                persist replace-all-with { gatehouse-cas-head-clients } \
                source-address-translation { type automap } }
                """, """
                send "GET /readyz HTTP/1.1\\r\\nHost: outlook.example.test\\r\\nConnection: close\\r\\n\\r\\n" \
                recv "HTTP/1.1 200" recv-disable "HTTP/1.1 503" }
                """);
        assertThat(text(Product.F5, array(PORTS, "2001:db8::10", "2001:db8::21")))
                .contains("destination 2001:db8:0:0:0:0:0:10.135 ", "add { 2001:db8:0:0:0:0:0:21.135 }");
        onlyCommentsAnd(text, "create ltm |save sys config");
    }

    /// Bash reads it, and with a `curl` that only tells what it is asked for it makes these calls.
    @Test
    void kempFollowsTheServiceOfRpc() throws Exception {
        Path script = Files.writeString(folder.resolve("kemp.sh"), text(Product.KEMP, array(PORTS, "192.0.2.10",
                "192.0.2.21", "192.0.2.23")));
        Path curl = Files.writeString(folder.resolve("curl"), """
                #!/bin/sh
                for last; do :; done
                echo "$last" >> "$CALLS"
                echo '<Success><Data><Status>Up</Status><Index>17</Index></Data></Success>'
                """);
        assertThat(curl.toFile().setExecutable(true)).isTrue();
        var process = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
        process.environment().putAll(Map.of("PATH", folder + ":/usr/bin:/bin", "LOADMASTER", "lb.example.test",
                "NETRC", "none", "CALLS", folder.resolve("calls").toString()));
        Process run = process.start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(said).isZero();
        String vs = "https://lb.example.test/access/addvs?vs=192.0.2.10&port=";
        String rest = "&VStype=gen&ForceL7=1&Transparent=0&Schedule=lc&Persist=src&PersistTimeout=7200&Idletime=";
        List<String> calls = Files.readAllLines(folder.resolve("calls"));
        assertThat(calls).hasSize(14).startsWith(
                vs + "59531&prot=tcp&NickName=cas-head-rpc" + rest + "7200&CheckType=tcp",
                "https://lb.example.test/access/addrs?vs=192.0.2.10&port=59531&prot=tcp&rs=192.0.2.21&rsport=59531"
                        + "&Enable=Y",
                "https://lb.example.test/access/addrs?vs=192.0.2.10&port=59531&prot=tcp&rs=192.0.2.23&rsport=59531"
                        + "&Enable=N").contains(
                vs + "443&prot=tcp&NickName=cas-head-web" + rest + "1200&CheckType=https&CheckUrl=/readyz&CheckUseGet=1"
                        + "&CheckHost=outlook.example.test&FollowVSID=17");
    }

    /// Whatever somebody calls a server, it stays a comment and a word.
    @Test
    void namesCannotSayAnythingElse() throws Exception {
        var odd = new ArrayDescription("a\n} evil", "outlook.example.test", InetAddress.ofLiteral("127.0.8.10"),
                List.of(new ArrayMember("x\nrm -rf y; \"$(id)\"", InetAddress.ofLiteral("127.0.8.21"), true),
                        new ArrayMember("z", InetAddress.ofLiteral("127.0.8.22"), false)), PORTS, 59_533, false);
        taken(odd);
        onlyCommentsAnd(text(Product.F5, odd), "create ltm |save sys config");
        onlyCommentsAnd(text(Product.KEMP, odd), "lm \"|answer=|rpc=|\\[ -n |lm\\(\\) |    curl |}|set -euo");
    }

    private static void onlyCommentsAnd(String text, String beginnings) {
        assertThat(text.lines()).allMatch(line -> line.isEmpty() || line.matches("(#|" + beginnings + ").*"));
    }
}
