package org.gatehouse.edge.balancer;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which member has which association group of RPC. The connections of a group share the client's context handles, so
/// they mean nothing to another member. As many as there are connections at most.
final class Groups {
    private final Map<InetAddress, OfClient> clients = new HashMap<>();

    /// One group, as long as it has connections.
    static final class Group {
        final int number;
        final MemberState member;
        private int connections;

        private Group(int number, MemberState member) {
            this.number = number;
            this.member = member;
        }
    }

    private static final class OfClient {
        private final Map<Integer, Group> groups = new HashMap<>(2);
        /// In an order that a replay repeats.
        private final Map<MemberState, Integer> counts = new LinkedHashMap<>(2);
    }

    /// The member that has this group of the client.
    Optional<MemberState> memberOf(InetAddress client, int number) {
        OfClient known = clients.get(client);
        return known == null ? Optional.empty()
                : Optional.ofNullable(known.groups.get(number)).map(group -> group.member);
    }

    /// A member that is up and has groups of the client.
    Optional<MemberState> anyMemberOf(InetAddress client) {
        OfClient known = clients.get(client);
        return known == null ? Optional.empty()
                : known.counts.keySet().stream().filter(member -> member.health == Health.UP).findFirst();
    }

    /// Whether the client has groups at a member that is up and not this one.
    boolean areBeside(InetAddress client, MemberState member) {
        OfClient known = clients.get(client);
        return known != null && known.counts.keySet().stream()
                .anyMatch(other -> other != member && other.health == Health.UP);
    }

    /// Counts a connection in its group.
    ///
    /// @return null when another member has chosen the same number, which chance does once in billions
    @Nullable Group join(InetAddress client, int number, MemberState member) {
        OfClient known = clients.computeIfAbsent(client, _ -> new OfClient());
        Group group = known.groups.get(number);
        if (group == null) {
            group = new Group(number, member);
            known.groups.put(number, group);
            known.counts.merge(member, 1, Integer::sum);
        } else if (group.member != member) {
            return null;
        }
        group.connections++;
        return group;
    }

    void leave(InetAddress client, Group group) {
        OfClient known = clients.get(client);
        if (known == null || --group.connections > 0) {
            return;
        }
        known.groups.remove(group.number);
        known.counts.computeIfPresent(group.member, (_, count) -> count > 1 ? count - 1 : null);
        if (known.groups.isEmpty()) {
            clients.remove(client);
        }
    }
}
