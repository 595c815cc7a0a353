package org.gatehouse.edge.proxy;

import static org.gatehouse.wire.MalformedException.require;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// The PROXY protocol's header, version 2 (HAProxy, proxy-protocol.txt 2.2): the first bytes of a connection that a
/// balancer opened for a client.
///
/// Trailing TLV vectors are read over. It must be believed from trusted addresses only.
public sealed interface ProxyHeader {
    /// The fixed part, which tells the length of the rest.
    int PREFIX_SIZE = 16;
    /// More than addresses and TLVs of a sane sender need.
    int REST_SIZE_MAX = 4096;

    /// The balancer itself connected: the connection's own addresses hold.
    record Local() implements ProxyHeader {}

    /// @param client who connected to the balancer
    /// @param server the address and port that the client reached
    record Proxied(InetSocketAddress client, InetSocketAddress server) implements ProxyHeader {}

    /// How many bytes follow the first [#PREFIX_SIZE].
    static int restLength(Bytes prefix) {
        ByteReader in = prefix.reader();
        require(in.blob(Layout.SIGNATURE.length()).equals(Layout.SIGNATURE), "no PROXY header of version 2");
        require(in.u8() >> 4 == Layout.VERSION, "PROXY header of another version");
        in.skip(1);
        int length = in.u16BigEndian();
        require(length <= REST_SIZE_MAX, "PROXY header too long");
        return length;
    }

    /// Reads a whole header and nothing beyond it.
    static ProxyHeader decode(Bytes header) {
        require(restLength(header) == header.length() - PREFIX_SIZE, "PROXY header with other bytes behind");
        ByteReader in = header.reader();
        in.skip(12);
        int command = in.u8() & 0xf;
        int family = in.u8();
        in.skip(2);
        require(command <= Layout.PROXY, "PROXY header with an unknown command");
        require(family >> 4 <= 3 && (family & 0xf) <= 2, "PROXY header with an unknown family");
        if (command == Layout.LOCAL) {
            return new Local();
        }
        return switch (family) {
            case Layout.TCP_IPV4 -> addresses(in, 4);
            case Layout.TCP_IPV6 -> addresses(in, 16);
            // Nothing but TCP reaches us; the receiver may use the connection's own addresses then.
            default -> new Local();
        };
    }

    /// Whether the first bytes of a connection are a header's, of version 1 or 2. Neither RPC nor TLS begins so.
    static boolean begins(ByteBuffer first) {
        return starts(first, Layout.SIGNATURE.toArray()) || starts(first, Layout.FIRST_VERSION);
    }

    private static boolean starts(ByteBuffer first, byte[] with) {
        return first.remaining() >= with.length
                && first.slice(first.position(), with.length).equals(ByteBuffer.wrap(with));
    }

    /// The header's bytes, to be sent in one piece before anything else.
    default Bytes encode() {
        var out = new ByteWriter(PREFIX_SIZE + 36).bytes(Layout.SIGNATURE);
        switch (this) {
            case Local() -> out.u8(Layout.VERSION << 4).u8(0).u16(0);
            case Proxied(InetSocketAddress client, InetSocketAddress server) -> {
                boolean four = client.getAddress() instanceof Inet4Address
                        && server.getAddress() instanceof Inet4Address;
                byte[] source = Layout.bytes(client.getAddress(), four);
                out.u8(Layout.VERSION << 4 | Layout.PROXY).u8(four ? Layout.TCP_IPV4 : Layout.TCP_IPV6)
                        .u16BigEndian(2 * source.length + 4).bytes(source)
                        .bytes(Layout.bytes(server.getAddress(), four))
                        .u16BigEndian(client.getPort()).u16BigEndian(server.getPort());
            }
        }
        return out.toBytes();
    }

    private static Proxied addresses(ByteReader in, int size) {
        byte[] client = in.bytes(size);
        byte[] server = in.bytes(size);
        int clientPort = in.u16BigEndian();
        int serverPort = in.u16BigEndian();
        try {
            return new Proxied(new InetSocketAddress(InetAddress.getByAddress(client), clientPort),
                    new InetSocketAddress(InetAddress.getByAddress(server), serverPort));
        } catch (UnknownHostException impossible) {
            throw new MalformedException("PROXY address of a wrong size", impossible);
        }
    }

    /// Numbers of the layout.
    final class Layout {
        private static final Bytes SIGNATURE = Bytes.ofHex("0d0a0d0a000d0a515549540a");
        private static final byte[] FIRST_VERSION = "PROXY ".getBytes(StandardCharsets.US_ASCII);
        private static final int VERSION = 2;
        private static final int LOCAL = 0;
        private static final int PROXY = 1;
        private static final int TCP_IPV4 = 0x11;
        private static final int TCP_IPV6 = 0x21;

        private Layout() {}

        /// An IPv4 address beside an IPv6 one goes as ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
        private static byte[] bytes(InetAddress address, boolean four) {
            if (four || address instanceof Inet6Address) {
                return address.getAddress();
            }
            return new ByteWriter(16).zeros(10).u16(0xffff).bytes(address.getAddress()).toArray();
        }
    }
}
