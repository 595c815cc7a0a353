package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.dcerpc.rts.TunnelStep.Input;
import org.gatehouse.dcerpc.rts.TunnelStep.Output;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// The sequences of [MS-RPCH] 3.2.1.5.3 as a client sees them.
class VirtualConnectionTest {
    private static final int WINDOW = 8 * 1024;
    private static final VirtualConnection.Limits LIMITS =
            new VirtualConnection.Limits(WINDOW, 128 * 1024, 32 * 1024, 120_000, 60_000, 60_000);
    private static final UUID CONNECTION = SimulatedClient.CONNECTION;
    private static final long OUT = 1;
    private static final long IN = 2;

    private final VirtualConnection core = new VirtualConnection(LIMITS, 0);
    private long now;

    private List<Output> step(Input input) {
        return core.step(input, now);
    }

    private List<Output> openOut() {
        return step(new Input.Opened(OUT, new Opening.FirstOut(CONNECTION, SimulatedClient.cookie(OUT), WINDOW), 0));
    }

    private List<Output> openIn() {
        return step(new Input.Opened(IN,
                new Opening.FirstIn(CONNECTION, SimulatedClient.cookie(IN), 300_000, new UUID(3, 3)), 0));
    }

    private List<Output> rts(long channel, int flags, RtsCommand... commands) {
        return step(new Input.Received(channel, RtsPdu.of(flags, commands).encode()));
    }

    /// What a client reads, channel numbers left away.
    private static List<RtsPdu> told(List<Output> outputs) {
        var told = new ArrayList<RtsPdu>();
        for (Output output : outputs) {
            if (output instanceof Output.Send(long _, byte[] pdu) && RtsPdu.is(pdu)) {
                told.add(RtsPdu.decode(pdu));
            }
        }
        return told;
    }

    private static final RtsPdu A3 = RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(120_000));
    private static final RtsPdu C2 = RtsPdu.of(RtsFlags.NONE, new Version(1), new ReceiveWindowSize(WINDOW),
            new ConnectionTimeout(120_000));

    @Test
    void bothOrdersOfTheHalvesEndInAConnection() {
        List<Output> first = openOut();
        assertThat(first.getFirst()).isEqualTo(new Output.Begin(OUT));
        assertThat(told(first)).containsExactly(A3);
        List<Output> second = openIn();
        assertThat(second.getFirst()).isEqualTo(new Output.Established());
        assertThat(told(second)).containsExactly(C2);

        var other = new VirtualConnection(LIMITS, 0);
        assertThat(other.step(new Input.Opened(IN,
                new Opening.FirstIn(CONNECTION, SimulatedClient.cookie(IN), 300_000, new UUID(3, 3)), 0), 0)).isEmpty();
        assertThat(told(other.step(new Input.Opened(OUT,
                new Opening.FirstOut(CONNECTION, SimulatedClient.cookie(OUT), WINDOW), 0), 0)))
                .containsExactly(A3, C2);
    }

    @Test
    void aSecondChannelOfTheSameKindIsRefusedAndHarmsNothing() {
        openOut();
        assertThat(step(new Input.Opened(7, new Opening.FirstOut(CONNECTION, new UUID(9, 9), WINDOW), 0)))
                .containsExactly(new Output.Refuse(7, ProxyError.PROTOCOL_ERROR));
        assertThat(openIn()).contains(new Output.Established());
    }

    @Test
    void aHalfWithoutTheOtherIsClosedInTime() {
        openIn();
        now = LIMITS.setUpMillis();
        assertThat(step(new Input.Tick())).isEmpty();
        now++;
        assertThat(step(new Input.Tick())).containsExactly(
                new Output.Close("the other half did not come", ProxyError.SERVER_UNAVAILABLE));
    }

    @Test
    void aHalfAtADrainingServerWaitsBriefly() {
        openOut();
        now = 1_000;
        assertThat(step(new Input.Draining(1_000))).isEmpty();
        now++;
        assertThat(step(new Input.Draining(1_000))).containsExactly(
                new Output.Close("the other half did not come", ProxyError.SERVER_UNAVAILABLE));
        var both = new VirtualConnectionTest();
        both.openOut();
        both.openIn();
        both.now = 50_000;
        assertThat(both.step(new Input.Draining(1_000))).isEmpty();
    }

    @Test
    void theClientsLongerTimeoutCounts() {
        assertThat(told(step(new Input.Opened(OUT,
                new Opening.FirstOut(CONNECTION, SimulatedClient.cookie(OUT), WINDOW), 900_000))))
                .containsExactly(RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(900_000)));
        openIn();
        now = 449_999;
        assertThat(step(new Input.Tick())).isEmpty();
        now = 450_000;
        assertThat(told(step(new Input.Tick()))).containsExactly(RtsPdu.of(RtsFlags.PING));
        now = 450_001;
        assertThat(step(new Input.Tick())).isEmpty();
    }

    @Test
    void repliesWaitForTheWindowOfASlowReader() {
        openOut();
        openIn();
        int sent = 0;
        for (int i = 0; i < 20; i++) {
            for (Output output : step(new Input.Reply(SimulatedClient.rpc(i, 1000)))) {
                sent += ((Output.Send) output).pdu().length;
            }
        }
        assertThat(sent).isEqualTo(8000);
        assertThat(core.repliesBytes()).isEqualTo(12_000);
        // All but 500 bytes of the window are free: 8192 - (8000 - 7500) leave room for seven.
        List<Output> next = rts(IN, RtsFlags.OTHER_COMMAND, new Forward(Destination.OUT_PROXY),
                new FlowControlAck(7500, WINDOW, SimulatedClient.cookie(OUT)));
        assertThat(next).hasSize(7);
        now = LIMITS.stallMillis() + 1;
        assertThat(step(new Input.Tick())).containsExactly(
                new Output.Close("the client does not take replies", ProxyError.SERVER_UNAVAILABLE));
        assertThat(core.repliesBytes()).isZero();
    }

    @Test
    void impossibleAcknowledgmentsEndTheConnection() {
        for (FlowControlAck wrong : List.of(new FlowControlAck(1, WINDOW, SimulatedClient.cookie(OUT)),
                new FlowControlAck(0, WINDOW + 1, SimulatedClient.cookie(OUT)))) {
            var fresh = new VirtualConnectionTest();
            fresh.openOut();
            fresh.openIn();
            assertThat(fresh.rts(IN, RtsFlags.OTHER_COMMAND, wrong)).hasOnlyElementsOfType(Output.Close.class);
        }
        openOut();
        openIn();
        assertThat(rts(IN, RtsFlags.OTHER_COMMAND, new FlowControlAck(9, WINDOW, new UUID(8, 8)))).isEmpty();
    }

    @Test
    void aClientBeyondItsWindowIsClosed() {
        openOut();
        openIn();
        assertThat(step(new Input.Received(IN, SimulatedClient.rpc(0, 5000)))).hasOnlyElementsOfType(
                Output.Deliver.class);
        assertThat(step(new Input.Received(IN, SimulatedClient.rpc(1, 5000)))).containsExactly(
                new Output.Close("the client sends beyond its window", ProxyError.PROTOCOL_ERROR));
    }

    @Test
    void consumedRequestsAreAcknowledgedNowAndThen() {
        openOut();
        openIn();
        step(new Input.Received(IN, SimulatedClient.rpc(0, 2000)));
        assertThat(step(new Input.Consumed(2000))).isEmpty();
        step(new Input.Received(IN, SimulatedClient.rpc(1, 2000)));
        assertThat(told(step(new Input.Consumed(2000)))).containsExactly(RtsPdu.of(RtsFlags.OTHER_COMMAND,
                new Forward(Destination.CLIENT), new FlowControlAck(4000, WINDOW, SimulatedClient.cookie(IN))));
    }

    @Test
    void whatIsNotDueEndsTheConnection() {
        List<List<Output>> ends = new ArrayList<>();
        for (RtsPdu wrong : List.of(RtsPdu.of(RtsFlags.NONE, new Cookie(new UUID(4, 4))),
                RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(new UUID(4, 4))),
                RtsPdu.of(RtsFlags.ECHO), RtsPdu.of(RtsFlags.EOF, new RtsCommand.Ance()),
                RtsPdu.of(RtsFlags.OTHER_COMMAND, new Version(1)))) {
            var fresh = new VirtualConnectionTest();
            fresh.openOut();
            fresh.openIn();
            ends.add(fresh.step(new Input.Received(IN, wrong.encode())));
        }
        var fresh = new VirtualConnectionTest();
        fresh.openOut();
        fresh.openIn();
        ends.add(fresh.step(new Input.Received(OUT, SimulatedClient.rpc(0, 100))));
        assertThat(ends).hasSize(6).allSatisfy(end -> assertThat(end.getLast()).isInstanceOf(Output.Close.class));
    }

    @Test
    void successorsThatAreNotDueAreRefused() {
        openOut();
        openIn();
        assertThat(step(new Input.Opened(3, new Opening.NextOut(CONNECTION, SimulatedClient.cookie(OUT),
                new UUID(5, 5), WINDOW), 0)).getFirst()).isEqualTo(new Output.Refuse(3, ProxyError.PROTOCOL_ERROR));
        var fresh = new VirtualConnectionTest();
        fresh.openOut();
        fresh.openIn();
        assertThat(fresh.step(new Input.Opened(3, new Opening.NextIn(CONNECTION, new UUID(6, 6), new UUID(5, 5)), 0))
                .getFirst()).isEqualTo(new Output.Refuse(3, ProxyError.PROTOCOL_ERROR));
    }

    /// A fresh seed found that a client without window waited for ever.
    @Test
    void anAcknowledgmentWaitsForTheSuccessorThatCarriesIt() {
        openOut();
        openIn();
        long sent = 0;
        for (boolean due = false; !due; sent += 4000) {
            List<Output> outputs = step(new Input.Reply(SimulatedClient.rpc(0, 4000)));
            due = told(outputs).contains(RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Forward(Destination.CLIENT)));
            rts(IN, RtsFlags.OTHER_COMMAND, new Forward(Destination.OUT_PROXY),
                    new FlowControlAck(sent + 4000, WINDOW, SimulatedClient.cookie(OUT)));
        }
        step(new Input.Opened(3, new Opening.NextOut(CONNECTION, SimulatedClient.cookie(OUT),
                SimulatedClient.cookie(3), WINDOW), 0));
        rts(IN, RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(SimulatedClient.cookie(3)),
                new Version(1));
        step(new Input.Received(IN, SimulatedClient.rpc(0, 5000)));
        assertThat(step(new Input.Consumed(5000))).as("no channel is there to carry it").isEmpty();
        List<Output> begun = rts(3, RtsFlags.PING, new RtsCommand.Empty());
        assertThat(begun.getFirst()).isEqualTo(new Output.Begin(3));
        assertThat(told(begun)).containsExactly(RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.CLIENT),
                new FlowControlAck(5000, WINDOW, SimulatedClient.cookie(IN))));
    }

    /// A client that takes the replacement for OUT_R1 says it without its version ([MS-RPCH] 2.2.4.29).
    @Test
    void theSwitchOfAnOutChannelIsUnderstoodInEitherForm() {
        openOut();
        openIn();
        List<Output> outputs = List.of();
        for (long sent = 4000; !told(outputs).contains(RtsPdu.of(RtsFlags.RECYCLE_CHANNEL,
                new Forward(Destination.CLIENT))); sent += 4000) {
            outputs = step(new Input.Reply(SimulatedClient.rpc(0, 4000)));
            rts(IN, RtsFlags.OTHER_COMMAND, new Forward(Destination.OUT_PROXY),
                    new FlowControlAck(sent, WINDOW, SimulatedClient.cookie(OUT)));
        }
        step(new Input.Opened(3, new Opening.NextOut(CONNECTION, SimulatedClient.cookie(OUT),
                SimulatedClient.cookie(3), WINDOW), 0));
        List<Output> switched = rts(IN, RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER),
                new Cookie(SimulatedClient.cookie(3)));
        assertThat(told(switched)).containsExactly(RtsPdu.of(RtsFlags.EOF, new RtsCommand.Ance()));
        assertThat(switched).contains(new Output.Release(OUT));
    }

    /// Random orders of arrival, both channels replaced again and again: nothing lost, doubled or out of order, and
    /// windows and lifetimes are kept (the client checks).
    @Test
    void replacedChannelsCarryEverythingInOrder() {
        for (int round = 0; round < Mutations.rounds(30); round++) {
            long seed = Mutations.seed() + round;
            var client = new SimulatedClient(LIMITS, WINDOW << round % 4, new Random(seed));
            client.echo(300);
            assertThat(client.closed).as("seed " + seed).isNull();
            assertThat(client.inReplaced).as("seed " + seed).isGreaterThan(2);
            assertThat(client.outReplaced).as("seed " + seed).isGreaterThan(2);
            assertThat(client.repliesBytesMax).as("seed " + seed).isLessThan(24 * 1024);
        }
    }
}
