package org.gatehouse.dcerpc.epm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class TowerTest {
    /// As impacket 0.10 builds it from its floors; layout [C706] appendix L.
    private static final byte[] GOLDEN = Golden.bytes("""
            05 00                                               | five floors
            13 00 0d 00 db f1 a4 47 ca 67 10 b3 1f 00 dd 01 06 62 da 00 00  | UUID EMSMDB, major 0
            02 00 51 00                                         | minor 81
            13 00 0d 04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60 02 00  | UUID NDR, major 2
            02 00 00 00                                         | minor 0
            01 00 0b 02 00 00 00                                | connection-oriented RPC
            01 00 07 02 00 17 70                                | TCP port 6000, big-endian
            01 00 09 04 00 c0 00 02 0a                          | IP 192.0.2.10
            """);
    private static final SyntaxId EMSMDB = SyntaxId.of("a4f1db00-ca47-1067-b31f-00dd010662da", 0, 81);

    @Test
    void writesTheWayToAnInterface() throws Exception {
        var tower = Tower.tcp(EMSMDB, 6000, InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 10}));
        assertThat(Golden.hex(tower.encode().toArray())).isEqualTo(Golden.hex(GOLDEN));
        assertThat(Tower.decode(Bytes.copyOf(GOLDEN))).isEqualTo(tower);
        assertThat(tower.tcpInterface()).contains(EMSMDB);
    }

    @Test
    void namesNoAddressOverIpv6() throws Exception {
        Tower tower = Tower.tcp(EMSMDB, 6000, InetAddress.getByName("2001:db8::1"));
        assertThat(tower.floors().getLast().right()).isEqualTo(Bytes.ofHex("00000000"));
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(GOLDEN, 20_000, MalformedException.class,
                input -> assertThat(Tower.decode(Bytes.wrap(input)).tcpInterface()).isNotNull());
    }
}
