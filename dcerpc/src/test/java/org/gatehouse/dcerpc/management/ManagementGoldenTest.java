package org.gatehouse.dcerpc.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.epm.EndpointMapperService;
import org.gatehouse.dcerpc.epm.EndpointRegistry;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.junit.jupiter.api.Test;

/// Stubs of [C706] appendix Q as Samba 4.17's `ndr_pack_in` and `ndr_pack_out` make them of its `mgmt` interface.
class ManagementGoldenTest {
    private static final int INQUIRE_INTERFACES = 0;
    private static final int INQUIRE_STATISTICS = 1;
    private static final int IS_LISTENING = 2;
    private static final int STOP_LISTENING = 3;
    private static final int INQUIRE_PRINCIPAL_NAME = 4;
    private static final byte[] STATISTICS_REQUEST = Golden.bytes("""
            04 00 00 00 | room for 4
            00 00 00 00 | Samba sends another zero; C706 has none
            """);
    private static final byte[] PRINCIPAL_NAME_REQUEST = Golden.bytes("""
            0a 00 00 00 | authn_proto: NTLM
            04 00 00 00 | princ_name_size
            """);

    private final CallStatistics statistics = new CallStatistics();
    private final ManagementService service =
            new ManagementService(List.of(new EndpointMapperService(new EndpointRegistry())), statistics);

    private static final class NoHandles implements ContextHandles {
        @Override
        public <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state) {
            throw new AssertionError("no operation keeps state");
        }

        @Override
        public <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle) {
            return Optional.empty();
        }

        @Override
        public <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle) {
            return Optional.empty();
        }
    }

    private byte[] answer(int operation, byte[] stub) {
        var address = new InetSocketAddress("192.0.2.1", 135);
        var call = new RpcCall(operation, new NdrReader(Bytes.copyOf(stub)), Optional.empty(), Optional.empty(),
                AuthLevel.NONE, ProtocolSequence.NCACN_IP_TCP, address, address, new NoHandles(),
                new CompletableFuture<>());
        return service.call(call).toArray();
    }

    @Test
    void namesTheInterfacesOfTheEndpoint() {
        assertThat(Golden.hex(answer(INQUIRE_INTERFACES, new byte[0]))).isEqualTo(Golden.hex(Golden.bytes("""
                00 00 02 00                                      | full pointer to the vector
                02 00 00 00                                      | maximum count
                02 00 00 00                                      | count
                04 00 02 00 08 00 02 00                          | full pointers to the identifiers
                08 83 af e1 1f 5d c9 11 91 a4 08 00 2b 14 a0 fa  | endpoint mapper
                03 00 00 00                                      | 3.0
                80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89  | mgmt
                01 00 00 00                                      | 1.0
                00 00 00 00                                      | status
                """)));
    }

    @Test
    void countsCallsAndPackets() {
        IntStream.range(0, 7).forEach(_ -> statistics.callDispatched());
        IntStream.range(0, 21).forEach(_ -> statistics.packetReceived());
        IntStream.range(0, 14).forEach(_ -> statistics.packetSent());
        assertThat(Golden.hex(answer(INQUIRE_STATISTICS, STATISTICS_REQUEST))).isEqualTo(Golden.hex(Golden.bytes("""
                04 00 00 00 04 00 00 00 | maximum count, count
                07 00 00 00             | calls in
                00 00 00 00             | calls out
                15 00 00 00             | packets in
                0e 00 00 00             | packets out
                00 00 00 00             | status
                """)));
    }

    @Test
    void tellsNoMoreCountersThanTheCallerHasRoomFor() {
        statistics.callDispatched();
        assertThat(answer(INQUIRE_STATISTICS, Bytes.ofHex("01000000").toArray()))
                .isEqualTo(Bytes.ofHex("01000000 01000000 01000000 00000000").toArray());
    }

    @Test
    void listensAndIsNotStoppedFromAfar() {
        assertThat(answer(IS_LISTENING, new byte[0])).isEqualTo(Golden.bytes("""
                00 00 00 00 | status
                01 00 00 00 | true
                """));
        assertThat(answer(STOP_LISTENING, new byte[0])).isEqualTo(Golden.bytes("05 00 00 00 | ERROR_ACCESS_DENIED"));
    }

    @Test
    void hasNoPrincipalName() {
        assertThat(Golden.hex(answer(INQUIRE_PRINCIPAL_NAME, PRINCIPAL_NAME_REQUEST)))
                .isEqualTo(Golden.hex(Golden.bytes("""
                04 00 00 00 00 00 00 00 01 00 00 00 | maximum count, offset, count
                00                                  | ""
                00 00 00                            | to a multiple of 4
                d3 06 00 00                         | RPC_S_UNKNOWN_AUTHN_SERVICE
                """)));
        assertThatThrownBy(() -> answer(5, new byte[0])).isInstanceOf(RpcFault.class);
    }

    @Test
    void everyMutationIsAnsweredOrMalformed() {
        Mutations.survive(STATISTICS_REQUEST, 2_000, MalformedException.class,
                input -> assertThat(answer(INQUIRE_STATISTICS, input).length).isLessThanOrEqualTo(28));
        Mutations.survive(PRINCIPAL_NAME_REQUEST, 2_000, MalformedException.class,
                input -> assertThat(answer(INQUIRE_PRINCIPAL_NAME, input)).isNotEmpty());
    }
}
