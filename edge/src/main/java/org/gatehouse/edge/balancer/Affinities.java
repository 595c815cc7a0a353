package org.gatehouse.edge.balancer;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which member each client address uses: one table over all ports, since the RPC interfaces of one client belong
/// to one server.
///
/// Clients with connections are never forgotten; the others in the order in which they left.
final class Affinities {
    private final Map<InetAddress, Binding> connected = new HashMap<>();
    private final Map<InetAddress, Binding> idle = new LinkedHashMap<>();
    private final int entriesMax;
    private final long idleMillisMax;

    Affinities(int entriesMax, long idleMillisMax) {
        this.entriesMax = entriesMax;
        this.idleMillisMax = idleMillisMax;
    }

    /// A client at its member.
    static final class Binding {
        private final MemberState member;
        /// At this member; a client that was moved may have others elsewhere.
        private int connections;
        private long leftAt;

        Binding(MemberState member) {
            this.member = member;
        }
    }

    Optional<MemberState> memberOf(InetAddress client, long now) {
        expire(now);
        Binding entry = connected.get(client);
        if (entry == null) {
            entry = idle.get(client);
        }
        return Optional.ofNullable(entry).map(found -> found.member);
    }

    /// How many connections the client has at the member that it is bound to.
    int connections(InetAddress client) {
        Binding entry = connected.get(client);
        return entry == null ? 0 : entry.connections;
    }

    /// Binds the client to the member, for one more connection.
    Binding open(InetAddress client, MemberState member) {
        Binding entry = connected.remove(client);
        if (entry == null) {
            entry = idle.remove(client);
        }
        if (entry == null || entry.member != member) {
            if (entry != null) {
                entry.member.clients--;
            }
            makeRoom();
            entry = new Binding(member);
            member.clients++;
        }
        entry.connections++;
        connected.put(client, entry);
        return entry;
    }

    /// One connection less; the client may have been bound anew since.
    void close(InetAddress client, Binding binding, long now) {
        if (--binding.connections == 0 && connected.remove(client, binding)) {
            binding.leftAt = now;
            idle.put(client, binding);
        }
    }

    /// Forgets everybody bound to a member.
    void drop(MemberState member) {
        connected.values().removeIf(entry -> entry.member == member);
        idle.values().removeIf(entry -> entry.member == member);
        member.clients = 0;
    }

    /// Forgets who has been away for too long; costs what it frees.
    void expire(long now) {
        Iterator<Binding> oldest = idle.values().iterator();
        while (oldest.hasNext()) {
            Binding entry = oldest.next();
            if (now - entry.leftAt <= idleMillisMax) {
                return;
            }
            entry.member.clients--;
            oldest.remove();
        }
    }

    int size() {
        return connected.size() + idle.size();
    }

    /// There is always somebody idle to forget: connections are fewer than entries.
    private void makeRoom() {
        Iterator<Binding> oldest = idle.values().iterator();
        if (size() >= entriesMax && oldest.hasNext()) {
            oldest.next().member.clients--;
            oldest.remove();
        }
    }
}
