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
import org.gatehouse.testing.HostProcess;
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
    /// Behind balancers that forward.
    private static final List<String> INNER = List.of("10.78.0.21", "10.78.0.22");
    private static final String GATEWAY = "10.78.0.1";
    @TempDir
    private Path folder;
    private final Map<String, HostProcess> balancers = new HashMap<>();
    private final Map<String, HostProcess> keepers = new HashMap<>();

    @Test
    void clientsComeBackAtTheSameAddressAndFindTheirMember() throws Exception {
        Outside.program("keepalived", "keepalived");
        Outside.program("ss", "iproute2");
        try (var network = Network.create()) {
            HostProcess members = members(network);
            String dn = members.await("ready ").substring("ready ".length());
            HostProcess client = clientOfPair(network, dn);
            String serving = members.ask("serving");

            balancers.get("first").kill();
            assertThat(client.ask("read")).startsWith("failed ");
            assertThat(client.ask("reopen")).isEqualTo("reopened");
            assertThat(client.ask("read")).isEqualTo("read 1");
            awaitAddress(network, "second");
            assertThat(members.ask("serving")).as("the same member through the other balancer").isEqualTo(serving);

            balance(network, "first", MEMBERS, "portable");
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

    /// Two portable balancers, and somebody who has read through them.
    private HostProcess clientOfPair(Network network, String dn) throws Exception {
        for (String host : List.of("first", "second")) {
            host(network, host, "10.77.0." + (host.equals("first") ? 11 : 12));
            network.set(host, "net/ipv4/ip_nonlocal_bind", "1");
            balance(network, host, MEMBERS, "portable");
            keep(network, host, MEMBERS, List.of());
        }
        HostProcess client = HostProcess.java(network, "client", folder.resolve("client.errors"), ClientAtHost.class,
                ARRAY, "59531", dn);
        client.await("opened");
        assertThat(client.ask("read")).isEqualTo("read 1");
        return client;
    }

    /// A process that is held goes on to listen, and the kernel to take connections for it.
    @Test
    void oneThatHangsLosesTheAddressAndDoesNotTakeItBack() throws Exception {
        Outside.program("keepalived", "keepalived");
        Outside.program("ss", "iproute2");
        try (var network = Network.create()) {
            HostProcess members = members(network);
            String dn = members.await("ready ").substring("ready ".length());
            HostProcess client = clientOfPair(network, dn);

            balancers.get("first").hold();
            long held = System.nanoTime();
            awaitAddress(network, "second");
            System.out.printf("a balancer that hangs lost the address after %.1f s%n",
                    (System.nanoTime() - held) / 1e9);
            assertThat(client.ask("read")).startsWith("failed ");
            assertThat(client.ask("reopen")).isEqualTo("reopened");
            assertThat(client.ask("read")).isEqualTo("read 1");
            assertThat(network.ip("first", "addr", "show", "eth0")).as("one has it").doesNotContain(ARRAY + "/32");

            balancers.get("first").goOn();
            String answers = "exec 3<>/dev/tcp/127.0.0.1/59533; (echo GET /healthz HTTP/1.0; echo) >&3; cat <&3";
            long end = System.nanoTime() + 60_000_000_000L;
            while (!network.run("first", "bash", "-c", answers).contains("\nbalancing")) {
                assertThat(System.nanoTime()).as("it decides again").isLessThan(end);
            }
            assertThat(network.ip("second", "addr", "show", "eth0")).as("who has it keeps it").contains(ARRAY + "/32");
            assertThat(client.ask("read")).as("nothing is cut once more").isEqualTo("read 1");
            // Only whoever is well again gets it.
            balancers.get("second").hold();
            awaitAddress(network, "first");
            assertThat(client.ask("reopen")).isEqualTo("reopened");
            assertThat(client.ask("read")).isEqualTo("read 1");
            assertThat(network.ip("second", "addr", "show", "eth0")).as("one has it").doesNotContain(ARRAY + "/32");
        }
    }

    /// Two networks, and hosts between them that only forward: connections outlive the balancer that they began at.
    @Test
    void connectionsInTheKernelOutliveTheirBalancer() throws Exception {
        Outside.program("keepalived", "keepalived");
        Outside.program("nft", "nftables");
        try (var network = Network.create()) {
            network.network("lan");
            network.network("inner");
            network.host("members");
            network.connect("members", "eth0", "inner", "10.78.0.20/24", INNER.get(0) + "/24", INNER.get(1) + "/24");
            network.ip("members", "route", "add", "default", "via", GATEWAY);
            host(network, "client", "10.77.0.50");
            HostProcess members = HostProcess.java(network, "members", folder.resolve("members.errors"),
                    MembersAtHost.class, folder.resolve("members").toString(), ARRAY, "10.78.0.20", INNER.get(0),
                    INNER.get(1));
            String dn = members.await("ready ").substring("ready ".length());
            for (String host : List.of("first", "second")) {
                String number = host.equals("first") ? "11" : "12";
                host(network, host, "10.77.0." + number);
                network.connect(host, "eth1", "inner", "10.78.0." + number + "/24");
                network.set(host, "net/ipv4/ip_nonlocal_bind", "1");
                network.set(host, "net/ipv4/ip_forward", "1");
                // What a connection has become elsewhere is not out of its window.
                network.set(host, "net/netfilter/nf_conntrack_tcp_be_liberal", "1");
                balance(network, host, INNER, "kernel");
                keep(network, host, INNER, List.of(new Takeover.Gateway(InetAddress.ofLiteral(GATEWAY), "eth1")));
            }
            HostProcess client = HostProcess.java(network, "client", folder.resolve("client.errors"),
                    ClientAtHost.class, ARRAY, "59531", dn);
            client.await("opened");
            assertThat(client.ask("read")).isEqualTo("read 1");

            balancers.get("first").kill();
            awaitAddress(network, "second");
            assertThat(client.ask("read")).as("the same connection, over the other balancer").isEqualTo("read 1");
            balance(network, "first", INNER, "kernel");
            // Without its network to the members a host is of no use.
            network.ip("second", "link", "set", "eth1", "down");
            awaitAddress(network, "first");
            assertThat(client.ask("read")).as("and back").isEqualTo("read 1");

            // Rules of a process that hangs go on, but nobody would notice when a member dies.
            network.ip("second", "link", "set", "eth1", "up");
            balancers.get("first").hold();
            awaitAddress(network, "second");
            assertThat(client.ask("read")).as("over the one that does not hang").isEqualTo("read 1");
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

    /// Waits for the address at the first host: that of two who gets it would else be chance.
    private void keep(Network network, String host, List<String> members, List<Takeover.Gateway> gateways)
            throws IOException {
        keepers.put(host, HostProcess.start(network, host, folder.resolve(host + ".keeper"), "keepalived", "-n", "-l",
                "-P", "-f", exported(members, gateways).toString(), "-p", folder.resolve(host + ".pid").toString(),
                "-r", folder.resolve(host + ".vrrp").toString()));
        if (host.equals("first")) {
            // Where a report goes to standard error, standard output says nothing.
            awaitAddress(network, host);
        }
    }

    private void balance(Network network, String host, List<String> members, String plane)
            throws IOException, InterruptedException {
        balancers.put(host, BalancerAtHost.start(network, host, folder, ARRAY, members, plane));
    }

    private Path exported(List<String> members, List<Takeover.Gateway> gateways) throws IOException {
        var ports = Map.of(Service.ENDPOINT_MAPPER, 135, Service.RPC, 59_531, Service.ADDRESS_BOOK, 59_532,
                Service.WEB, 443);
        var array = new ArrayDescription("cas-head", "outlook.contoso.test", InetAddress.ofLiteral(ARRAY),
                members.stream().map(member -> new ArrayMember(member, InetAddress.ofLiteral(member), false)).toList(),
                ports, 59_533, false);
        return Files.writeString(folder.resolve("keepalived.conf"), Product.KEEPALIVED.configuration(array,
                Optional.of(new Takeover("eth0", Takeover.USUAL_ROUTER, gateways))));
    }

    private static void awaitAddress(Network network, String host) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!network.ip(host, "addr", "show", "eth0").contains(ARRAY + "/32")) {
            assertThat(System.nanoTime()).as(host + " has " + ARRAY).isLessThan(end);
        }
    }
}
