package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.gatehouse.dcerpc.rts.ClientStep.Input;
import org.gatehouse.dcerpc.rts.ClientStep.Output;
import org.gatehouse.dcerpc.rts.RtsCommand.Ance;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// The client's half of [MS-RPCH] 3.2, against goldens of another implementation and against the other half.
class ClientConnectionTest {
    private static final int WINDOW = 8 * 1024;
    private static final long IN = 1;
    private static final long OUT = 2;
    private static final long NEXT = 3;
    private static final UUID CONNECTION = UUID.fromString("13121110-1514-1716-1819-1a1b1c1d1e1f");
    private static final UUID IN_COOKIE = UUID.fromString("33323130-3534-3736-3839-3a3b3c3d3e3f");
    private static final UUID OUT_COOKIE = UUID.fromString("23222120-2524-2726-2829-2a2b2c2d2e2f");
    private static final UUID NEXT_COOKIE = UUID.fromString("43424140-4544-4746-4849-4a4b4c4d4e4f");
    private static final ClientConnection.Limits LIMITS =
            new ClientConnection.Limits(RtsCommand.WINDOW_MAX, 128 * 1024, 32 * 1024, 60_000);
    private static final RtsPdu A3 = RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(120_000));
    private static final RtsPdu C2 = RtsPdu.of(RtsFlags.NONE, new Version(1), new ReceiveWindowSize(WINDOW),
            new ConnectionTimeout(240_000));
    private static final byte[] RPC = SimulatedClient.rpc(1, 100);

    private long now;

    private static ClientConnection fresh(ClientConnection.Limits limits) {
        Iterator<UUID> cookies = List.of(CONNECTION, IN_COOKIE, OUT_COOKIE, NEXT_COOKIE, new UUID(5, 5)).iterator();
        return new ClientConnection(limits, NEXT_COOKIE, cookies::next);
    }

    private List<Output> hear(ClientConnection client, RtsPdu pdu) {
        return client.step(new Input.Received(pdu.encode()), now);
    }

    private List<Output> hear(ClientConnection client, byte[] pdu) {
        return client.step(new Input.Received(pdu), now);
    }

    private ClientConnection opened() {
        ClientConnection client = fresh(LIMITS);
        client.step(new Input.Begun(), now);
        assertThat(hear(client, A3)).isEmpty();
        assertThat(client.isOpen()).isFalse();
        assertThat(hear(client, C2)).isEmpty();
        assertThat(client.isOpen()).isTrue();
        return client;
    }

    private void refuses(ClientConnection client, RtsPdu pdu) {
        assertThatThrownBy(() -> hear(client, pdu)).isInstanceOf(MalformedException.class);
    }

    private static RtsPdu acknowledgment(long received, long window, UUID channel) {
        return RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.CLIENT),
                new FlowControlAck(received, window, channel));
    }

    private static Output write(long channel, byte[] pdu) {
        return new Output.Write(channel, pdu);
    }

    /// Records of arrays are equal when these are the same; here their bytes count.
    private static void assertSame(List<Output> outputs, Output... expected) {
        assertThat(outputs).usingRecursiveFieldByFieldElementComparator(
                RecursiveComparisonConfiguration.builder().withStrictTypeChecking(true).build())
                .containsExactly(expected);
    }

    @Test
    void opensAsOthersDo() throws Exception {
        ClientConnection client = fresh(ClientConnection.Limits.DEFAULT);
        assertSame(client.step(new Input.Begun(), 0), new Output.Open(IN, true, 1L << 30),
                new Output.Open(OUT, false, 76), write(OUT, RtsPduTest.wire("CONN/A1")), new Output.Listen(OUT),
                write(IN, RtsPduTest.wire("CONN/B1")));
    }

    @Test
    void insistsOnTheOrderOfOpening() {
        refuses(fresh(LIMITS), C2);
        ClientConnection client = fresh(LIMITS);
        hear(client, A3);
        refuses(client, A3);
        assertThatThrownBy(() -> hear(client, RPC)).isInstanceOf(MalformedException.class);
        refuses(opened(), C2);
        assertThat(hear(opened(), RtsPdu.of(RtsFlags.PING))).isEmpty();
        assertSame(hear(opened(), RPC), new Output.Deliver(RPC));
        assertThat(opened().silenceMillisMax()).isEqualTo(120_000);
    }

    @Test
    void sendsNoMoreThanTheWindowAndGoesOnWhenTold() {
        ClientConnection client = opened();
        byte[] large = SimulatedClient.rpc(1, 5000);
        assertSame(client.step(new Input.Sent(large), now), write(IN, large));
        assertThat(client.step(new Input.Sent(large), now)).isEmpty();
        assertThat(client.hasUnsent()).isTrue();
        assertThat(hear(client, acknowledgment(5000, WINDOW, new UUID(9, 9)))).as("of another channel").isEmpty();
        assertSame(hear(client, acknowledgment(5000, WINDOW, IN_COOKIE)), write(IN, large));
        assertThat(client.hasUnsent()).isFalse();
        refuses(client, acknowledgment(10_001, WINDOW, IN_COOKIE));
        refuses(client, acknowledgment(10_000, WINDOW + 1, IN_COOKIE));
    }

    @Test
    void acknowledgesWhatIsTakenIn() {
        ClientConnection client = opened();
        byte[] reply = new byte[65_000];
        hear(client, reply);
        hear(client, reply);
        hear(client, reply);
        assertSame(client.step(new Input.Consumed(65_000), now), write(IN, RtsPdu.of(RtsFlags.OTHER_COMMAND,
                new Forward(Destination.OUT_PROXY), new FlowControlAck(195_000, 132_144, OUT_COOKIE)).encode()));
        hear(client, reply);
        hear(client, reply);
        assertThatThrownBy(() -> hear(client, reply)).isInstanceOf(MalformedException.class)
                .hasMessageContaining("window");
    }

    /// What is left of the IN channel's lifetime is 32 KiB then.
    private ClientConnection nearItsEnd(List<Output> last) {
        ClientConnection client = opened();
        byte[] piece = SimulatedClient.rpc(1, 5000);
        for (int sent = 5000; last.size() < 2; sent += 5000) {
            last.clear();
            last.addAll(client.step(new Input.Sent(piece), now));
            hear(client, acknowledgment(sent, WINDOW, IN_COOKIE));
        }
        return client;
    }

    @Test
    void replacesTheInChannelAtTheSameProxy() throws Exception {
        var last = new ArrayList<Output>();
        ClientConnection client = nearItsEnd(last);
        assertSame(last.subList(1, 3), new Output.Open(NEXT, true, 128 * 1024),
                write(NEXT, RtsPduTest.wire("IN_R2/A1")));
        assertThat(client.isRecycling()).isTrue();
        byte[] between = SimulatedClient.rpc(2, 3000);
        assertSame(client.step(new Input.Sent(between), now), write(IN, between));
        assertSame(hear(client, RtsPduTest.wire("IN_R2/A4")), write(IN, RtsPduTest.wire("IN_R2/A5")),
                new Output.Leave(IN));
        assertThat(client.isRecycling()).isFalse();
        byte[] whole = SimulatedClient.rpc(3, WINDOW);
        assertSame(client.step(new Input.Sent(whole), now), write(NEXT, whole));
        refuses(client, RtsPdu.decode(RtsPduTest.wire("IN_R2/A4")));
    }

    @Test
    void replacesTheInChannelAtAnotherProxy() throws Exception {
        var last = new ArrayList<Output>();
        ClientConnection client = nearItsEnd(last);
        assertSame(hear(client, RtsPduTest.wire("IN_R1/A4")), write(IN, RtsPduTest.wire("IN_R2/A5")),
                new Output.Leave(IN));
        byte[] whole = SimulatedClient.rpc(3, 20_000);
        assertSame(client.step(new Input.Sent(whole), now), write(NEXT, whole));
        assertThat(client.silenceMillisMax()).as("the other proxy's").isEqualTo(60_000);
    }

    @Test
    void sendsNothingBeyondTheInChannelsLifetime() throws Exception {
        var last = new ArrayList<Output>();
        ClientConnection client = nearItsEnd(last);
        long acknowledged = 100_000;
        byte[] piece = SimulatedClient.rpc(1, 5000);
        List<Output> sent = client.step(new Input.Sent(piece), now);
        while (!sent.isEmpty()) {
            acknowledged += 5000;
            hear(client, acknowledgment(acknowledged, WINDOW, IN_COOKIE));
            sent = client.step(new Input.Sent(piece), now);
        }
        assertThat(acknowledged).isEqualTo(125_000);
        assertSame(hear(client, RtsPduTest.wire("IN_R2/A4")), write(IN, RtsPduTest.wire("IN_R2/A5")),
                new Output.Leave(IN), write(NEXT, piece));
    }

    @Test
    void replacesTheOutChannelAtTheSameProxy() throws Exception {
        ClientConnection client = opened();
        assertSame(hear(client, RtsPduTest.wire("OUT_R1/A2")), new Output.Open(NEXT, false, 120),
                write(NEXT, RtsPduTest.wire("OUT_R2/A3")));
        assertThat(client.isRecycling()).isTrue();
        assertSame(hear(client, RPC), new Output.Deliver(RPC));
        assertSame(hear(client, RtsPduTest.wire("OUT_R2/A6")), write(IN, RtsPduTest.wire("OUT_R2/A7")),
                write(NEXT, RtsPduTest.wire("OUT_R2/C1")));
        assertSame(hear(client, RPC), new Output.Deliver(RPC));
        assertSame(hear(client, RtsPduTest.wire("OUT_R2/B3")), new Output.Close(OUT), new Output.Listen(NEXT));
        assertThat(client.isRecycling()).isFalse();
        assertThat(client.step(new Input.Consumed(200), now)).as("of the predecessor").isEmpty();
    }

    @Test
    void replacesTheOutChannelAtAnotherProxy() throws Exception {
        ClientConnection client = opened();
        hear(client, RtsPduTest.wire("OUT_R1/A2"));
        assertSame(hear(client, RtsPduTest.wire("OUT_R1/A6")), write(IN, RtsPduTest.wire("OUT_R1/A7")));
        assertSame(hear(client, RPC), new Output.Deliver(RPC));
        assertSame(hear(client, RtsPduTest.wire("OUT_R1/A10")), write(NEXT, RtsPduTest.wire("OUT_R1/A10")),
                new Output.Close(OUT), new Output.Listen(NEXT));
        assertThat(client.isRecycling()).isFalse();
    }

    @Test
    void whatIsNotDueIsRefused() throws Exception {
        for (String name : List.of("IN_R2/A4", "IN_R1/A4", "OUT_R2/A6", "OUT_R1/A6", "OUT_R1/A10", "OUT_R2/B3",
                "OUT_R2/B2", "OUT_R2/A3")) {
            refuses(opened(), RtsPdu.decode(RtsPduTest.wire(name)));
        }
        for (String name : List.of("OUT_R1/A2", "OUT_R1/A10", "OUT_R2/B3")) {
            ClientConnection client = opened();
            hear(client, RtsPduTest.wire("OUT_R1/A2"));
            refuses(client, RtsPdu.decode(RtsPduTest.wire(name)));
        }
        refuses(opened(), RtsPdu.of(RtsFlags.NONE, new Ance(), new Ance()));
    }

    @Test
    void saysThatItLivesWhenNothingElseWasSaid() {
        ClientConnection client = opened();
        now = 119_999;
        assertThat(client.step(new Input.Tick(), now)).isEmpty();
        now++;
        assertSame(client.step(new Input.Tick(), now), write(IN, RtsPdu.of(RtsFlags.PING).encode()));
        now += 100_000;
        client.step(new Input.Sent(RPC), now);
        now += 100_000;
        assertThat(client.step(new Input.Tick(), now)).isEmpty();
    }

    @Test
    void aSuccessorThatNobodyTakesEndsTheConnection() throws Exception {
        ClientConnection client = opened();
        hear(client, RtsPduTest.wire("OUT_R1/A2"));
        now = 60_000;
        assertThat(client.step(new Input.Tick(), now)).isEmpty();
        now++;
        assertThat(client.step(new Input.Tick(), now)).containsExactly(
                new Output.Fail("a successor channel was not taken"));
        ClientConnection other = nearItsEnd(new ArrayList<>());
        now += 60_001;
        assertThat(other.step(new Input.Tick(), now)).containsExactly(
                new Output.Fail("a successor channel was not taken"));
    }

    /// Whatever the seed: PDUs of all sizes pass both ways in order while both channels are replaced again and again,
    /// and no window and no lifetime is overrun.
    @Test
    void understandsTheServersHalf() {
        for (int round = 0; round < Mutations.rounds(20); round++) {
            long seed = Mutations.seed() + round;
            var exchange = new Exchange(WINDOW << round % 4, new Random(seed));
            exchange.echo(300, "seed " + seed);
            assertThat(exchange.inReplaced).as("seed " + seed).isGreaterThan(2);
            assertThat(exchange.outReplaced).as("seed " + seed).isGreaterThan(2);
        }
    }
}
