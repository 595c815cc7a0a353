package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.junit.jupiter.api.Test;

class NspiServiceTest {
    private static final UUID SERVER = new UUID(3, 4);
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final Identity BOB = new Identity("CORP", "bob", "NTLM");

    private final NspiService service = new NspiService(new AddressBookDesk(SampleAddressBook.small(), SERVER,
            new AddressBookLimits(3, 2, 100, 1_000, 100, 100, 100, 10)), AuthLevel.PRIVACY);
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

    private NdrReader call(int operation, Optional<Identity> caller, NdrWriter stub) {
        var address = new InetSocketAddress("127.0.0.1", 1);
        return new NdrReader(service.call(new RpcCall(operation, new NdrReader(stub.toBytes()), Optional.empty(),
                caller, AuthLevel.PRIVACY, ProtocolSequence.NCACN_IP_TCP, address, address, handles,
                new CompletableFuture<>())));
    }

    private record Bound(ContextHandle handle, int status) {}

    private Bound bind(Identity caller, int codePage) {
        var stub = new NdrWriter().i32(0).i32(0).i32(0).i32(0).i32(0).i32(0).i32(0).i32(codePage).i32(0x409).i32(0x409)
                .pointer(true).blob(Bytes.ofHex("00".repeat(16)));
        NdrReader response = call(0, Optional.ofNullable(caller), stub);
        assertThat(response.pointer()).isTrue();
        assertThat(response.blob(16).reader().guid()).isEqualTo(SERVER);
        return new Bound(response.contextHandle(), response.i32());
    }

    private int unbind(ContextHandle handle) {
        NdrReader response = call(1, Optional.of(ANN), new NdrWriter().contextHandle(handle).i32(0));
        assertThat(response.contextHandle()).isEqualTo(ContextHandle.NONE);
        return response.i32();
    }

    @Test
    void bindsAndUnbinds() {
        Bound bound = bind(ANN, 1252);
        assertThat(bound.status()).isEqualTo(NspiStatus.SUCCESS);
        assertThat(service.openSessions()).isEqualTo(1);
        assertThat(unbind(bound.handle())).isEqualTo(NspiStatus.UNBIND_SUCCESS);
        assertThat(unbind(bound.handle())).isEqualTo(NspiStatus.UNBIND_FAILURE);
        assertThat(service.openSessions()).isZero();
    }

    @Test
    void limitsSessionsByUserAndInAll() {
        assertThat(bind(ANN, 1252).status()).isEqualTo(NspiStatus.SUCCESS);
        Bound second = bind(ANN, 1252);
        assertThat(bind(ANN, 1252)).isEqualTo(new Bound(ContextHandle.NONE, NspiStatus.LOGON_FAILED));
        assertThat(bind(BOB, 1252).status()).isEqualTo(NspiStatus.SUCCESS);
        assertThat(bind(BOB, 1252).status()).isEqualTo(NspiStatus.LOGON_FAILED);
        unbind(second.handle());
        assertThat(bind(BOB, 1252).status()).isEqualTo(NspiStatus.SUCCESS);
    }

    @Test
    void aRundownGivesTheSessionsBack() throws Exception {
        bind(ANN, 1252);
        bind(BOB, 1252);
        handles.runDown();
        handles.runDown();
        assertThat(service.openSessions()).isZero();
    }

    @Test
    void refusesUnicodeAsACodePageAndCallersWithoutAName() {
        assertThat(bind(ANN, 1200).status()).isEqualTo(NspiStatus.INVALID_CODEPAGE);
        assertThat(call(0, Optional.empty(), new NdrWriter().i32(0x20).i32(0).i32(0).i32(0).i32(0).i32(0).i32(0)
                .i32(1252).i32(0).i32(0).pointer(false)).pointer()).isFalse();
        assertThat(service.openSessions()).isZero();
    }

    @Test
    void operationsOutsideTheWireAndForeignHandlesAreFaults() {
        assertThatThrownBy(() -> call(15, Optional.of(ANN), new NdrWriter()))
                .isInstanceOfSatisfying(RpcFault.class,
                        fault -> assertThat(fault.status()).isEqualTo(RpcStatus.OPERATION_RANGE));
        var columns = new NdrWriter().contextHandle(new ContextHandle(0, new UUID(9, 9))).i32(0).i32(0);
        assertThatThrownBy(() -> call(16, Optional.of(ANN), columns)).isInstanceOfSatisfying(RpcFault.class,
                fault -> assertThat(fault.status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH));
    }
}
