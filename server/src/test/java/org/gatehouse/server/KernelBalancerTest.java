package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.edge.kernel.FastPath;
import org.gatehouse.testing.Mutations;
import org.gatehouse.testing.HostProcess;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel as balancer between a client's network and that of two members, over IPv4 and IPv6.
@Timeout(900)
class KernelBalancerTest {
    private static final String PORTS = "59531,135,443";
    private static final int ADDRESSES = 1000;
    private static final Family FOUR = new Family("10.66.1.10", List.of("10.66.2.21", "10.66.2.22"), "10.99.7.7");
    private static final Family SIX = new Family("fd66:1::10", List.of("fd66:2::21", "fd66:2::22"), "fd99::7:7");
    /// Answers probes at once that nobody is there, and leaves everything else unanswered, as a host that is gone.
    private static final String DEAD = """
            table inet dead {
              chain in {
                type filter hook input priority 0; policy accept;
                tcp flags & (syn | ack) == syn reject with tcp reset
                meta l4proto tcp drop
              }
            }
            """;

    /// Forgets the connections that the kernel tracks: IPCTNL_MSG_CT_DELETE to NFNL_SUBSYS_CTNETLINK, which means all
    /// (linux/netfilter/nfnetlink_conntrack.h).
    private static final String FORGET = "import socket, struct; s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,"
            + " 12); s.send(struct.pack('=LHHLLBBH', 20, 0x102, 5, 1, 0, 0, 0, 0));"
            + " assert struct.unpack('=LHHLLl', s.recv(99)[:20])[5] == 0";

    @TempDir
    private Path folder;

    /// @param client an address of the client's host
    private record Family(String array, List<String> members, String client) {
        String balancer() {
            return array + "=cas1=" + members.get(0) + "=cas2=" + members.get(1);
        }

        Balancer core() {
            var core = new Balancer(BalancerSettings.DEFAULT);
            for (int i = 0; i < 2; i++) {
                core.step(new Input.MemberAdded(new Member("cas" + (i + 1), InetAddress.ofLiteral(members.get(i)))), 0);
                core.step(new Input.ProbeAnswered("cas" + (i + 1), true), 0);
            }
            return core;
        }

        /// In a network all of whose addresses are the client's host.
        InetAddress random(Random random) throws UnknownHostException {
            byte[] address = InetAddress.ofLiteral(client).getAddress();
            address[address.length - 2] = (byte) random.nextInt();
            address[address.length - 1] = (byte) random.nextInt();
            return InetAddress.getByAddress(address);
        }
    }

    static void build(Network network) {
        network.network("outer");
        network.network("inner");
        for (String host : List.of("client", "balancer", "cas1", "cas2")) {
            network.host(host);
        }
        network.connect("balancer", "eth0", "outer", "10.66.1.1/24", "10.66.1.10/32", "fd66:1::1/64",
                "fd66:1::10/128");
        network.connect("balancer", "eth1", "inner", "10.66.2.1/24", "fd66:2::1/64");
        network.connect("client", "eth0", "outer", "10.66.1.50/24", "fd66:1::50/64");
        network.ip("client", "route", "add", "local", "10.99.0.0/16", "dev", "lo");
        network.ip("client", "-6", "route", "add", "local", "fd99::/64", "dev", "lo");
        network.set("client", "net/ipv6/ip_nonlocal_bind", "1");
        network.ip("balancer", "route", "add", "10.99.0.0/16", "via", "10.66.1.50");
        network.ip("balancer", "-6", "route", "add", "fd99::/64", "via", "fd66:1::50");
        for (int i = 1; i <= 2; i++) {
            network.connect("cas" + i, "eth0", "inner", "10.66.2.2" + i + "/24", "fd66:2::2" + i + "/64");
            network.ip("cas" + i, "route", "add", "default", "via", "10.66.2.1");
            network.ip("cas" + i, "-6", "route", "add", "default", "via", "fd66:2::1");
        }
    }

    private HostProcess balancer(Network network, String... before) throws IOException {
        return HostProcess.java(network, "balancer", folder.resolve("balancer.errors"), List.of(before),
                KernelBalancerAtHost.class, PORTS, FOUR.balancer(), SIX.balancer());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decidesAsTheCoreAndKeepsWhatIsConnected(boolean fast) throws Exception {
        Outside.program("nft", "nftables");
        Outside.program("setpriv", "util-linux");
        Outside.program("python3", "python3");
        try (var network = Network.create()) {
            build(network);
            network.set("balancer", "net/netfilter/nf_conntrack_tcp_be_liberal", fast ? "1" : "0");
            network.set("balancer", "net/ipv4/ip_forward", "0");
            balancer(network).await("refused: this host forwards no packets");
            network.set("balancer", "net/ipv4/ip_forward", "1");
            network.set("balancer", "net/ipv6/conf/all/forwarding", "1");
            balancer(network, "setpriv", "--bounding-set=-net_admin").await("refused: the kernel lets this user change "
                    + "no rules: balancer.plane = \"kernel\" needs root or the capability CAP_NET_ADMIN");
            var members = new HashMap<String, HostProcess>();
            for (int i = 1; i <= 2; i++) {
                String name = "cas" + i;
                members.put(name, HostProcess.java(network, name, folder.resolve(name), EchoAtHost.class, name, PORTS,
                        FOUR.members.get(i - 1), SIX.members.get(i - 1)));
                members.get(name).await("ready");
            }
            HostProcess client = HostProcess.java(network, "client", folder.resolve("client"), SocketsAtHost.class);
            HostProcess balancer = balancer(network);
            for (HostProcess process : List.of(client, balancer)) {
                process.await("ready");
            }
            for (Family family : List.of(FOUR, SIX)) {
                balancer.ask("await " + family.array + " cas1=UP cas2=UP");
                assertThat(network.run("balancer", "nft", "list", "tables").contains(FastPath.table(
                        InetAddress.ofLiteral(family.array)))).as("has a fast path").isEqualTo(fast && family == FOUR);
                spread(family, client);
                moveHere(network, family, members, client);
                drain(family, balancer, client);
                die(network, family, balancer, client);
            }
            for (Family family : List.of(FOUR, SIX)) { // a member was dead for both
                balancer.ask("await " + family.array + " cas1=UP cas2=UP");
            }
            balancer.kill();
            for (Family family : List.of(FOUR, SIX)) {
                assertThat(client.ask("say kept" + family.array + " still")).isEqualTo("still");
                assertThat(client.ask("ask " + family.client + " " + family.array + " 443")).startsWith("cas");
            }
            HostProcess successor = balancer(network);
            successor.await("ready");
            for (Family family : List.of(FOUR, SIX)) {
                successor.ask("await " + family.array + " cas1=UP cas2=UP");
                assertThat(client.ask("say kept" + family.array + " taken")).isEqualTo("taken");
                remove(family, successor, client);
                assertThat(successor.ask("close " + family.array)).isEqualTo("closed");
            }
            assertThat(network.run("balancer", "nft", "list", "ruleset")).isEmpty();
        }
    }

    /// The client's address reaches the member, and is led where the core leads it, on every port.
    private static void spread(Family family, HostProcess client) throws Exception {
        var random = new Random(Mutations.seed());
        Balancer core = family.core();
        for (int i = 0; i < ADDRESSES; i++) {
            InetAddress address = family.random(random);
            Output chosen = core.step(new Input.ConnectionArrived(i, address), 0).getFirst();
            core.step(new Input.Ended(i, false), 0);
            assertThat(client.ask("ask " + address.getHostAddress() + " " + family.array + " "
                    + PORTS.split(",")[i % 3])).isEqualTo(((Output.Forward) chosen).member().name() + " "
                            + address.getHostAddress());
        }
    }

    private static String where(Family family, HostProcess client) throws Exception {
        return client.ask("ask " + family.client + " " + family.array + " 443").split(" ")[0];
    }

    /// To a kernel that never saw it, a connection begins with whatever comes next, from either side.
    private static void moveHere(Network network, Family family, Map<String, HostProcess> members, HostProcess client)
            throws Exception {
        String serving = client.ask("open moved " + family.client + " " + family.array + " 59531").split(" ")[0];
        network.run("balancer", "python3", "-c", FORGET);
        assertThat(client.ask("say moved client")).isEqualTo("client");
        network.run("balancer", "python3", "-c", FORGET);
        members.get(serving).ask("member");
        assertThat(client.ask("hear moved")).isEqualTo("member");
        assertThat(client.ask("say moved both")).isEqualTo("both");
        assertThat(client.ask("close moved")).isEqualTo("closed");
    }

    private static void drain(Family family, HostProcess balancer, HostProcess client) throws Exception {
        String first = client.ask("open before " + family.client + " " + family.array + " 59531").split(" ")[0];
        String other = first.equals("cas1") ? "cas2" : "cas1";
        balancer.ask("drain " + family.array + " " + first);
        balancer.ask("await " + family.array + " " + "cas1=UP cas2=UP".replace(first + "=UP", first
                + "=UP-DRAINING:1/1"));
        assertThat(where(family, client)).as("new connections").isEqualTo(other);
        assertThat(client.ask("say before on")).as("the one from before").isEqualTo("on");
        balancer.ask("resume " + family.array + " " + first);
        balancer.ask("await " + family.array + " cas1=UP cas2=UP");
        assertThat(where(family, client)).as("it stays where it is").isEqualTo(other);
        assertThat(client.ask("say before on")).isEqualTo("on");
    }

    private static void die(Network network, Family family, HostProcess balancer, HostProcess client)
            throws Exception {
        String first = client.ask("open dead " + family.client + " " + family.array + " 59531").split(" ")[0];
        String other = first.equals("cas1") ? "cas2" : "cas1";
        network.write(first, DEAD, "nft", "-f", "-");
        balancer.ask("await " + family.array + " " + "cas1=UP cas2=UP".replace(first + "=UP", first + "=DOWN"));
        assertThat(client.ask("say dead hello")).as("reset at its next packet").isEqualTo("failed Connection reset");
        assertThat(client.ask("open kept" + family.array + " " + family.client + " " + family.array + " 135"))
                .isEqualTo(other + " " + InetAddress.ofLiteral(family.client).getHostAddress());
        network.run(first, "nft", "delete", "table", "inet", "dead");
        balancer.ask("await " + family.array + " cas1=UP cas2=UP");
        assertThat(where(family, client)).as("it stays where it is").isEqualTo(other);
    }

    private static void remove(Family family, HostProcess balancer, HostProcess client) throws Exception {
        String first = client.ask("open gone " + family.client + " " + family.array + " 59531").split(" ")[0];
        String other = first.equals("cas1") ? "cas2" : "cas1";
        balancer.ask("remove " + family.array + " " + first);
        balancer.ask("await " + family.array + " " + other + "=UP");
        assertThat(client.ask("say gone hello")).isEqualTo("failed Connection reset");
        assertThat(where(family, client)).isEqualTo(other);
        balancer.ask("remove " + family.array + " " + other);
        balancer.ask("await " + family.array);
        assertThat(client.ask("ask " + family.client + " " + family.array + " 443")).as("nobody is left")
                .isEqualTo("failed Connection refused");
    }
}
