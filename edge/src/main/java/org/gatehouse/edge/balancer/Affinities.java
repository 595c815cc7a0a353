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
    private final Map<InetAddress, Entry> connected = new HashMap<>();
    private final Map<InetAddress, Entry> idle = new LinkedHashMap<>();
    private final int entriesMax;
    private final long idleMillisMax;

    Affinities(int entriesMax, long idleMillisMax) {
        this.entriesMax = entriesMax;
        this.idleMillisMax = idleMillisMax;
    }

    private static final class Entry {
        private final MemberState member;
        /// At this member; a client that was moved may have others elsewhere.
        private int connections;
        private long leftAt;

        Entry(MemberState member) {
            this.member = member;
        }
    }

    Optional<MemberState> memberOf(InetAddress client, long now) {
        expire(now);
        Entry entry = connected.get(client);
        if (entry == null) {
            entry = idle.get(client);
        }
        return Optional.ofNullable(entry).map(found -> found.member);
    }

    /// How many connections the client has at the member that it is bound to.
    int connections(InetAddress client) {
        Entry entry = connected.get(client);
        return entry == null ? 0 : entry.connections;
    }

    /// Binds the client to the member, for one more connection.
    void open(InetAddress client, MemberState member) {
        Entry entry = connected.remove(client);
        if (entry == null) {
            entry = idle.remove(client);
        }
        if (entry == null || entry.member != member) {
            if (entry != null) {
                entry.member.clients--;
            }
            makeRoom();
            entry = new Entry(member);
            member.clients++;
        }
        entry.connections++;
        connected.put(client, entry);
    }

    /// One connection less, unless the client has been bound to another member since.
    void close(InetAddress client, MemberState member, long now) {
        Entry entry = connected.get(client);
        if (entry != null && entry.member == member && --entry.connections == 0) {
            connected.remove(client);
            entry.leftAt = now;
            idle.put(client, entry);
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
        Iterator<Entry> oldest = idle.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
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
        Iterator<Entry> oldest = idle.values().iterator();
        if (size() >= entriesMax && oldest.hasNext()) {
            oldest.next().member.clients--;
            oldest.remove();
        }
    }
}
