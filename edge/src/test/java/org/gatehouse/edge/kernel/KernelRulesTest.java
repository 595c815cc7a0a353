package org.gatehouse.edge.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.edge.balancer.Balancer;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.balancer.Output;
import org.gatehouse.edge.balancer.SourceHash;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// What is written for the kernel; that it takes it and does it is tested where there is one (`KernelBalancerTest`).
final class KernelRulesTest {
    private static final InetAddress ARRAY = InetAddress.ofLiteral("192.0.2.10");
    private static final int ADDRESSES = 1000;

    private static MemberView view(int number, Health health, boolean draining) {
        return new MemberView(new Member("cas" + number, InetAddress.ofLiteral("192.0.2.2" + number)), health, draining,
                0, 0);
    }

    private static KernelRules rules(MemberView... members) {
        return KernelRules.of(ARRAY, List.of(135, 443), BalancerSettings.DEFAULT, List.of(members),
                List.of());
    }

    private static String text(MemberView... members) {
        return rules(members).text(List.of());
    }

    /// The kernel's hash is tested by `SourceHashTest`; here its map leads where the core does.
    @Test
    void theMapLeadsEveryAddressWhereTheCoreDoes() throws Exception {
        var core = new Balancer(BalancerSettings.DEFAULT);
        for (int i = 1; i <= 3; i++) {
            core.step(new Input.MemberAdded(view(i, Health.UP, false).member()), 0);
            core.step(new Input.ProbeAnswered("cas" + i, true), 0);
        }
        Map<Integer, String> map = Pattern.compile("(\\d+) : goto to-(192[.\\d]+)")
                .matcher(text(core.members().toArray(MemberView[]::new))).results()
                .collect(Collectors.toMap(found -> Integer.valueOf(found.group(1)), found -> found.group(2)));
        assertThat(map).hasSize(SourceHash.BUCKETS);
        var random = new Random(Mutations.seed());
        byte[] octets = new byte[4];
        for (int i = 0; i < ADDRESSES; i++) {
            random.nextBytes(octets);
            InetAddress client = InetAddress.getByAddress(octets);
            Output chosen = core.step(new Input.ConnectionArrived(i, client), 0).getFirst();
            core.step(new Input.Ended(i, false), 0);
            assertThat(map.get(SourceHash.bucket(client))).as(client.toString())
                    .isEqualTo(((Output.Forward) chosen).member().address().getHostAddress());
        }
    }

    @Test
    void drainingMembersKeepWhatTheyHaveAndDeadOnesNothing() {
        String text = text(view(1, Health.UP, false), view(2, Health.UP, true), view(3, Health.DOWN, false),
                view(4, Health.UNKNOWN, false));
        assertThat(text).contains("ip saddr @at-192.0.2.21 goto to-192.0.2.21\n", " 7 : goto to-192.0.2.21,")
                .doesNotContain("goto to-192.0.2.22", "-192.0.2.23", "-192.0.2.24")
                .contains("    ip daddr { 192.0.2.23, 192.0.2.24 } ct direction original ct original ip daddr "
                        + "192.0.2.10 reject with tcp reset\n")
                .endsWith("}\nflush set ip gatehouse-192.0.2.10 at-192.0.2.22\n");
        assertThat(text()).doesNotContain("dnat to", "snat to", "vmap").contains("reject with tcp reset");
        assertThat(text(view(1, Health.UP, false))).as("while everybody serves").doesNotContain("ct direction");
        InetAddress gone = InetAddress.ofLiteral("192.0.2.25");
        MemberView here = view(1, Health.UP, false);
        assertThat(KernelRules.of(ARRAY, List.of(135), BalancerSettings.DEFAULT, List.of(here),
                List.of(here.member().address(), gone)).cut()).as("who was a member and is none").containsExactly(gone);
    }

    @Test
    void whatIsThereIsReplacedInPlaceAndWhoIsGoneIsTakenAway() {
        KernelRules before = rules(view(1, Health.UP, false), view(2, Health.UP, false));
        assertThat(rules(view(2, Health.UP, false)).text(before.known())).startsWith("""
                add table ip gatehouse-192.0.2.10
                flush table ip gatehouse-192.0.2.10
                delete chain ip gatehouse-192.0.2.10 to-192.0.2.21
                delete chain ip gatehouse-192.0.2.10 seen-192.0.2.21
                delete set ip gatehouse-192.0.2.10 at-192.0.2.21
                add chain ip gatehouse-192.0.2.10 watch
                delete chain ip gatehouse-192.0.2.10 watch
                add chain ip gatehouse-192.0.2.10 learn
                delete chain ip gatehouse-192.0.2.10 learn
                table ip gatehouse-192.0.2.10 {
                """);
        assertThat(KernelRules.known(before.text(List.of()))).isEqualTo(before.known())
                .isEqualTo(Set.of(InetAddress.ofLiteral("192.0.2.21"), InetAddress.ofLiteral("192.0.2.22")));
    }

    @Test
    void theFastPathKnowsWhoServesAndIsForgottenWithEveryChange() {
        var path = new FastPath(new FastPath.Device(2, "eth0"),
                new FastPath.Device(3, "eth1"));
        KernelRules rules = rules(view(1, Health.UP, false), view(2, Health.UP, true), view(3, Health.DOWN, false))
                .along(Optional.of(path));
        String text = rules.text(List.of());
        assertThat(text.split("table netdev gatehouse-192.0.2.10 \\{\n")).hasSize(2);
        assertThat(text.split("\ntable netdev ")[1]).as("both that serve").doesNotContain("192.0.2.23")
                .contains("ip saddr vmap { 192.0.2.21 : goto answer-192.0.2.21, 192.0.2.22 : goto answer-192.0.2.22 }",
                        "meta mark 0x47480000-0x47480001 ip daddr { 192.0.2.21, 192.0.2.22 } update @to",
                        "ip daddr 192.0.2.10 meta pkttype host ip frag-off & 0x3fff == 0 "
                                + "tcp flags & (fin | syn | rst) == 0 ip daddr set ip saddr . tcp sport . tcp dport "
                                + "map @to fwd ip to ip daddr device \"eth1\"\n",
                        "@ll,0,96 set ip daddr . tcp dport . tcp sport map @back-192.0.2.22 "
                                + "ip ttl set 127 ip saddr set 192.0.2.10 fwd to \"eth0\"\n");
        assertThat(text).contains("policy = { established : 7200, unack : 7200, retrans : 7200 }",
                "ct timeout set \"unseen-7200\" goto choose",
                "ct original proto-dst { 135, 443 } meta mark set ct reply ip saddr map { 192.0.2.21 : 0x47480000, "
                        + "192.0.2.22 : 0x47480001 }\n");
        assertThat(rules).isNotEqualTo(rules.along(Optional.empty()));
        assertThat(rules().along(Optional.of(path)).text(List.of())).as("to nobody").doesNotContain("netdev");
        assertThat(FastPath.removal(ARRAY)).isEqualTo("""
                add table netdev gatehouse-192.0.2.10
                delete table netdev gatehouse-192.0.2.10
                """);
    }

    @Test
    void familiesDoNotMix() {
        InetAddress array = InetAddress.ofLiteral("2001:db8::10");
        var member = new Member("cas1", InetAddress.ofLiteral("2001:db8:1::21"));
        List<MemberView> members = List.of(new MemberView(member, Health.UP, false, 0, 0));
        KernelRules six = KernelRules.of(array, List.of(443), BalancerSettings.DEFAULT, members, List.of());
        assertThat(KernelRules.known(six.text(List.of()))).containsExactly(member.address());
        assertThat(six.text(List.of()))
                .contains("table ip6 gatehouse-2001_db8_0_0_0_0_0_10 {\n", "l3proto ip6\n", "type ipv6_addr\n",
                        "ip6 daddr 2001:db8:0:0:0:0:0:10 tcp dport { 443 } ct timeout set \"idle-7200\" goto choose\n",
                        "ip6 saddr @at-2001_db8_1_0_0_0_0_21 goto to-2001_db8_1_0_0_0_0_21\n",
                        "dnat to 2001:db8:1:0:0:0:0:21\n");
        assertThat(KernelRules.canServe(ARRAY, member.address())).isFalse();
        assertThatThrownBy(() -> KernelRules.of(ARRAY, List.of(443), BalancerSettings.DEFAULT, members,
                List.of())).hasMessage("cas1 has an address of another family than the array");
    }
}
