package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.dcerpc.rts.TunnelStep.Input;
import org.gatehouse.dcerpc.rts.TunnelStep.Output;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// The client's half of [MS-RPCH] 3.2, alone and against the other half.
class ClientConnectionTest {
    private static final int WINDOW = 8 * 1024;
    private static final ClientConnection.Cookies COOKIES = new ClientConnection.Cookies(
            UUID.fromString("13121110-1514-1716-1819-1a1b1c1d1e1f"),
            UUID.fromString("33323130-3534-3736-3839-3a3b3c3d3e3f"),
            UUID.fromString("23222120-2524-2726-2829-2a2b2c2d2e2f"),
            UUID.fromString("43424140-4544-4746-4849-4a4b4c4d4e4f"));
    private static final RtsPdu A3 = RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(120_000));
    private static final RtsPdu C2 = RtsPdu.of(RtsFlags.NONE, new Version(1), new ReceiveWindowSize(WINDOW),
            new ConnectionTimeout(240_000));
    private static final byte[] RPC = SimulatedClient.rpc(1, 100);

    private static ClientConnection opened() {
        var client = new ClientConnection(COOKIES, WINDOW);
        assertThat(client.received(A3.encode())).isFalse();
        assertThat(client.isOpen()).isFalse();
        assertThat(client.received(C2.encode())).isFalse();
        assertThat(client.isOpen()).isTrue();
        return client;
    }

    private static void refuses(ClientConnection client, RtsPdu pdu) {
        assertThatThrownBy(() -> client.received(pdu.encode())).isInstanceOf(MalformedException.class);
    }

    private static RtsPdu acknowledgment(long received, long window, UUID channel) {
        return RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.CLIENT),
                new FlowControlAck(received, window, channel));
    }

    /// CONN/A1 and CONN/B1 of the goldens, which are another client's.
    @Test
    void opensAsOthersDo() throws Exception {
        var client = new ClientConnection(COOKIES, RtsCommand.WINDOW_MAX);
        assertThat(client.firstOut().encode()).isEqualTo(RtsPduTest.examples().get(0).wire());
        assertThat(client.firstIn().encode()).isEqualTo(RtsPduTest.examples().get(1).wire());
    }

    @Test
    void insistsOnTheOrderOfOpening() {
        refuses(new ClientConnection(COOKIES, WINDOW), C2);
        var client = new ClientConnection(COOKIES, WINDOW);
        client.received(A3.encode());
        refuses(client, A3);
        assertThatThrownBy(() -> client.received(RPC)).isInstanceOf(MalformedException.class);
        refuses(opened(), C2);
        assertThat(opened().received(RtsPdu.of(RtsFlags.PING).encode())).isFalse();
        assertThat(opened().received(RPC)).isTrue();
        assertThat(opened().silenceMillisMax()).isEqualTo(120_000);
    }

    @Test
    void sendsNoMoreThanTheWindowAndGoesOnWhenTold() {
        ClientConnection client = opened();
        byte[] large = new byte[5000];
        client.sent(large);
        assertThat(client.takes(WINDOW - 5000)).isTrue();
        assertThat(client.takes(5000)).isFalse();
        client.received(acknowledgment(5000, WINDOW, new UUID(9, 9)).encode()); // of another channel: discarded
        assertThat(client.takes(5000)).isFalse();
        client.received(acknowledgment(5000, WINDOW, COOKIES.in()).encode());
        assertThat(client.takes(WINDOW)).isTrue();
        refuses(client, acknowledgment(5001, WINDOW, COOKIES.in()));
        refuses(client, acknowledgment(5000, WINDOW + 1, COOKIES.in()));
    }

    @Test
    void acknowledgesWhatIsTakenIn() {
        ClientConnection client = opened();
        byte[] reply = SimulatedClient.rpc(1, 3000);
        client.received(reply);
        assertThat(client.consumed(3000)).contains(RtsPdu.of(RtsFlags.OTHER_COMMAND,
                new Forward(Destination.OUT_PROXY), new FlowControlAck(3000, WINDOW, COOKIES.out())));
        client.received(reply);
        client.received(reply);
        assertThatThrownBy(() -> client.received(reply)).isInstanceOf(MalformedException.class)
                .hasMessageContaining("window");
    }

    @Test
    void knowsWhenAChannelIsUsedUp() {
        ClientConnection client = opened();
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 1023; i++) {
            client.sent(piece);
        }
        assertThat(client.outlives(1000)).isTrue();
        assertThat(client.outlives(1 << 20)).isFalse();
        assertThat(client.isEnding()).isFalse();
        client.received(RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Forward(Destination.CLIENT)).encode());
        assertThat(client.isEnding()).isTrue();
    }

    /// Whatever the seed: PDUs of all sizes pass both ways in order, and no window is ever overrun.
    @Test
    void understandsTheServersHalf() {
        for (int round = 0; round < Mutations.rounds(20); round++) {
            long seed = Mutations.seed() + round;
            new Exchange(new Random(seed)).echo(300, "seed " + seed);
        }
    }

    /// Both halves in one thread, with a server that echoes.
    private static final class Exchange {
        private final VirtualConnection server = new VirtualConnection(
                new VirtualConnection.Limits(WINDOW, 1L << 30, 1L << 20, 120_000, 60_000, 60_000), 0);
        private final ClientConnection client = new ClientConnection(COOKIES, WINDOW);
        private final ArrayDeque<byte[]> down = new ArrayDeque<>();
        private final ArrayDeque<byte[]> atServer = new ArrayDeque<>();
        private final Random random;

        Exchange(Random random) {
            this.random = random;
            step(new Input.Opened(1, Opening.of(client.firstOut(), false), 0));
            step(new Input.Opened(2, Opening.of(client.firstIn(), true), 0));
        }

        private void step(Input input) {
            for (Output output : server.step(input, 0)) {
                switch (output) {
                    case Output.Send(long _, byte[] pdu) -> down.add(pdu);
                    case Output.Deliver(byte[] pdu) -> atServer.add(pdu);
                    case Output.Begin _, Output.Established _ -> { }
                    case Output.Release _, Output.Refuse _, Output.Close _ -> throw new AssertionError(output);
                }
            }
        }

        void echo(int count, String seed) {
            int sent = 0;
            int heard = 0;
            byte[] next = SimulatedClient.rpc(0, 20);
            for (int step = 0; heard < count; step++) {
                assertThat(step).as("steps without an end, " + seed).isLessThan(200 * count);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (client.isOpen() && sent < count && client.takes(next.length)) {
                            client.sent(next);
                            step(new Input.Received(2, next));
                            sent++;
                            next = SimulatedClient.rpc(sent, 20 + random.nextInt(5800));
                        }
                    }
                    case 1 -> serve();
                    default -> heard += hear(heard, seed);
                }
            }
        }

        private void serve() {
            byte[] asked = atServer.poll();
            if (asked != null) {
                step(new Input.Consumed(asked.length));
                step(new Input.Reply(asked));
            }
        }

        private int hear(int expected, String seed) {
            byte[] pdu = down.poll();
            if (pdu == null || !client.received(pdu)) {
                return 0;
            }
            assertThat(ByteBuffer.wrap(pdu).getInt(16)).as(seed).isEqualTo(expected);
            client.consumed(pdu.length).ifPresent(said -> {
                client.sent(said);
                step(new Input.Received(2, said.encode()));
            });
            return 1;
        }
    }
}
