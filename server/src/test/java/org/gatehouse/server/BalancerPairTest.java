package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.edge.export.ArrayDescription;
import org.gatehouse.edge.export.ArrayDescription.ArrayMember;
import org.gatehouse.edge.export.Product;
import org.gatehouse.edge.export.Service;
import org.gatehouse.edge.export.Takeover;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two balancers that share the array's address by a real keepalived with the exported configuration, each at a host of
/// its own.
@Timeout(600)
class BalancerPairTest {
    private static final String ARRAY = "10.77.0.10";
    private static final List<String> MEMBERS = List.of("10.77.0.21", "10.77.0.22");
    @TempDir
    private Path folder;
    private final Map<String, HostProcess> balancers = new HashMap<>();
    private final Map<String, HostProcess> keepers = new HashMap<>();

    @Test
    void clientsComeBackAtTheSameAddressAndFindTheirMember() throws Exception {
        String keepalived = Outside.program("keepalived", "keepalived").toString();
        Outside.program("ss", "iproute2");
        try (var network = Network.create()) {
            HostProcess members = members(network);
            String dn = members.await("ready ").substring("ready ".length());
            for (String host : List.of("first", "second")) {
                host(network, host, "10.77.0." + (host.equals("first") ? 11 : 12));
                network.set(host, "net/ipv4/ip_nonlocal_bind", "1");
                balance(network, host);
                keepers.put(host, HostProcess.start(network, host, folder.resolve(host + ".keeper"), keepalived, "-n",
                        "-l", "-P", "-f", exported().toString(), "-p", folder.resolve(host + ".pid").toString(), "-r",
                        folder.resolve(host + ".vrrp").toString()));
                if (host.equals("first")) {
                    // Where a report goes to standard error, standard output says nothing.
                    awaitAddress(network, host);
                }
            }
            HostProcess client = HostProcess.java(network, "client", folder.resolve("client.errors"),
                    ClientAtHost.class, ARRAY, "59531", dn);
            client.await("opened");
            assertThat(client.ask("read")).isEqualTo("read 1");
            String serving = members.ask("serving");

            balancers.get("first").kill();
            assertThat(client.ask("read")).startsWith("failed ");
            assertThat(client.ask("reopen")).isEqualTo("reopened");
            assertThat(client.ask("read")).isEqualTo("read 1");
            awaitAddress(network, "second");
            assertThat(members.ask("serving")).as("the same member through the other balancer").isEqualTo(serving);

            balance(network, "first");
            assertThat(network.ip("second", "addr", "show", "eth0")).as("nothing is taken from who has it")
                    .contains(ARRAY + "/32");
            network.ip("second", "link", "set", "eth0", "down");
            awaitAddress(network, "first");
            assertThat(client.ask("read")).startsWith("failed ");
            assertThat(client.ask("reopen")).isEqualTo("reopened");
            assertThat(client.ask("read")).isEqualTo("read 1");
            assertThat(members.ask("serving")).isEqualTo(serving);
        }
    }

    private HostProcess members(Network network) throws IOException {
        network.network("lan");
        host(network, "members", "10.77.0.20", MEMBERS.get(0), MEMBERS.get(1));
        host(network, "client", "10.77.0.50");
        return HostProcess.java(network, "members", folder.resolve("members.errors"), MembersAtHost.class,
                folder.resolve("members").toString(), ARRAY, "10.77.0.20", MEMBERS.get(0), MEMBERS.get(1));
    }

    private static void host(Network network, String name, String... addresses) {
        network.host(name);
        network.connect(name, "eth0", "lan", List.of(addresses).stream().map(address -> address + "/24")
                .toArray(String[]::new));
    }

    private void balance(Network network, String host) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(host + ".toml"), """
                [node]
                name = "%s"
                site = "HeadOffice"
                address = "127.0.0.1"
                data = "%s"
                roles = ["balancer"]
                [organization]
                domain = "contoso.test"
                [balancer]
                address = "%s"
                members = ["%s"]
                """.formatted(host, folder.resolve(host), ARRAY, String.join("\", \"", MEMBERS)));
        HostProcess balancer = HostProcess.java(network, host, folder.resolve(host + ".errors"), Main.class, "serve",
                "--config", file.toString());
        balancer.await(" is ready");
        balancers.put(host, balancer);
    }

    private Path exported() throws IOException {
        var ports = Map.of(Service.ENDPOINT_MAPPER, 135, Service.RPC, 59_531, Service.ADDRESS_BOOK, 59_532,
                Service.WEB, 443);
        var array = new ArrayDescription("cas-head", "outlook.contoso.test", InetAddress.ofLiteral(ARRAY),
                MEMBERS.stream().map(member -> new ArrayMember(member, InetAddress.ofLiteral(member), false)).toList(),
                ports, false);
        return Files.writeString(folder.resolve("keepalived.conf"), Product.KEEPALIVED.configuration(array,
                Optional.of(new Takeover("eth0", Takeover.USUAL_ROUTER, List.of()))));
    }

    private static void awaitAddress(Network network, String host) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!network.ip(host, "addr", "show", "eth0").contains(ARRAY + "/32")) {
            assertThat(System.nanoTime()).as(host + " has " + ARRAY).isLessThan(end);
        }
    }
}
