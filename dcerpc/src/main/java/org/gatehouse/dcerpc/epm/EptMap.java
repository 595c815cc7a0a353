package org.gatehouse.dcerpc.epm;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// `ept_map`, operation 3: finds ways to an interface, page by page ([C706] appendix O, [MS-RPCE] 2.2.1.2.5).
final class EptMap {
    /// `[range(0,500)]` of max_towers ([MS-RPCE] 2.2.1.2.5).
    static final int TOWERS_MAX = 500;

    record Request(Optional<UUID> object, Optional<Tower> tower, ContextHandle handle, int towersMax) {
        /// Same major version and at least the minor one; an entry for all objects serves any.
        boolean matches(EndpointEntry entry) {
            Optional<SyntaxId> asked = tower.flatMap(Tower::tcpInterface);
            return asked.filter(id -> id.uuid().equals(entry.id().uuid()) && id.major() == entry.id().major()
                    && entry.id().minor() >= id.minor()).isPresent()
                    && (entry.object().isEmpty() || entry.object().equals(object));
        }
    }

    record Response(ContextHandle handle, int towersMax, List<Tower> towers, int status) {}

    private EptMap() {}

    static Request decode(NdrReader in) {
        Optional<UUID> object = in.pointer() ? Optional.of(in.guid()) : Optional.empty();
        Optional<Tower> tower = in.pointer() ? Optional.of(Tower.read(in)) : Optional.empty();
        ContextHandle handle = in.contextHandle();
        long max = in.u32();
        require(max <= TOWERS_MAX, "max_towers " + max);
        return new Request(object, tower, handle, (int) max);
    }

    static Bytes encode(Response response) {
        int count = response.towers.size();
        var out = new NdrWriter().contextHandle(response.handle).i32(count)
                .i32(response.towersMax).i32(0).i32(count);
        response.towers.forEach(_ -> out.pointer(true));
        response.towers.forEach(tower -> tower.write(out));
        return out.i32(response.status).toBytes();
    }
}
