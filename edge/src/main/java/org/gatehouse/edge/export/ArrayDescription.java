package org.gatehouse.edge.export;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// A client access array as a load balancer has to know it, at one moment.
///
/// @param fqdn the name that clients connect to
/// @param address where it leads: the load balancer's own address
/// @param members in the order in which they are numbered in what is written
/// @param ports those of each service, the same on every member
/// @param healthPort where a balancer, our own or HAProxy, tells its own host how it is
/// @param proxyProtocol whether the members believe the PROXY headers of this load balancer, and so need one from it
public record ArrayDescription(String name, String fqdn, InetAddress address, List<ArrayMember> members,
        Map<Service, Integer> ports, int healthPort, boolean proxyProtocol) {
    /// The `balancer.health-port` of a configuration that does not name one.
    public static final int USUAL_HEALTH_PORT = 59_533;

    /// One server.
    ///
    /// @param suspended an administrator has taken it out; it says so itself to whoever asks `/readyz`
    public record ArrayMember(String name, InetAddress address, boolean suspended) {}

    public ArrayDescription {
        members = List.copyOf(members);
        ports = Map.copyOf(ports);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an array without members cannot be balanced");
        }
        if (!ports.keySet().containsAll(List.of(Service.values()))) {
            throw new IllegalArgumentException("the port of a service is missing: " + ports);
        }
    }

    public int port(Service service) {
        return Objects.requireNonNull(ports.get(service));
    }

    /// The members' names as words that every product takes, in the order of the members, no two alike.
    public List<String> memberWords() {
        var words = new ArrayList<String>();
        var taken = new HashSet<String>();
        for (ArrayMember member : members) {
            String word = word(member.name());
            String unique = word;
            for (int next = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); next++) {
                unique = word + "-" + next;
            }
            words.add(unique);
        }
        return words;
    }

    /// A name reduced to letters, digits and hyphens.
    static String word(String name) {
        String word = name.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return word.isEmpty() ? "member" : word;
    }

    /// Text for a comment: on one line, whatever a name holds.
    static String comment(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /// An address with its port, as IPv6 needs it.
    static String at(InetAddress address, int port) {
        String literal = literal(address);
        return (address instanceof Inet6Address ? "[" + literal + "]" : literal) + ":" + port;
    }

    /// An address without the zone that Java adds.
    static String literal(InetAddress address) {
        return address.getHostAddress().replaceAll("%.*", "");
    }
}
