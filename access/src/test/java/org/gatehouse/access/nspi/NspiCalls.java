package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// Calls of one association group, with stubs written by hand.
final class NspiCalls {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 1);

    private final Handles handles = new Handles();

    /// The handles of one association group.
    private static final class Handles implements ContextHandles {
        private final Map<UUID, AutoCloseable> states = new HashMap<>();

        @Override
        public <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state) {
            var uuid = new UUID(0, states.size() + 1L);
            states.put(uuid, state);
            return new ContextHandle(0, uuid);
        }

        @Override
        public <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle) {
            return Optional.ofNullable(states.get(handle.uuid())).filter(kind::isInstance).map(kind::cast);
        }

        @Override
        public <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle) {
            Optional<T> found = find(kind, handle);
            found.ifPresent(_ -> states.remove(handle.uuid()));
            return found;
        }

        void runDown() throws Exception {
            for (AutoCloseable state : states.values()) {
                state.close();
            }
        }
    }

    record Bound(ContextHandle handle, int status) {}

    NdrReader call(RpcService service, int operation, Optional<Identity> caller, NdrWriter stub) {
        return new NdrReader(service.call(new RpcCall(operation, new NdrReader(stub.toBytes()), Optional.empty(),
                caller, AuthLevel.PRIVACY, ProtocolSequence.NCACN_IP_TCP, ADDRESS, ADDRESS, handles,
                new CompletableFuture<>())));
    }

    /// Asks for the server's GUID too.
    Bound bind(RpcService service, Identity caller, int codePage, UUID server) {
        var stub = new NdrWriter().i32(0).i32(0).i32(0).i32(0).i32(0).i32(0).i32(0).i32(codePage).i32(0x409).i32(0x409)
                .pointer(true).blob(Bytes.ofHex("00".repeat(16)));
        NdrReader response = call(service, 0, Optional.of(caller), stub);
        assertThat(response.pointer()).isTrue();
        assertThat(response.blob(16).reader().guid()).isEqualTo(server);
        return new Bound(response.contextHandle(), response.i32());
    }

    int unbind(RpcService service, Identity caller, ContextHandle handle) {
        NdrReader response = call(service, 1, Optional.of(caller), new NdrWriter().contextHandle(handle).i32(0));
        assertThat(response.contextHandle()).isEqualTo(ContextHandle.NONE);
        return response.i32();
    }

    void runDown() throws Exception {
        handles.runDown();
    }
}
