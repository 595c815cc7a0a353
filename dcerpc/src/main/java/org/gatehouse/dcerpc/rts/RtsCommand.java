package org.gatehouse.dcerpc.rts;

import static org.gatehouse.wire.MalformedException.require;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// The commands of an RTS PDU ([MS-RPCH] 2.2.3.5), each beginning with its number.
public sealed interface RtsCommand {
    int WINDOW_MIN = 8 * 1024;
    int WINDOW_MAX = 256 * 1024;
    long CONNECTION_TIMEOUT_MIN = 120_000;
    long CONNECTION_TIMEOUT_MAX = 14_400_000;
    long LIFETIME_MIN = 128 * 1024;
    long LIFETIME_MAX = 2L << 30;
    long KEEPALIVE_MIN = 60_000;
    /// What a keep-alive interval of 0 stands for ([MS-RPCH] 2.2.3.5.6).
    long KEEPALIVE_USUAL = 300_000;
    int PADDING_MAX = 0xffff;

    /// [MS-RPCH] 2.2.3.5.1.
    record ReceiveWindowSize(int bytes) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.2, with the acknowledgment of 2.2.3.4.
    ///
    /// @param channel the cookie of the channel whose traffic is acknowledged
    record FlowControlAck(long bytesReceived, long availableWindow, UUID channel) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.3.
    record ConnectionTimeout(long millis) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.4.
    record Cookie(UUID value) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.5.
    record ChannelLifetime(long bytes) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.6.
    ///
    /// @param millis as sent: 0 stands for [#KEEPALIVE_USUAL]
    record ClientKeepalive(long millis) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.7.
    record Version(long number) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.8.
    record Empty() implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.9. What the padding holds means nothing and is not kept.
    record Padding(int count) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.10: the successor channel was not established.
    record NegativeAnce() implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.11: the successor channel was established.
    record Ance() implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.12, with the address of 2.2.3.2.
    record ClientAddress(InetAddress address) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.13.
    record AssociationGroupId(UUID value) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.14.
    record Forward(Destination destination) implements RtsCommand {}

    /// [MS-RPCH] 2.2.3.5.15.
    record PingTrafficSentNotify(long bytes) implements RtsCommand {}

    static RtsCommand read(ByteReader in) {
        int type = in.i32();
        return switch (type) {
            case 0x0 -> new ReceiveWindowSize((int) between(in.u32(), WINDOW_MIN, WINDOW_MAX, "receive window"));
            case 0x1 -> new FlowControlAck(in.u32(), in.u32(), in.guid());
            case 0x2 -> new ConnectionTimeout(
                    between(in.u32(), CONNECTION_TIMEOUT_MIN, CONNECTION_TIMEOUT_MAX, "connection time-out"));
            case 0x3 -> new Cookie(in.guid());
            case 0x4 -> new ChannelLifetime(between(in.u32(), LIFETIME_MIN, LIFETIME_MAX, "channel lifetime"));
            case 0x5 -> keepalive(in.u32());
            case 0x6 -> new Version(in.u32());
            case 0x7 -> new Empty();
            case 0x8 -> {
                long count = between(in.u32(), 0, PADDING_MAX, "padding");
                in.skip((int) count);
                yield new Padding((int) count);
            }
            case 0x9 -> new NegativeAnce();
            case 0xa -> new Ance();
            case 0xb -> address(in);
            case 0xc -> new AssociationGroupId(in.guid());
            case 0xd -> new Forward(Destination.of(in.u32()));
            case 0xe -> new PingTrafficSentNotify(in.u32());
            default -> throw new MalformedException("RTS command " + Integer.toUnsignedString(type));
        };
    }

    private static RtsCommand keepalive(long millis) {
        require(millis == 0 || millis >= KEEPALIVE_MIN, "keep-alive interval of " + millis + " ms");
        return new ClientKeepalive(millis);
    }

    private static long between(long value, long min, long max, String what) {
        require(value >= min && value <= max, what + " of " + value);
        return value;
    }

    /// The octets of an address come last first, and 12 of padding behind them.
    private static RtsCommand address(ByteReader in) {
        long family = in.u32();
        require(family <= 1, "address type " + family);
        byte[] octets = reversed(in.bytes(family == 0 ? 4 : 16));
        in.skip(12);
        try {
            return new ClientAddress(InetAddress.getByAddress(octets));
        } catch (UnknownHostException impossible) {
            throw new MalformedException("client address", impossible);
        }
    }

    private static byte[] reversed(byte[] octets) {
        byte[] turned = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            turned[i] = octets[octets.length - 1 - i];
        }
        return turned;
    }

    /// Writes the command with its number.
    static void write(RtsCommand command, ByteWriter out) {
        switch (command) {
            case ReceiveWindowSize(int bytes) -> out.i32(0x0).i32(bytes);
            case FlowControlAck(long received, long window, UUID channel) ->
                out.i32(0x1).u32(received).u32(window).guid(channel);
            case ConnectionTimeout(long millis) -> out.i32(0x2).u32(millis);
            case Cookie(UUID value) -> out.i32(0x3).guid(value);
            case ChannelLifetime(long bytes) -> out.i32(0x4).u32(bytes);
            case ClientKeepalive(long millis) -> out.i32(0x5).u32(millis);
            case Version(long number) -> out.i32(0x6).u32(number);
            case Empty() -> out.i32(0x7);
            case Padding(int count) -> out.i32(0x8).i32(count).zeros(count);
            case NegativeAnce() -> out.i32(0x9);
            case Ance() -> out.i32(0xa);
            case ClientAddress(InetAddress address) -> {
                byte[] octets = reversed(address.getAddress());
                out.i32(0xb).i32(octets.length == 4 ? 0 : 1).bytes(octets).zeros(12);
            }
            case AssociationGroupId(UUID value) -> out.i32(0xc).guid(value);
            case Forward(Destination destination) -> out.i32(0xd).i32(destination.code());
            case PingTrafficSentNotify(long bytes) -> out.i32(0xe).u32(bytes);
        }
    }
}
