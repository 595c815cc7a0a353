package org.gatehouse.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// Bytes written by hand from HAProxy's proxy-protocol.txt, 2.2.
final class ProxyHeaderTest {
    private static final byte[] IPV4 = Golden.bytes("""
            0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a  | signature
            21                                   | version 2, PROXY
            11                                   | TCP over IPv4
            00 0c                                | length of the addresses
            c0 00 02 07                          | source 192.0.2.7
            7f 00 01 0a                          | destination 127.0.1.10
            c3 50                                | source port 50000
            00 87                                | destination port 135
            """);
    private static final byte[] IPV6 = Golden.bytes("""
            0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a              | signature
            21                                               | version 2, PROXY
            21                                               | TCP over IPv6
            00 24                                            | length of the addresses
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 07  | source 2001:db8::7
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 0a  | destination 2001:db8::a
            c3 50                                            | source port 50000
            17 71                                            | destination port 6001
            """);
    private static final byte[] LOCAL = Golden.bytes("""
            0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a  | signature
            20                                   | version 2, LOCAL
            00                                   | unspecified
            00 00                                | no addresses
            """);
    private static final byte[] WITH_VECTORS = Golden.bytes("""
            0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a  | signature
            21 11                                | version 2, PROXY, TCP over IPv4
            00 11                                | addresses and one vector
            c0 00 02 07 7f 00 01 0a c3 50 00 87  | the addresses as above
            04 00 02 00 00                       | PP2_TYPE_NOOP of two bytes
            """);
    private static final ProxyHeader CLIENT = new ProxyHeader.Proxied(new InetSocketAddress("192.0.2.7", 50000),
            new InetSocketAddress("127.0.1.10", 135));

    @Test
    void fourByteAddressesAreReadAndWritten() {
        assertThat(decoded(IPV4)).isEqualTo(CLIENT);
        assertThat(Golden.hex(CLIENT.encode().toArray())).isEqualTo(Golden.hex(IPV4));
    }

    @Test
    void sixteenByteAddressesAreReadAndWritten() {
        var header = new ProxyHeader.Proxied(new InetSocketAddress("2001:db8::7", 50000),
                new InetSocketAddress("2001:db8::a", 6001));
        assertThat(decoded(IPV6)).isEqualTo(header);
        assertThat(Golden.hex(header.encode().toArray())).isEqualTo(Golden.hex(IPV6));
    }

    @Test
    void localIsReadAndWritten() {
        assertThat(decoded(LOCAL)).isEqualTo(new ProxyHeader.Local());
        assertThat(Golden.hex(new ProxyHeader.Local().encode().toArray())).isEqualTo(Golden.hex(LOCAL));
    }

    @Test
    void vectorsAreReadOver() {
        assertThat(ProxyHeader.restLength(Bytes.copyOf(WITH_VECTORS, 0, 16))).isEqualTo(17);
        assertThat(decoded(WITH_VECTORS)).isEqualTo(CLIENT);
    }

    @Test
    void familiesMayDiffer() {
        var header = new ProxyHeader.Proxied(new InetSocketAddress("192.0.2.7", 1),
                new InetSocketAddress("2001:db8::a", 2));
        byte[] encoded = header.encode().toArray();
        assertThat(encoded).hasSize(52);
        assertThat(Golden.hex(encoded)).contains("00 00 00 00 00 00 00 00 00 00 ff ff c0 00 02 07");
        assertThat(((ProxyHeader.Proxied) decoded(encoded)).client()).isEqualTo(header.client());
    }

    @Test
    void whatIsNoHeaderIsMalformed() {
        byte[] version1 = "PROXY TCP4 192.0.2.7 127.0.1.10 50000 135\r\n".getBytes(
                java.nio.charset.StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> decoded(version1)).isInstanceOf(MalformedException.class);
        byte[] long1 = IPV4.clone();
        long1[14] = 0x7f;
        assertThatThrownBy(() -> ProxyHeader.restLength(Bytes.wrap(long1))).isInstanceOf(MalformedException.class)
                .hasMessageContaining("too long");
        byte[] command = IPV4.clone();
        command[12] = 0x22;
        assertThatThrownBy(() -> decoded(command)).isInstanceOf(MalformedException.class)
                .hasMessageContaining("command");
    }

    @Test
    void mutatedHeadersAreAValueOrMalformed() {
        for (byte[] golden : new byte[][] {IPV4, IPV6, LOCAL, WITH_VECTORS}) {
            Mutations.survive(golden, 20_000, MalformedException.class,
                    bytes -> assertThat(decoded(bytes)).isNotNull());
        }
    }

    private static ProxyHeader decoded(byte[] bytes) {
        return ProxyHeader.decode(Bytes.copyOf(bytes));
    }
}
