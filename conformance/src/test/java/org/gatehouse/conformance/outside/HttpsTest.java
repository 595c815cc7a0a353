package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// curl and openssl against the web services, at the members and through the balancer. The root certificate is the one
/// that the demonstration writes.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class HttpsTest {
    private static final String ADDRESS = "127.0.3.71";

    @TempDir
    private Path folder;

    private static String curl(RunningDemo demo, String name, String address, int port, String path, String... words)
            throws Exception {
        var line = new ArrayList<>(List.of(Outside.program("curl", "curl").toString(), "-s", "-S", "-m", "300",
                "--cacert", demo.data().resolve("root-certificate.pem").toString(), "--resolve",
                name + ":" + port + ":" + address, "-w", "%{http_version} %{http_code}"));
        line.addAll(List.of(words));
        line.add("https://" + name + ":" + port + path);
        return Finished.of(new ProcessBuilder(demo.here(line))).output();
    }

    @Test
    void everyClientAccessServerAnswersByItsName(RunningDemo demo) throws Exception {
        List<Endpoints.ServerEndpoint> servers = demo.endpoints().servers();
        assertThat(servers).extracting(server -> server.ports().containsKey("https") + " " + server.name())
                .containsExactlyInAnyOrder("true CAS1", "true CAS2", "false MBX1", "true BRANCH1");
        for (Endpoints.ServerEndpoint server : servers) {
            if (server.ports().containsKey("https")) {
                assertThat(curl(demo, server.fqdn(), server.address(), server.ports().get("https"), "/readyz"))
                        .startsWith("ready\n").contains("directory: ok\n", "database DB-Main: ok\n").endsWith("2 200");
            }
        }
        assertThat(demo.told()).contains("Certificates lead to " + demo.data().resolve("root-certificate.pem"));
    }

    /// The array's name is in its members' certificates, and the balancer ends no TLS.
    @Test
    void theBalancerPassesHttpsOn(RunningDemo demo) throws Exception {
        Endpoints.ArrayEndpoint array = demo.endpoints().arrays().getFirst();
        int port = array.ports().get("https");
        for (String version : List.of("--http1.1", "--http2")) {
            assertThat(curl(demo, array.fqdn(), array.address(), port, "/HealthZ", version))
                    .isEqualTo("alive\n" + (version.equals("--http2") ? "2" : "1.1") + " 200");
        }
        assertThat(curl(demo, array.fqdn(), array.address(), port, "/metrics")).containsPattern(
                "gatehouse_http_requests_total\\{server=\"CAS[12]\",route=\"/healthz\",status=\"200\"} [1-9]");
    }

    @Test
    void whatIsNotServedIsNotThere(RunningDemo demo) throws Exception {
        Endpoints.ServerEndpoint server = demo.endpoints().servers().getFirst();
        for (String path : List.of("/ews/exchange.asmx", "/Microsoft-Server-ActiveSync", "/owa/", "/oab/", "/ecp/",
                "/")) {
            assertThat(curl(demo, server.fqdn(), server.address(), server.ports().get("https"), path, "--basic", "-u",
                    "anna.berg:wrong")).isEqualTo("not found\n2 404");
        }
    }

    @Test
    void outdatedVersionsOfTlsAreServedWhereTheyAreAskedFor() throws Exception {
        Path openssl = Outside.program("openssl", "openssl");
        List<Integer> ports = ServedNode.freePorts(ADDRESS, 7);
        try (ServedNode _ = ServedNode.start(folder, "old1", ADDRESS, "\"client-access\", \"mailbox\", \"directory\"",
                "epm = %d\nrpc = %d\naddressbook = %d\nldap = %d\nldaps = %d\nadmin = %d\nhttps = %d"
                        .formatted(ports.toArray()), "[web]\noldest-tls = \"1.0\"\n")) {
            for (String version : List.of("-tls1", "-tls1_1", "-tls1_2")) {
                assertThat(hello(openssl, ports.get(6), version)).contains("Verify return code: ")
                        .doesNotContain("Cipher is (NONE)");
                assertThat(hello(openssl, ports.get(6), version, "kRSA:eNULL:aNULL:PSK")).as("without forward secrecy")
                        .contains("Cipher is (NONE)");
            }
            assertThat(hello(openssl, ports.get(4), "-tls1_1")).as("LDAP stays with those of our time")
                    .contains("Cipher is (NONE)");
        }
    }

    private static String hello(Path openssl, int port, String version) throws Exception {
        return hello(openssl, port, version, "DEFAULT");
    }

    private static String hello(Path openssl, int port, String version, String suites) throws Exception {
        return Finished.of(new ProcessBuilder(openssl.toString(), "s_client", "-connect", ADDRESS + ":" + port, version,
                "-cipher", suites + ":@SECLEVEL=0")).output();
    }
}
