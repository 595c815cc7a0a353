package org.gatehouse.mapi.rop;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// Which servers hold a public folder ([MS-OXCROPS] 2.2.3.6.2), the cheapest first.
///
/// @param cheapServerCount how many of the first servers cost least to reach
/// @param servers distinguished names
public record ReplicaServers(int cheapServerCount, List<String> servers) {
    public ReplicaServers {
        servers = List.copyOf(servers);
        if (cheapServerCount < 0 || cheapServerCount > servers.size()) {
            throw new IllegalArgumentException(cheapServerCount + " cheap servers of " + servers.size());
        }
    }

    /// Reads IsGhosted and, if set, the servers.
    static @Nullable ReplicaServers read(ByteReader in) {
        return in.u8() != 0 ? readPresent(in) : null;
    }

    static void write(@Nullable ReplicaServers servers, ByteWriter out) {
        out.u8(servers == null ? 0 : 1);
        if (servers != null) {
            servers.writePresent(out);
        }
    }

    static ReplicaServers readPresent(ByteReader in) {
        int count = in.u16();
        int cheap = in.u16();
        require(cheap <= count, "CheapServersCount");
        return new ReplicaServers(cheap, in.list(count, 1, Fields::ascii));
    }

    void writePresent(ByteWriter out) {
        out.u16(servers.size()).u16(cheapServerCount);
        servers.forEach(server -> Fields.writeAscii(server, out));
    }
}
