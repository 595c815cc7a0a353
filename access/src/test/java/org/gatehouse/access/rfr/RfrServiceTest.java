package org.gatehouse.access.rfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.junit.jupiter.api.Test;

class RfrServiceTest {
    private final RfrService service = new RfrService(new Referrals() {
        @Override
        public Optional<String> liveAddressBookEndpoint(String userDn) {
            return userDn.equals("/dead") ? Optional.empty() : Optional.of("array.corp.example");
        }

        @Override
        public Optional<String> fqdnOf(String serverDn) {
            return serverDn.equals("/o=Corp/cn=server") ? Optional.of("cas1.corp.example") : Optional.empty();
        }
    }, AuthLevel.CONNECT, Budgets.unlimited());

    private NdrReader call(int operation, NdrWriter stub) {
        var address = new InetSocketAddress("127.0.0.1", 1);
        var none = new ContextHandles() {
            @Override
            public <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state) {
                throw new AssertionError("RFR has no context handles");
            }

            @Override
            public <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle) {
                return Optional.empty();
            }

            @Override
            public <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle) {
                return Optional.empty();
            }
        };
        return new NdrReader(service.call(new RpcCall(operation, new NdrReader(stub.toBytes()), Optional.empty(),
                Optional.empty(), AuthLevel.CONNECT, ProtocolSequence.NCACN_IP_TCP, address, address, none,
                new CompletableFuture<>())));
    }

    private static Bytes ascii(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    private NdrReader newDsa(String user) {
        return call(0, new NdrWriter().i32(0).stringBytes(ascii(user)).pointer(false).pointer(true).pointer(false));
    }

    @Test
    void namesALiveEndpoint() {
        NdrReader response = newDsa("/o=Corp/cn=ann");
        assertThat(response.pointer()).isFalse();
        assertThat(response.pointer()).isTrue();
        assertThat(response.pointer()).isTrue();
        assertThat(response.string(100, StandardCharsets.US_ASCII)).isEqualTo("array.corp.example");
        assertThat(response.i32()).isZero();
    }

    @Test
    void saysSoWhenNoneIsAlive() {
        NdrReader response = newDsa("/dead");
        assertThat(response.pointer()).isFalse();
        assertThat(response.pointer()).isTrue();
        assertThat(response.pointer()).isFalse();
        assertThat(response.i32()).isEqualTo(NspiStatus.GENERAL_FAILURE);
    }

    @Test
    void translatesServerNames() {
        NdrReader known = serverDn("/o=Corp/cn=server");
        assertThat(known.pointer()).isTrue();
        assertThat(known.string(100, StandardCharsets.US_ASCII)).isEqualTo("cas1.corp.example");
        assertThat(known.i32()).isZero();
        NdrReader unknown = serverDn("/o=Corp/cn=nobody");
        assertThat(unknown.pointer()).isFalse();
        assertThat(unknown.i32()).isEqualTo(NspiStatus.NOT_FOUND);
    }

    private NdrReader serverDn(String dn) {
        return call(1, new NdrWriter().i32(0).i32(dn.length() + 1).stringBytes(ascii(dn)));
    }
}
