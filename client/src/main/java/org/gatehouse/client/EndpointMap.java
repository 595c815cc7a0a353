package org.gatehouse.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.epm.EndpointMapperService;
import org.gatehouse.dcerpc.epm.Tower;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// Asks an endpoint mapper where an interface listens (`ept_map`, [C706] appendix O).
public final class EndpointMap {
    private static final int EPT_MAP = 3;
    private static final int TOWERS_MAX = 4;
    private static final int TOWER_BYTES_MAX = 2000;
    private static final int PORT_FLOOR = 3;

    private EndpointMap() {}

    /// The address of an interface on the host whose endpoint mapper this is.
    ///
    /// @throws RpcException when the mapper knows no such interface
    public static InetSocketAddress find(InetSocketAddress mapper, SyntaxId service, Duration timeout)
            throws IOException {
        try (var connection = RpcConnection.open(
                RpcConnection.Target.anonymous(mapper, EndpointMapperService.ID), timeout)) {
            return new InetSocketAddress(mapper.getAddress(), port(connection.call(EPT_MAP,
                    request(service, mapper.getAddress()))));
        }
    }

    private static Bytes request(SyntaxId service, InetAddress address) {
        Bytes tower = Tower.tcp(service, 0, address).encode();
        return new NdrWriter().pointer(false).pointer(true).i32(tower.length()).i32(tower.length()).blob(tower)
                .contextHandle(ContextHandle.NONE).i32(TOWERS_MAX).toBytes();
    }

    private static int port(Bytes reply) throws IOException {
        var in = new NdrReader(reply);
        in.contextHandle();
        in.i32();
        int count = in.varyingCount(in.conformance(TOWERS_MAX));
        int port = 0;
        for (int i = 0; i < count; i++) {
            in.pointer();
        }
        for (int i = 0; i < count; i++) {
            int size = in.conformance(TOWER_BYTES_MAX);
            in.i32();
            Tower tower = Tower.decode(in.blob(size));
            port = tower.floors().get(PORT_FLOOR).right().reader().u16BigEndian();
        }
        int status = in.i32();
        if (count == 0 || status != 0) {
            throw new RpcException("the endpoint mapper knows no such interface", status);
        }
        return port;
    }
}
