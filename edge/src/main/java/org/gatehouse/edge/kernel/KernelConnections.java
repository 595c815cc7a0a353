package org.gatehouse.edge.kernel;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Who has connections where, out of the kernel's list of tracked connections (`/proc/net/nf_conntrack`): each line
/// has the addresses as the first packet had them, then as an answer to it has them.
public final class KernelConnections {
    private static final Pattern LINE = Pattern.compile(
            "^ipv\\d +\\d+ tcp .* ESTABLISHED src=(\\S+) dst=(\\S+) .*?\\bsrc=(\\S+) dst=(\\S+) .*");

    private KernelConnections() {}

    /// A member's.
    ///
    /// @param connections established ones
    /// @param clients how many addresses they come from
    public record Count(int connections, int clients) {
        public static final Count NONE = new Count(0, 0);
    }

    /// What each member of an array has.
    public static Map<InetAddress, Count> of(InetAddress array, Stream<String> lines) {
        var connections = new HashMap<InetAddress, Integer>();
        var clients = new HashMap<InetAddress, Set<InetAddress>>();
        lines.map(LINE::matcher).filter(Matcher::matches).forEach(found -> {
            boolean fromClient = isAt(array, found.group(2));
            // The other way round: a connection that was another balancer's, and in which its member spoke first.
            if (fromClient || isAt(array, found.group(4))) {
                InetAddress member = InetAddress.ofLiteral(found.group(fromClient ? 3 : 1));
                connections.merge(member, 1, Integer::sum);
                clients.computeIfAbsent(member, _ -> new HashSet<>())
                        .add(InetAddress.ofLiteral(found.group(fromClient ? 1 : 3)));
            }
        });
        var counts = new HashMap<InetAddress, Count>();
        connections.forEach((member, count) -> counts.put(member,
                new Count(count, clients.getOrDefault(member, Set.of()).size())));
        return counts;
    }

    private static boolean isAt(InetAddress array, String literal) {
        return InetAddress.ofLiteral(literal).equals(array);
    }
}
