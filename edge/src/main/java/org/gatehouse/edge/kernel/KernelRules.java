package org.gatehouse.edge.kernel;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Health;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.MemberView;
import org.gatehouse.edge.balancer.Placement;
import org.gatehouse.edge.balancer.SourceHash;

/// What a balancer has decided about its members, as a table of nftables (Linux 5.9 and later) that does it without
/// a byte passing through this program: the destination of a client's connection is translated, its own address stays,
/// and the member's answers come back the same way.
///
/// - **New connections.** The set `at-MEMBER` holds the clients that use a member; they stay there on every port.
///   Others go where their bucket belongs, as [Placement] says.
/// - **Draining.** The set is emptied and no bucket leads there. Connections that there are go on: connection tracking
///   knows where they go.
/// - **Death.** What still goes to a member that is down, or is none any more, is answered with a reset.
/// - **Connections that another balancer had.** When the array's address comes here from there, their next packet is
///   taken for the first one and leads to the same member, since the address decides; from a member too.
///
/// One text replaces the rules in one transaction, and leaves in the sets who is in them. Packets of connections that
/// go on meet one comparison as long as every member serves, or where there is a [FastPath] none of these rules but
/// every few seconds (docs/performance-balancing.md).
///
/// @param ports all of the array; the same on the members
/// @param affinityIdle how long a client is remembered after its last packet
/// @param connectionIdle how long the kernel keeps a connection that carries nothing
/// @param serving members that are up, draining or not
/// @param taking those of them that get new clients
/// @param cut addresses to which connections may still lead though they serve no more
/// @param fast for connections that go on
public record KernelRules(InetAddress array, List<Integer> ports, Duration affinityIdle, int affinityMax,
        Duration connectionIdle, List<Member> serving, List<Member> taking, Set<InetAddress> cut,
        Optional<FastPath> fast) {
    /// One of so many packets of a client is noted: enough that who waits for events is remembered, with one every
    /// few minutes.
    private static final int NOTED = 8;
    private static final Pattern KNOWN = Pattern.compile("\\bset at-(\\S+) \\{");

    public KernelRules {
        ports = List.copyOf(ports);
        serving = List.copyOf(serving);
        taking = List.copyOf(taking);
        cut = Set.copyOf(cut);
        for (Member member : serving) {
            if (!canServe(array, member.address())) {
                throw new IllegalArgumentException(member.name() + " has an address of another family than the array");
            }
        }
    }

    /// Rules for the members as they stand.
    ///
    /// @param former addresses that have been members'
    public static KernelRules of(InetAddress array, List<Integer> ports, BalancerSettings settings,
            List<MemberView> members, Collection<InetAddress> former) {
        List<MemberView> up = members.stream().filter(view -> view.health() == Health.UP).toList();
        List<Member> serving = up.stream().map(MemberView::member).toList();
        Set<InetAddress> cut = new HashSet<>(former);
        members.forEach(view -> cut.add(view.member().address()));
        serving.forEach(member -> cut.remove(member.address()));
        return new KernelRules(array, ports, settings.affinityIdleMax(), settings.affinityMax(),
                settings.connectionIdleMax(), serving,
                up.stream().filter(view -> !view.draining()).map(MemberView::member).toList(), cut, Optional.empty());
    }

    /// The same with a fast path, or without.
    public KernelRules along(Optional<FastPath> path) {
        return new KernelRules(array, ports, affinityIdle, affinityMax, connectionIdle, serving, taking, cut,
                serving.isEmpty() ? Optional.empty() : path);
    }

    /// Whether the kernel can lead the array's clients to an address: it does not translate between IPv4 and IPv6.
    public static boolean canServe(InetAddress array, InetAddress member) {
        return array instanceof Inet4Address == member instanceof Inet4Address;
    }

    /// The table's family and name, as in `ip gatehouse-192.0.2.10`.
    public static String table(InetAddress array) {
        return (array instanceof Inet6Address ? "ip6" : "ip") + " gatehouse-" + word(array);
    }

    /// The members that a listed table knows.
    public static Set<InetAddress> known(String listed) {
        return KNOWN.matcher(listed).results().map(found -> InetAddress.ofLiteral(found.group(1).replace('_', ':')))
                .collect(Collectors.toSet());
    }

    /// The members that these rules know.
    public Set<InetAddress> known() {
        return serving.stream().map(Member::address).collect(Collectors.toSet());
    }

    /// An address as part of a name, in which nftables takes no colon.
    static String word(InetAddress address) {
        return literal(address).replace(':', '_');
    }

    static String literal(InetAddress address) {
        return address.getHostAddress().replaceAll("%.*", "");
    }

    /// The transaction that puts these rules in the place of what is there, but for a fast path that is there, see
    /// [FastPath#removal].
    ///
    /// @param there the members that the table knows already, see [#known(String)]; none without a table
    public String text(Collection<InetAddress> there) {
        String table = table(array);
        var text = new StringBuilder("add table %1$s\nflush table %1$s\n".formatted(table));
        Set<InetAddress> here = known();
        there.stream().filter(member -> !here.contains(member)).map(KernelRules::word).sorted().forEach(word ->
                text.append("delete chain %1$s to-%2$s\ndelete chain %1$s seen-%2$s\ndelete set %1$s at-%2$s\n"
                        .formatted(table, word)));
        // Even without rules it would take its time.
        List.of("watch", "learn").forEach(chain ->
                text.append("add chain %1$s %2$s\ndelete chain %1$s %2$s\n".formatted(table, chain)));
        text.append("table ").append(table).append(" {\n").append(idle());
        serving.forEach(member -> text.append(members(member)));
        text.append(arrive()).append(watch()).append(depart()).append(refuse());
        fast.ifPresent(path -> text.append(path.learning(this)));
        text.append("}\n");
        fast.ifPresent(path -> text.append(path.text(this)));
        serving.stream().filter(member -> !taking.contains(member)).forEach(member ->
                text.append("flush set %s at-%s\n".formatted(table, word(member.address()))));
        return text.toString();
    }

    /// Takes the rules away, if they are there.
    public static String removal(InetAddress array) {
        return "add table %1$s\ndelete table %1$s\n".formatted(table(array));
    }

    private String family() {
        return array instanceof Inet6Address ? "ip6" : "ip";
    }

    String portSet() {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(", ", "{ ", " }"));
    }

    private String toArray() {
        return family() + " daddr " + literal(array) + " tcp dport " + portSet();
    }

    /// Along the fast path nobody may see that something was acknowledged.
    private String idle() {
        String policy = fast.isEmpty() ? "established : %1$d"
                : "established : %1$d, unack : %1$d, retrans : %1$d";
        return """
                  ct timeout %1$s {
                    protocol tcp
                    l3proto %2$s
                    policy = { %3$s }
                  }
                """.formatted(idleName(), family(), policy.formatted(connectionIdle.toSeconds()));
    }

    /// Named by what it says: an object that is there cannot be changed.
    private String idleName() {
        return (fast.isEmpty() ? "idle-" : "unseen-") + connectionIdle.toSeconds();
    }

    /// A client is entered by a new connection and remembered from its last packets; those of older connections do not
    /// bring back one that has gone to another member.
    private String members(Member member) {
        return """
                  set at-%1$s {
                    type %2$s
                    size %3$d
                    flags dynamic,timeout
                    timeout %4$ds
                  }
                  chain to-%1$s {
                    update @at-%1$s { %5$s saddr }
                    dnat to %6$s
                  }
                  chain seen-%1$s {
                    %5$s saddr @at-%1$s update @at-%1$s { %5$s saddr }
                  }
                """.formatted(word(member.address()), array instanceof Inet6Address ? "ipv6_addr" : "ipv4_addr",
                        affinityMax, affinityIdle.toSeconds(), family(), literal(member.address()));
    }

    /// Sees the first packet of each connection.
    private String arrive() {
        var rules = new ArrayList<String>();
        for (Member member : taking) {
            rules.add("%1$s saddr @at-%2$s goto to-%2$s".formatted(family(), word(member.address())));
        }
        if (!taking.isEmpty()) {
            rules.add("jhash %s saddr mod %d seed 0x%x vmap { %s }".formatted(family(), SourceHash.BUCKETS,
                    SourceHash.SEED, buckets()));
        }
        return """
                  chain choose {
                %s  }
                  chain arrive {
                    type nat hook prerouting priority dstnat; policy accept;
                    %s ct timeout set "%s" goto choose
                  }
                """.formatted(rules.stream().map(rule -> "    " + rule + "\n").collect(Collectors.joining()), toArray(),
                        idleName());
    }

    private String buckets() {
        List<Member> owners = Placement.over(taking).buckets();
        var elements = new ArrayList<String>();
        for (int bucket = 0; bucket < owners.size(); bucket++) {
            elements.add(bucket + " : goto to-" + word(owners.get(bucket).address()));
        }
        return String.join(", ", elements);
    }

    /// Sees every packet, those of clients before their destination is translated.
    private String watch() {
        String seen = serving.isEmpty() ? "" : """
                  chain note {
                    type filter hook prerouting priority mangle; policy accept;
                    %1$s daddr %2$s numgen random mod %3$d 0 ct reply %1$s saddr vmap { %4$s }
                  }
                """.formatted(family(), literal(array), NOTED, serving.stream().map(member ->
                        literal(member.address()) + " : goto seen-" + word(member.address()))
                        .collect(Collectors.joining(", ")));
        return seen + cutting();
    }

    /// After the translation; connections that a member's packet began here have the array in their answers.
    private String cutting() {
        return cut.isEmpty() ? "" : """
                  chain watch {
                    type filter hook prerouting priority dstnat + 10; policy accept;
                    %1$s daddr { %2$s } ct direction original ct original %1$s daddr %3$s reject with tcp reset
                    %1$s daddr { %2$s } ct direction reply ct reply %1$s daddr %3$s reject with tcp reset
                  }
                """.formatted(family(), cut.stream().map(KernelRules::literal).sorted()
                        .collect(Collectors.joining(", ")), literal(array));
    }

    /// What a member sends on a connection that was another balancer's.
    private String depart() {
        String rule = serving.isEmpty() ? "" : "    %1$s saddr { %2$s } tcp sport %3$s tcp flags & (syn | rst) == 0 "
                .formatted(family(), serving.stream().map(member -> literal(member.address()))
                        .collect(Collectors.joining(", ")), portSet()) + "snat to " + literal(array) + "\n";
        return """
                  chain depart {
                    type nat hook postrouting priority srcnat; policy accept;
                %s  }
                """.formatted(rule);
    }

    /// Nobody takes it: better told than left waiting.
    private String refuse() {
        return """
                  chain refuse {
                    type filter hook input priority filter; policy accept;
                    %s reject with tcp reset
                  }
                """.formatted(toArray());
    }
}
