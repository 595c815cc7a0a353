package org.gatehouse.dcerpc.epm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.junit.jupiter.api.Test;

/// Stubs of [C706] appendix O as Samba 4.17's `ndr_pack_in` and `ndr_pack_out` make them of its `epmapper` interface.
/// Samba numbers full pointers from 1 and we from 0x20000; the peer only tells them from zero and from each other.
class EptGoldenTest {
    private static final SyntaxId EMSMDB = SyntaxId.of("a4f1db00-ca47-1067-b31f-00dd010662da", 0, 81);
    private static final String TOWER = """
            4b 00 00 00 4b 00 00 00                                         | maximum count, tower_length
            05 00                                                           | five floors
            13 00 0d 00 db f1 a4 47 ca 67 10 b3 1f 00 dd 01 06 62 da 00 00  | EMSMDB, major 0
            02 00 51 00                                                     | minor 81
            13 00 0d 04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60 02 00  | NDR, major 2
            02 00 00 00                                                     | minor 0
            01 00 0b 02 00 00 00                                            | connection-oriented RPC
            """;
    private static final String SERVED = TOWER + """
            01 00 07 02 00 17 71                                            | TCP port 6001
            01 00 09 04 00 c0 00 02 0a                                      | 192.0.2.10
            00                                                              | to a multiple of 4
            """;
    private static final String NO_HANDLE = """
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00     | entry_handle: none
            """;
    private static final byte[] MAP_REQUEST = Golden.bytes("""
            01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00     | full pointer, object
            02 00 00 00                                                     | full pointer to the tower
            """ + TOWER + """
            01 00 07 02 00 00 00                                            | TCP, any port
            01 00 09 04 00 00 00 00 00                                      | any address
            00                                                              | to a multiple of 4
            """ + NO_HANDLE + """
            04 00 00 00                                                     | max_towers
            """);
    private static final byte[] LOOKUP_REQUEST = Golden.bytes("""
            01 00 00 00                                                     | inquiry_type: by interface
            00 00 00 00                                                     | no object
            01 00 00 00                                                     | full pointer to the interface
            00 db f1 a4 47 ca 67 10 b3 1f 00 dd 01 06 62 da 00 00 51 00     | EMSMDB 0.81
            01 00 00 00                                                     | vers_option: all
            """ + NO_HANDLE + """
            02 00 00 00                                                     | max_ents
            """);

    @Test
    void readsWhatSambaAsksToMap() {
        EptMap.Request request = EptMap.decode(new NdrReader(Bytes.copyOf(MAP_REQUEST)));
        assertThat(request.object()).contains(new UUID(0, 0));
        assertThat(request.tower().flatMap(Tower::tcpInterface)).contains(EMSMDB);
        assertThat(request.handle()).isEqualTo(ContextHandle.NONE);
        assertThat(request.towersMax()).isEqualTo(4);
    }

    @Test
    void writesTheTowersAsSambaDoes() throws Exception {
        byte[] expected = Golden.bytes(NO_HANDLE + """
                01 00 00 00                                                     | num_towers
                04 00 00 00 00 00 00 00 01 00 00 00                             | maximum count, offset, count
                00 00 02 00                                                     | full pointer (Samba: 1)
                """ + SERVED + """
                00 00 00 00                                                     | status
                """);
        var response = new EptMap.Response(ContextHandle.NONE, 4, List.of(tower()), EptStatus.OK);
        assertThat(Golden.hex(EptMap.encode(response).toArray())).isEqualTo(Golden.hex(expected));
    }

    @Test
    void readsWhatSambaLooksUp() {
        assertThat(EptLookup.decode(new NdrReader(Bytes.copyOf(LOOKUP_REQUEST)))).isEqualTo(
                new EptLookup.Request(1, Optional.empty(), Optional.of(EMSMDB), 1, ContextHandle.NONE, 2));
    }

    @Test
    void writesTheEntriesAsSambaDoes() throws Exception {
        byte[] expected = Golden.bytes(NO_HANDLE + """
                01 00 00 00                                                     | num_ents
                02 00 00 00 00 00 00 00 01 00 00 00                             | maximum count, offset, count
                00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00                 | object
                00 00 02 00                                                     | full pointer to the tower (Samba: 1)
                00 00 00 00 05 00 00 00 4d 61 69 6c 00                          | annotation: offset, count, "Mail"
                00 00 00                                                        | to a multiple of 4
                """ + SERVED + """
                00 00 00 00                                                     | status
                """);
        var response = new EptLookup.Response(ContextHandle.NONE, 2,
                List.of(new EptLookup.Entry(new UUID(0, 0), tower(), "Mail")), EptStatus.OK);
        assertThat(Golden.hex(EptLookup.encode(response).toArray())).isEqualTo(Golden.hex(expected));
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(MAP_REQUEST, 5_000, MalformedException.class,
                input -> assertThat(EptMap.decode(new NdrReader(Bytes.wrap(input)))).isNotNull());
        Mutations.survive(LOOKUP_REQUEST, 5_000, MalformedException.class,
                input -> assertThat(EptLookup.decode(new NdrReader(Bytes.wrap(input)))).isNotNull());
    }

    private static Tower tower() throws Exception {
        return Tower.tcp(EMSMDB, 6001, InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 10}));
    }
}
