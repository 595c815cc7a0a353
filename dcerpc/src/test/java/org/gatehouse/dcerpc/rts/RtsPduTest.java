package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.gatehouse.dcerpc.rts.RtsCommand.Ance;
import org.gatehouse.dcerpc.rts.RtsCommand.AssociationGroupId;
import org.gatehouse.dcerpc.rts.RtsCommand.ChannelLifetime;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientAddress;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.Empty;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.NegativeAnce;
import org.gatehouse.dcerpc.rts.RtsCommand.Padding;
import org.gatehouse.dcerpc.rts.RtsCommand.PingTrafficSentNotify;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goldens are what impacket 0.10's `rpch` makes; those of commands that it cannot write (padding, client addresses)
/// are packed by hand from the layouts of [MS-RPCH] 2.2.3.
class RtsPduTest {
    private static final UUID CONNECTION = UUID.fromString("13121110-1514-1716-1819-1a1b1c1d1e1f");
    private static final UUID OUT = UUID.fromString("23222120-2524-2726-2829-2a2b2c2d2e2f");
    private static final UUID IN = UUID.fromString("33323130-3534-3736-3839-3a3b3c3d3e3f");
    private static final UUID NEXT = UUID.fromString("43424140-4544-4746-4849-4a4b4c4d4e4f");

    record Example(String name, RtsPdu pdu, byte[] wire) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Example example(String name, RtsPdu pdu, String wire) {
        return new Example(name, pdu, Golden.bytes(wire));
    }

    /// The golden of that name.
    static byte[] wire(String name) throws Exception {
        return examples().stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow().wire();
    }

    static List<Example> examples() throws Exception {
        return Stream.of(sequences(), replacements(), single()).flatMap(List::stream).toList();
    }

    private static List<Example> sequences() {
        return List.of(connA1(), connB1(), connA3(), connC2(), inR2A1(), outR2A3(), outR2A7(), acknowledgment());
    }

    /// What else client and proxies say when a channel is replaced. A client cannot know whether it will be IN_R1 or
    /// IN_R2: both begin, and end, alike.
    private static List<Example> replacements() {
        return List.of(
                example("IN_R1/A4", RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT), new Version(1),
                        new ReceiveWindowSize(65_536), new ConnectionTimeout(120_000)), """
                        05 00 14 03 10 00 00 00 34 00 00 00 00 00 00 00  | header, frag_length 52
                        00 00 04 00                                      | RTS_FLAG_NONE, 4 commands
                        0d 00 00 00 00 00 00 00                          | Destination FDClient
                        06 00 00 00 01 00 00 00                          | Version 1
                        00 00 00 00 00 00 01 00                          | ReceiveWindowSize 65,536
                        02 00 00 00 c0 d4 01 00                          | ConnectionTimeout 120,000 ms
                        """),
                example("IN_R2/A4", RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT)), """
                        05 00 14 03 10 00 00 00 1c 00 00 00 00 00 00 00  | header, frag_length 28
                        00 00 01 00                                      | RTS_FLAG_NONE, 1 command
                        0d 00 00 00 00 00 00 00                          | Destination FDClient
                        """),
                example("IN_R2/A5", RtsPdu.of(RtsFlags.NONE, new Cookie(NEXT)), """
                        05 00 14 03 10 00 00 00 28 00 00 00 00 00 00 00  | header, frag_length 40
                        00 00 01 00                                      | RTS_FLAG_NONE, 1 command
                        03 00 00 00                                      | Cookie: the successor
                        40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  | its value
                        """),
                example("OUT_R1/A2", RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Forward(Destination.CLIENT)), """
                        05 00 14 03 10 00 00 00 1c 00 00 00 00 00 00 00  | header, frag_length 28
                        04 00 01 00                                      | RTS_FLAG_RECYCLE_CHANNEL, 1 command
                        0d 00 00 00 00 00 00 00                          | Destination FDClient
                        """),
                example("OUT_R1/A6", RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.CLIENT), new Version(1),
                        new ConnectionTimeout(120_000)), """
                        05 00 14 03 10 00 00 00 2c 00 00 00 00 00 00 00  | header, frag_length 44
                        10 00 03 00                                      | RTS_FLAG_OUT_CHANNEL, 3 commands
                        0d 00 00 00 00 00 00 00                          | Destination FDClient
                        06 00 00 00 01 00 00 00                          | Version 1
                        02 00 00 00 c0 d4 01 00                          | ConnectionTimeout 120,000 ms
                        """),
                example("OUT_R1/A7", RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER),
                        new Cookie(NEXT)), """
                        05 00 14 03 10 00 00 00 30 00 00 00 00 00 00 00  | header, frag_length 48
                        10 00 02 00                                      | RTS_FLAG_OUT_CHANNEL, 2 commands
                        0d 00 00 00 02 00 00 00                          | Destination FDServer
                        03 00 00 00                                      | Cookie: the successor
                        40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  | its value
                        """),
                example("OUT_R1/A10", RtsPdu.of(RtsFlags.NONE, new Ance()), """
                        05 00 14 03 10 00 00 00 18 00 00 00 00 00 00 00  | header, frag_length 24
                        00 00 01 00                                      | RTS_FLAG_NONE, 1 command
                        0a 00 00 00                                      | ANCE
                        """));
    }

    private static List<Example> single() throws Exception {
        return List.of(
                example("OUT_R2/A6", RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT), new Ance()), """
                        05 00 14 03 10 00 00 00 20 00 00 00 00 00 00 00  | header, frag_length 32
                        00 00 02 00                                      | RTS_FLAG_NONE, 2 commands
                        0d 00 00 00 00 00 00 00                          | Destination FDClient
                        0a 00 00 00                                      | ANCE
                        """),
                example("OUT_R2/C1", RtsPdu.of(RtsFlags.PING, new Empty()), """
                        05 00 14 03 10 00 00 00 18 00 00 00 00 00 00 00  | header, frag_length 24
                        01 00 01 00                                      | RTS_FLAG_PING, 1 command
                        07 00 00 00                                      | Empty
                        """),
                example("OUT_R2/B2", RtsPdu.of(RtsFlags.NONE, new NegativeAnce()), """
                        05 00 14 03 10 00 00 00 18 00 00 00 00 00 00 00  | header, frag_length 24
                        00 00 01 00                                      | RTS_FLAG_NONE, 1 command
                        09 00 00 00                                      | NegativeANCE
                        """),
                example("OUT_R2/B3", RtsPdu.of(RtsFlags.EOF, new Ance()), """
                        05 00 14 03 10 00 00 00 18 00 00 00 00 00 00 00  | header, frag_length 24
                        20 00 01 00                                      | RTS_FLAG_EOF, 1 command
                        0a 00 00 00                                      | ANCE
                        """),
                example("Ping", RtsPdu.of(RtsFlags.PING), """
                        05 00 14 03 10 00 00 00 14 00 00 00 00 00 00 00  | header, frag_length 20
                        01 00 00 00                                      | RTS_FLAG_PING, no command
                        """),
                example("padding", RtsPdu.of(RtsFlags.PING, new Padding(4)), """
                        05 00 14 03 10 00 00 00 20 00 00 00 00 00 00 00  | header, frag_length 32
                        01 00 01 00                                      | RTS_FLAG_PING, 1 command
                        08 00 00 00 04 00 00 00 00 00 00 00              | Padding, ConformanceCount 4, its bytes
                        """),
                example("keep-alive and ping traffic", RtsPdu.of(RtsFlags.OTHER_COMMAND, new ClientKeepalive(60_000),
                        new PingTrafficSentNotify(1040)), """
                        05 00 14 03 10 00 00 00 24 00 00 00 00 00 00 00  | header, frag_length 36
                        02 00 02 00                                      | RTS_FLAG_OTHER_CMD, 2 commands
                        05 00 00 00 60 ea 00 00                          | ClientKeepalive, 60,000 ms
                        0e 00 00 00 10 04 00 00                          | PingTrafficSentNotify, 1,040 bytes
                        """),
                example("client addresses", RtsPdu.of(RtsFlags.IN_CHANNEL,
                        new ClientAddress(InetAddress.getByName("192.0.2.7")),
                        new ClientAddress(InetAddress.getByName("2001:db8::1"))), """
                        05 00 14 03 10 00 00 00 50 00 00 00 00 00 00 00  | header, frag_length 80
                        08 00 02 00                                      | RTS_FLAG_IN_CHANNEL, 2 commands
                        0b 00 00 00 00 00 00 00                          | ClientAddress, AddressType IPv4
                        07 02 00 c0                                      | 192.0.2.7, little-endian
                        00 00 00 00 00 00 00 00 00 00 00 00              | Padding
                        0b 00 00 00 01 00 00 00                          | ClientAddress, AddressType IPv6
                        01 00 00 00 00 00 00 00 00 00 00 00 b8 0d 01 20  | 2001:db8::1, little-endian
                        00 00 00 00 00 00 00 00 00 00 00 00              | Padding
                        """));
    }

    private static Example connA1() {
        return example("CONN/A1", RtsPdu.of(RtsFlags.NONE, new Version(1), new Cookie(CONNECTION), new Cookie(OUT),
                new ReceiveWindowSize(262_144)), """
                05 00 14 03                                      | version 5.0, PTYPE 20, first and last fragment
                10 00 00 00                                      | little-endian, ASCII, IEEE
                4c 00 00 00                                      | frag_length 76, auth_length 0
                00 00 00 00                                      | call_id
                00 00 04 00                                      | RTS_FLAG_NONE, 4 commands
                06 00 00 00 01 00 00 00                          | Version 1
                03 00 00 00                                      | Cookie: the virtual connection
                10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  | its value
                03 00 00 00                                      | Cookie: the OUT channel
                20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f  | its value
                00 00 00 00 00 00 04 00                          | ReceiveWindowSize 262,144
                """);
    }

    private static Example connB1() {
        return example("CONN/B1", RtsPdu.of(RtsFlags.NONE, new Version(1), new Cookie(CONNECTION), new Cookie(IN),
                new ChannelLifetime(1L << 30), new ClientKeepalive(300_000), new AssociationGroupId(NEXT)), """
                05 00 14 03 10 00 00 00 68 00 00 00 00 00 00 00  | header, frag_length 104
                00 00 06 00                                      | RTS_FLAG_NONE, 6 commands
                06 00 00 00 01 00 00 00                          | Version 1
                03 00 00 00                                      | Cookie: the virtual connection
                10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  | its value
                03 00 00 00                                      | Cookie: the IN channel
                30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f  | its value
                04 00 00 00 00 00 00 40                          | ChannelLifetime 1 GiB
                05 00 00 00 e0 93 04 00                          | ClientKeepalive 300,000 ms
                0c 00 00 00                                      | AssociationGroupId
                40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  | its value
                """);
    }

    private static Example connA3() {
        return example("CONN/A3", RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(120_000)), """
                05 00 14 03 10 00 00 00 1c 00 00 00 00 00 00 00  | header, frag_length 28
                00 00 01 00                                      | RTS_FLAG_NONE, 1 command
                02 00 00 00 c0 d4 01 00                          | ConnectionTimeout 120,000 ms
                """);
    }

    private static Example connC2() {
        return example("CONN/C2", RtsPdu.of(RtsFlags.NONE, new Version(1), new ReceiveWindowSize(65_536),
                new ConnectionTimeout(120_000)), """
                05 00 14 03 10 00 00 00 2c 00 00 00 00 00 00 00  | header, frag_length 44
                00 00 03 00                                      | RTS_FLAG_NONE, 3 commands
                06 00 00 00 01 00 00 00                          | Version 1
                00 00 00 00 00 00 01 00                          | ReceiveWindowSize 65,536
                02 00 00 00 c0 d4 01 00                          | ConnectionTimeout 120,000 ms
                """);
    }

    private static Example inR2A1() {
        return example("IN_R2/A1", RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Version(1), new Cookie(CONNECTION),
                new Cookie(IN), new Cookie(NEXT)), """
                05 00 14 03 10 00 00 00 58 00 00 00 00 00 00 00  | header, frag_length 88
                04 00 04 00                                      | RTS_FLAG_RECYCLE_CHANNEL, 4 commands
                06 00 00 00 01 00 00 00                          | Version 1
                03 00 00 00                                      | Cookie: the virtual connection
                10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  | its value
                03 00 00 00                                      | Cookie: the predecessor
                30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f  | its value
                03 00 00 00                                      | Cookie: the successor
                40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  | its value
                """);
    }

    private static Example outR2A3() {
        return example("OUT_R2/A3", RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Version(1), new Cookie(CONNECTION),
                new Cookie(OUT), new Cookie(NEXT), new ReceiveWindowSize(262_144)), """
                05 00 14 03 10 00 00 00 60 00 00 00 00 00 00 00  | header, frag_length 96
                04 00 05 00                                      | RTS_FLAG_RECYCLE_CHANNEL, 5 commands
                06 00 00 00 01 00 00 00                          | Version 1
                03 00 00 00                                      | Cookie: the virtual connection
                10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  | its value
                03 00 00 00                                      | Cookie: the predecessor
                20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f  | its value
                03 00 00 00                                      | Cookie: the successor
                40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  | its value
                00 00 00 00 00 00 04 00                          | ReceiveWindowSize 262,144
                """);
    }

    private static Example outR2A7() {
        return example("OUT_R2/A7", RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(NEXT),
                new Version(1)), """
                05 00 14 03 10 00 00 00 38 00 00 00 00 00 00 00  | header, frag_length 56
                10 00 03 00                                      | RTS_FLAG_OUT_CHANNEL, 3 commands
                0d 00 00 00 02 00 00 00                          | Destination FDServer
                03 00 00 00                                      | Cookie: the successor
                40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  | its value
                06 00 00 00 01 00 00 00                          | Version 1
                """);
    }

    private static Example acknowledgment() {
        return example("FlowControlAckWithDestination", RtsPdu.of(RtsFlags.OTHER_COMMAND,
                new Forward(Destination.OUT_PROXY), new FlowControlAck(131_080, 262_144, OUT)), """
                05 00 14 03 10 00 00 00 38 00 00 00 00 00 00 00  | header, frag_length 56
                02 00 02 00                                      | RTS_FLAG_OTHER_CMD, 2 commands
                0d 00 00 00 03 00 00 00                          | Destination FDOutProxy
                01 00 00 00                                      | FlowControlAck
                08 00 02 00 00 00 04 00                          | Bytes Received 131,080, Available Window 262,144
                20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f  | ChannelCookie
                """);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void bothWays(Example example) {
        assertThat(RtsPdu.decode(example.wire())).isEqualTo(example.pdu());
        assertThat(Golden.hex(example.pdu().encode())).isEqualTo(Golden.hex(example.wire()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void mutationsEndInAValueOrMalformed(Example example) {
        Mutations.survive(example.wire(), 2_000, MalformedException.class, RtsPdu::decode);
    }

    /// [MS-RPCH] 2.2.3.5: every range has its bounds.
    @Test
    void valuesOutsideTheirRangesAreMalformed() {
        for (RtsCommand wrong : List.of(new ReceiveWindowSize(8191), new ReceiveWindowSize(262_145),
                new ConnectionTimeout(119_999), new ConnectionTimeout(14_400_001), new ChannelLifetime(131_071),
                new ChannelLifetime((2L << 30) + 1), new ClientKeepalive(59_999), new Padding(0x10000))) {
            byte[] wire = RtsPdu.of(RtsFlags.NONE, wrong).encode();
            assertThatThrownBy(() -> RtsPdu.decode(wire)).as(wrong.toString()).isInstanceOf(MalformedException.class);
        }
        for (RtsCommand right : List.of(new ReceiveWindowSize(8192), new ConnectionTimeout(14_400_000),
                new ChannelLifetime(2L << 30), new ClientKeepalive(0), new ClientKeepalive(0xffff_ffffL))) {
            RtsPdu pdu = RtsPdu.of(RtsFlags.NONE, right);
            assertThat(RtsPdu.decode(pdu.encode())).isEqualTo(pdu);
        }
    }

    /// [MS-RPCH] 2.2.3.6.1: whole, little-endian, without token and call.
    @Test
    void headersOfOtherKindsAreMalformed() {
        byte[] ping = RtsPdu.of(RtsFlags.PING).encode();
        for (int at : new int[] {0, 1, 2, 3, 4, 8, 10, 12, 17, 18}) {
            byte[] wrong = ping.clone();
            wrong[at] ^= (byte) 0x82;
            assertThatThrownBy(() -> RtsPdu.decode(wrong)).as("byte " + at).isInstanceOf(MalformedException.class);
        }
    }
}
