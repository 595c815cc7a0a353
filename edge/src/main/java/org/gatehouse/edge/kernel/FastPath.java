package org.gatehouse.edge.kernel;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.edge.balancer.Member;

/// A way past connection tracking, routing and all other rules for packets of connections that go on, as far as they
/// can be recognized where they arrive: rules of the family `netdev` (hook egress: Linux 5.16) that translate them and
/// send them out at the other device.
///
/// - **Learned.** A packet that connection tracking has translated both there and routed is marked by the chain
///   `learn`; where it leaves, the client's address and port and the array's port are entered in a map, with the
///   member for what the client sends, and for answers with the frame in which the kernel sends them to a neighbour.
/// - **Forgotten** after seconds, whether it is used or not: so every connection shows itself to connection tracking
///   now and then, which notes that it lives, and has the route and the neighbour of now. What is written forgets all
///   of it: the next packet of each connection meets the rules.
/// - **Not taken** by packets that begin or end a connection, by fragments, by what is not TCP (errors of ICMP), and by
///   answers that came over a router.
///
/// For IPv4 alone: `nft` 1.0.6 ends with an assertion over maps of IPv6 addresses and ports that packets fill.
///
/// Connection tracking sees a few of a connection's packets only, so it may not take those for invalid that are beyond
/// the window that it saw (`net.netfilter.nf_conntrack_tcp_be_liberal`).
///
/// @param outer where the clients are
/// @param inner where the members are
public record FastPath(Device outer, Device inner) {
    /// How long a connection passes by without being seen, in seconds.
    private static final int UNSEEN = 10;
    /// Connections beyond those are tracked in all their packets; each map has memory for so many set aside, a
    /// megabyte.
    private static final int CONNECTIONS_MAX = 1 << 16;
    /// The members' mark, whose lower half is their number; only where the packet leaves does anybody see it.
    private static final int MARK = 0x4748_0000;
    /// What systems send packets with; a router in between would have taken one away.
    private static final List<Integer> HOPS = List.of(64, 128);
    private static final String REQUEST = "ip saddr . tcp sport . tcp dport";
    private static final String ANSWER = "ip daddr . tcp dport . tcp sport";
    private static final String GOES_ON = "ip frag-off & 0x3fff == 0 tcp flags & (fin | syn | rst) == 0";
    /// The addresses of an Ethernet frame.
    private static final String FRAME = "@ll,0,96";

    /// A device for Ethernet.
    ///
    /// @param index another one when it is taken away and comes again
    public record Device(int index, String name) {}

    /// Takes its rules away, whether or not they are there.
    public static String removal(InetAddress array) {
        return "add table %1$s\ndelete table %1$s\n".formatted(table(array));
    }

    /// The table's family and name, as in `netdev gatehouse-192.0.2.10`.
    public static String table(InetAddress array) {
        return "netdev gatehouse-" + KernelRules.word(array);
    }

    /// The chain in the rules' own table that marks what may be learned. Not learned are connections to a member's own
    /// address, such as a member's packet began here, and those whose port connection tracking had to change.
    String learning(KernelRules rules) {
        List<Member> members = rules.serving();
        String marks = IntStream.range(0, members.size()).mapToObj(i -> KernelRules.literal(members.get(i).address())
                + " : " + mark(i)).collect(Collectors.joining(", "));
        return """
                  chain learn {
                    type filter hook postrouting priority srcnat + 10; policy accept;
                    ct original ip daddr %s ct state established ct status & (snat | dnat) == dnat meta l4proto tcp \
                ct original proto-dst %s meta mark set ct reply ip saddr map { %s }
                  }
                """.formatted(KernelRules.literal(rules.array()), rules.portSet(), marks);
    }

    private static String mark(int number) {
        return "0x%x".formatted(MARK + number);
    }

    /// The table of its own: other families cannot reach its maps, and it not connection tracking.
    String text(KernelRules rules) {
        String array = KernelRules.literal(rules.array());
        var text = new StringBuilder("table " + table(rules.array()) + " {\n");
        text.append(map("to", REQUEST + " : ip daddr"));
        for (Member member : rules.serving()) {
            String address = KernelRules.literal(member.address());
            text.append(map("back-" + address, ANSWER + " : " + FRAME)).append(answer(array, address));
        }
        return text.append(arriving(array, rules.serving())).append(leaving(array, rules.serving())).append("}\n")
                .toString();
    }

    private static String map(String name, String type) {
        return """
                  map %s {
                    typeof %s
                    size %d
                    flags dynamic,timeout
                    timeout %ds
                  }
                """.formatted(name, type, CONNECTIONS_MAX, UNSEEN);
    }

    /// A connection that begins is a new one whatever was known, and may be at another member.
    private String answer(String array, String member) {
        String passing = HOPS.stream().map(hops -> ("    ip ttl %d %s %s set %s map @back-%s ip ttl set %d "
                + "ip saddr set %s fwd to \"%s\"\n").formatted(hops, GOES_ON, FRAME, ANSWER, member, hops - 1, array,
                        outer.name())).collect(Collectors.joining());
        return """
                  chain answer-%1$s {
                %2$s    tcp flags & syn == syn delete @back-%1$s { %3$s : %4$s }
                  }
                """.formatted(member, passing, ANSWER, FRAME);
    }

    /// What is for another host, and only overheard, is not ours to send.
    private String arriving(String array, List<Member> members) {
        return """
                  chain requests {
                    type filter hook ingress device "%1$s" priority filter; policy accept;
                    ip daddr %2$s meta pkttype host %3$s ip daddr set %4$s map @to fwd ip to ip daddr device "%5$s"
                    ip daddr %2$s tcp flags & syn == syn delete @to { %4$s : ip daddr }
                  }
                  chain answers {
                    type filter hook ingress device "%5$s" priority filter; policy accept;
                    meta pkttype host ip saddr vmap { %6$s }
                  }
                """.formatted(outer.name(), array, GOES_ON, REQUEST, inner.name(), members.stream()
                        .map(member -> KernelRules.literal(member.address())).map(member -> member + " : goto answer-"
                                + member).collect(Collectors.joining(", ")));
    }

    /// Without a mark it is what has passed by, or is none of ours.
    private String leaving(String array, List<Member> members) {
        List<String> addresses = members.stream().map(member -> KernelRules.literal(member.address())).toList();
        String learn = addresses.stream().map(member -> """
                  chain learn-%1$s {
                    ip saddr %2$s update @back-%1$s { %3$s : %4$s }
                  }
                """.formatted(member, array, ANSWER, FRAME)).collect(Collectors.joining());
        String learns = IntStream.range(0, members.size()).mapToObj(i -> mark(i) + " : goto learn-" + addresses.get(i))
                .collect(Collectors.joining(", "));
        return learn + """
                  chain member-learned {
                    type filter hook egress device "%1$s" priority filter; policy accept;
                    meta mark 0 accept
                    meta mark %2$s-%3$s ip daddr { %4$s } update @to { %5$s : ip daddr }
                  }
                  chain neighbour-learned {
                    type filter hook egress device "%6$s" priority filter; policy accept;
                    meta mark 0 accept
                    meta mark vmap { %7$s }
                  }
                """.formatted(inner.name(), mark(0), mark(members.size() - 1), String.join(", ", addresses), REQUEST,
                        outer.name(), learns);
    }
}
