package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.edge.kernel.FastPath;
import org.gatehouse.testing.HostProcess;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Packets of connections that go on, past the rules of a balancer in the kernel.
@Timeout(600)
class KernelFastPathTest {
    private static final String ARRAY = "10.66.1.10";
    private static final String CLIENT = "10.66.1.50";
    private static final String TABLE = FastPath.table(InetAddress.ofLiteral(ARRAY));
    private static final int LINES = 500;
    /// Every few seconds a packet of a connection comes to the rules, from either side.
    private static final int SEEN_MAX = 200;
    private static final String COUNT = """
            table inet count {
              counter passed {}
              chain each {
                type filter hook %s priority -10; policy accept;
                %s counter name passed
              }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void isTakenByWhatGoesOnAndLeftWhenTheConnectionEnds() throws Exception {
        Outside.program("nft", "nftables");
        try (var network = Network.create()) {
            HostProcess balancer = start(network);
            HostProcess client = HostProcess.java(network, "client", folder.resolve("client"), SocketsAtHost.class);
            client.await("ready");
            count(network, "balancer", "forward", "meta l4proto tcp");
            count(network, "cas1", "input", "ip saddr " + CLIENT + " ip ttl 63");
            count(network, "client", "input", "ip saddr " + ARRAY + " ip ttl 63");
            assertThat(client.ask("open long " + CLIENT + " " + ARRAY + " 443")).isEqualTo("cas1 " + CLIENT);
            say(client);
            assertThat(counted(network, "cas1")).as("one hop").isGreaterThan(LINES);
            assertThat(counted(network, "client")).as("one hop").isGreaterThan(LINES);
            assertThat(counted(network, "balancer")).as("tracked").isBetween(3, SEEN_MAX);

            network.ip("balancer", "link", "set", "eth1", "mtu", "1400");
            awaitTrue(() -> !hasFastPath(network));
            say(client);
            assertThat(counted(network, "balancer")).as("all are tracked").isGreaterThan(2 * LINES);
            network.ip("balancer", "link", "set", "eth1", "mtu", "1500");
            awaitTrue(() -> hasFastPath(network));
            int before = counted(network, "balancer");
            say(client);
            assertThat(counted(network, "balancer") - before).as("tracked").isBetween(1, SEEN_MAX);

            assertThat(network.run("balancer", "cat", "/proc/net/nf_conntrack")).contains(established());
            client.ask("close long");
            awaitTrue(() -> !network.run("balancer", "cat", "/proc/net/nf_conntrack").contains(established()));
            assertThat(balancer.ask("close " + ARRAY)).isEqualTo("closed");
            assertThat(network.run("balancer", "nft", "list", "tables")).doesNotContain("gatehouse");
        }
    }

    /// A router on the way has smaller packets: it fragments those of a client that lets it, and refuses the member's.
    @Test
    void isLeftByFragmentsAndErrors() throws Exception {
        Outside.program("nft", "nftables");
        try (var network = Network.create()) {
            start(network);
            network.network("farther");
            network.host("far");
            network.connect("far", "eth0", "farther", "10.67.0.2/24");
            network.connect("client", "eth1", "farther", "10.67.0.1/24");
            network.set("client", "net/ipv4/ip_forward", "1");
            network.set("far", "net/ipv4/ip_no_pmtu_disc", "1");
            network.ip("far", "route", "add", "default", "via", "10.67.0.1");
            network.ip("balancer", "route", "add", "10.67.0.0/24", "via", CLIENT);
            network.ip("client", "route", "add", ARRAY, "dev", "eth0", "mtu", "lock", "1300");
            network.ip("client", "route", "add", "10.67.0.2", "dev", "eth1", "mtu", "lock", "1200");
            HostProcess far = HostProcess.java(network, "far", folder.resolve("far"), SocketsAtHost.class);
            far.await("ready");
            assertThat(far.ask("open long 10.67.0.2 " + ARRAY + " 443")).isEqualTo("cas1 10.67.0.2");
            say(far);
            String large = "x".repeat(100_000);
            assertThat(far.ask("say long " + large)).isEqualTo(large);
            assertThat(network.run("client", "sh", "-c", "awk '/^Ip: [0-9]/ {print $20}' /proc/net/snmp").strip())
                    .as("fragments made").isNotEqualTo("0");
            assertThat(network.ip("cas1", "route", "get", "10.67.0.2")).as("what the member learned")
                    .contains("mtu 1200");
        }
    }

    /// A balancer with a fast path to one member.
    private HostProcess start(Network network) throws Exception {
        KernelBalancerTest.build(network);
        network.set("balancer", "net/ipv4/ip_forward", "1");
        network.set("balancer", "net/netfilter/nf_conntrack_tcp_be_liberal", "1");
        HostProcess.java(network, "cas1", folder.resolve("cas1"), EchoAtHost.class, "cas1", "443", "10.66.2.21")
                .await("ready");
        HostProcess balancer = HostProcess.java(network, "balancer", folder.resolve("balancer"),
                KernelBalancerAtHost.class, "443", ARRAY + "=cas1=10.66.2.21");
        balancer.await("ready");
        balancer.ask("await " + ARRAY + " cas1=UP");
        awaitTrue(() -> hasFastPath(network));
        return balancer;
    }

    private static String established() {
        return "ESTABLISHED src=" + CLIENT + " dst=" + ARRAY + " ";
    }

    private static boolean hasFastPath(Network network) {
        return network.run("balancer", "nft", "list", "tables").contains(TABLE);
    }

    private static void say(HostProcess client) throws IOException, InterruptedException {
        for (int i = 0; i < LINES; i++) {
            assertThat(client.ask("say long " + i)).isEqualTo(Integer.toString(i));
        }
    }

    private static void count(Network network, String host, String hook, String match) {
        network.write(host, COUNT.formatted(hook, match), "nft", "-f", "-");
    }

    private static int counted(Network network, String host) {
        Matcher packets = Pattern.compile("packets (\\d+)").matcher(network.run(host, "nft", "list", "counter", "inet",
                "count", "passed"));
        assertThat(packets.find()).isTrue();
        return Integer.parseInt(packets.group(1));
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
