package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that have some roles only: the directory with DNS in one process, DNS alone in another.
class RolesTest {
    private static final String DIRECTORY = "127.0.3.81";
    private static final String ELSEWHERE = "127.0.3.82";

    @TempDir
    private Path folder;

    @Test
    void aDnsServerAloneAnswersWhatTheDirectoryOfAnotherNodeHas() throws Exception {
        Path dig = Outside.program("dig", "bind9-dnsutils");
        List<Integer> ports = ServedNode.freePorts(DIRECTORY, 4);
        int otherDns = ServedNode.freePorts(ELSEWHERE, 1).getFirst();
        try (ServedNode first = ServedNode.start(folder.resolve("dc1"), "dc1", DIRECTORY, "\"directory\", \"dns\"",
                "dns = %d\nldap = %d\nldaps = %d\nadmin = %d".formatted(ports.toArray()), "")) {
            String remote = """
                    [directory]
                    url = "ldaps://%s:%d"
                    bind-dn = "CN=Administrator,CN=Users,DC=corp,DC=test"
                    password-file = "%s"
                    ca-file = "%s"
                    """.formatted(DIRECTORY, ports.get(2), first.data().resolve("administrator.password"),
                    first.data().resolve("root-certificate.pem"));
            Path second = folder.resolve("ns2");
            try (ServedNode ns2 = ServedNode.start(second, "ns2", ELSEWHERE, "\"dns\"", "dns = " + otherDns, remote)) {
                assertThat(Files.exists(ns2.data().resolve("directory.db"))).isFalse();
                Finished made = first.shell("New-ClientAccessArray -Fqdn outlook.corp.test -Site HeadOffice"
                        + " -PublishAddress 192.0.2.10");
                assertThat(made.status()).as(made.output()).isZero();
                assertThat(digUntil(dig, otherDns, "outlook.corp.test", "192.0.2.10"))
                        .contains("status: NOERROR", "flags: qr aa");
                assertThat(digUntil(dig, otherDns, "ns2.corp.test", ELSEWHERE)).contains("flags: qr aa");
                assertThat(digUntil(dig, otherDns, "dc1.corp.test", DIRECTORY)).contains("flags: qr aa");
            }
        }
    }

    /// Where plain HTTP sends a client that looks for Autodiscover.
    private static String redirected(int port) throws Exception {
        return Finished.of(new ProcessBuilder(Outside.program("curl", "curl").toString(), "--silent", "--write-out",
                "%{http_code} %{redirect_url}",
                "http://%s:%d/autodiscover/autodiscover.xml".formatted(DIRECTORY, port))).output();
    }

    @Test
    void aNodeIsInTheDirectoryWhatItsFileSaysNow() throws Exception {
        List<Integer> free = ServedNode.freePorts(DIRECTORY, 8);
        String ports = "epm = %d\nrpc = %d\naddressbook = %d\nhttps = %d\nldap = %d\nldaps = %d\nadmin = %d"
                .formatted(free.subList(0, 7).toArray());
        Path place = folder.resolve("ex1");
        try (ServedNode node = ServedNode.start(place, "ex1", DIRECTORY, "\"mailbox\", \"directory\"", ports, "")) {
            assertThat(node.shell("New-ClientAccessArray -Fqdn head.corp.test -Site HeadOffice;"
                    + "(Get-ClientAccessArray).Members.Count").output()).endsWith("0\n");
        }
        String roles = "\"client-access\", \"mailbox\", \"directory\"";
        try (ServedNode node = ServedNode.start(place, "ex1", DIRECTORY, roles, ports,
                "[web]\nredirect-port = %d\n".formatted(free.get(7)))) {
            assertThat(redirected(free.get(7))).isEqualTo("302 https://ex1.corp.test:%d/Autodiscover/Autodiscover.xml"
                    .formatted(free.get(3)));
            assertThat(node.shell("(Get-ClientAccessArray).Members").output()).isEqualTo("ex1\n");
            assertThat(node.shell("(Get-ClientAccessServer).AutoDiscoverSiteScope").output())
                    .isEqualTo("HeadOffice\n");
        }
        try (ServedNode node = ServedNode.start(place, "ex1", "Branch", DIRECTORY, roles, ports, "")) {
            assertThat(node.shell("(Get-ClientAccessArray).Members.Count").output()).isEqualTo("0\n");
            assertThat(node.shell("(Get-ClientAccessServer).AutoDiscoverSiteScope").output()).isEqualTo("Branch\n");
        }
        try (ServedNode node = ServedNode.start(place, "ex1", DIRECTORY, "\"directory\"", ports, "")) {
            assertThat(node.shell("@(Get-ExchangeServer).Count").output()).isEqualTo("0\n");
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName(DIRECTORY))) {
            List<Integer> free = ServedNode.freePorts(DIRECTORY, 3);
            String ports = "dns = %d\nldap = %d\nldaps = %d\nadmin = %d".formatted(taken.getLocalPort(), free.get(0),
                    free.get(1), free.get(2));
            assertThatThrownBy(() -> ServedNode.start(folder.resolve("dc1"), "dc1", DIRECTORY,
                    "\"directory\", \"dns\"", ports, "")).hasMessageContaining("\ngatehouse: cannot serve DNS on "
                            + DIRECTORY + " port " + taken.getLocalPort() + ": Address already in use. Stop what uses");
        }
    }

    /// The second server looks for changes each second, so an answer without the record is asked again.
    private static String digUntil(Path dig, int port, String name, String wanted) throws Exception {
        Finished answer;
        do {
            answer = Finished.of(new ProcessBuilder(dig.toString(), "@" + ELSEWHERE, "-p", Integer.toString(port),
                    "+time=10", "A", name));
            assertThat(answer.status()).as(answer.output()).isZero();
        } while (answer.output().contains("NXDOMAIN") && !answer.output().contains("ANSWER: 1"));
        assertThat(answer.output()).contains(wanted);
        return answer.output();
    }
}
