package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.dcerpc.rts.RtsCommand.Ance;
import org.gatehouse.dcerpc.rts.RtsCommand.AssociationGroupId;
import org.gatehouse.dcerpc.rts.RtsCommand.ChannelLifetime;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.Empty;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.dcerpc.rts.TunnelStep.Input;
import org.gatehouse.dcerpc.rts.TunnelStep.Output;
import org.jspecify.annotations.Nullable;

/// The client's side of [MS-RPCH] 3.2.2 with an RPC server that echoes, and a network between that delivers channel by
/// channel in an order of the seed's. It replaces both channels whenever they are nearly used up, and checks that
/// windows and lifetimes are kept.
final class SimulatedClient {
    static final UUID CONNECTION = new UUID(1, 1);
    private static final int MARGIN = 8 * 1024;

    /// What a channel carries, one direction each, in order.
    private final Map<Long, Queue<byte[]>> up = new LinkedHashMap<>();
    private final Map<Long, Queue<byte[]>> down = new LinkedHashMap<>();
    private final Map<Long, Boolean> in = new LinkedHashMap<>();
    private final Map<Long, Boolean> opened = new LinkedHashMap<>();
    private final VirtualConnection.Limits limits;
    private final VirtualConnection core;
    private final Random random;
    private final int window;
    private final ArrayDeque<byte[]> atServer = new ArrayDeque<>();
    private long numbers;
    private long inChannel;
    private long nextInChannel;
    private long outChannel;
    private long nextOutChannel;
    private long inSent;
    private long inLifetimeSent;
    private long inWindow;
    private long outReceived;
    private long outLifetimeReceived;
    private int outUnconsumed;
    private int nextNumber;
    private int expected;
    int inReplaced;
    int outReplaced;
    long repliesBytesMax;
    @Nullable String closed;
    private boolean established;
    private boolean inKnown;

    SimulatedClient(VirtualConnection.Limits limits, int window, Random random) {
        this.limits = limits;
        this.core = new VirtualConnection(limits, 0);
        this.random = random;
        this.window = window;
    }

    static UUID cookie(long channel) {
        return new UUID(2, channel);
    }

    static byte[] rpc(int number, int length) {
        byte[] pdu = new byte[length];
        ByteBuffer.wrap(pdu).putInt(16, number);
        pdu[0] = 5;
        return pdu;
    }

    private long channel(boolean inbound, RtsPdu first) {
        long number = ++numbers;
        up.put(number, new ArrayDeque<>(List.of(first.encode())));
        down.put(number, new ArrayDeque<>());
        in.put(number, inbound);
        return number;
    }

    /// Sends that many PDUs and waits for their echoes; gives up after a number of steps that is far beyond need.
    void echo(int count) {
        outChannel = channel(false, RtsPdu.of(RtsFlags.NONE, new Version(1), new Cookie(CONNECTION),
                new Cookie(cookie(numbers + 1)), new ReceiveWindowSize(window)));
        inChannel = channel(true, RtsPdu.of(RtsFlags.NONE, new Version(1), new Cookie(CONNECTION),
                new Cookie(cookie(numbers + 1)), new ChannelLifetime(limits.channelLifetime()), new ClientKeepalive(0),
                new AssociationGroupId(new UUID(3, 3))));
        for (int step = 0; expected < count && closed == null; step++) {
            assertThat(step).as("steps without an end").isLessThan(200 * count + 10_000);
            act(count);
        }
    }

    private void act(int count) {
        switch (random.nextInt(5)) {
            case 0 -> pick(up).ifPresent(this::climb);
            case 1 -> descend();
            case 2 -> send(count);
            case 3 -> serve();
            default -> consume();
        }
        repliesBytesMax = Math.max(repliesBytesMax, core.repliesBytes());
    }

    private Optional<Long> pick(Map<Long, Queue<byte[]>> queues) {
        var busy = new ArrayList<Long>();
        queues.forEach((number, queue) -> {
            if (!queue.isEmpty()) {
                busy.add(number);
            }
        });
        return busy.isEmpty() ? Optional.empty()
                : Optional.of(busy.get(random.nextInt(busy.size())));
    }

    private void climb(long number) {
        byte[] pdu = up.get(number).remove();
        if (opened.putIfAbsent(number, true) == null) {
            step(new Input.Opened(number, Opening.of(RtsPdu.decode(pdu), in.get(number)), 0));
        } else {
            step(new Input.Received(number, pdu));
        }
    }

    private void step(Input input) {
        for (Output output : core.step(input, 0)) {
            switch (output) {
                case Output.Begin(long number) -> assertThat(in.get(number)).isFalse();
                case Output.Send(long number, byte[] pdu) -> down.get(number).add(pdu);
                case Output.Established() -> established = true;
                case Output.Deliver(byte[] pdu) -> atServer.add(pdu);
                case Output.Release(long number) -> up.get(number).clear();
                case Output.Refuse(long number, var error) -> closed = "refused " + number + " " + error;
                case Output.Close(String reason, var _) -> closed = reason;
            }
        }
    }

    /// The server takes a request in and echoes it, unless it has said enough for now.
    private void serve() {
        if (!atServer.isEmpty() && core.repliesBytes() < 16 * 1024) {
            byte[] pdu = atServer.remove();
            step(new Input.Consumed(pdu.length));
            step(new Input.Reply(pdu));
        }
    }

    private void send(int count) {
        if (!established || nextNumber >= count) {
            return;
        }
        int length = 20 + random.nextInt(5800);
        if (limits.channelLifetime() - inLifetimeSent < MARGIN + length) {
            if (nextInChannel == 0) {
                nextInChannel = channel(true, RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Version(1),
                        new Cookie(CONNECTION), new Cookie(cookie(inChannel)), new Cookie(cookie(numbers + 1))));
            }
        } else if (inWindow >= length && inKnown) {
            up.get(inChannel).add(rpc(nextNumber++, length));
            inSent += length;
            inLifetimeSent += length;
            inWindow -= length;
        }
    }

    private void control(RtsPdu pdu) {
        up.get(inChannel).add(pdu.encode());
        inLifetimeSent += pdu.encode().length;
    }

    /// A successor is not read before its predecessor has ended, though what is on it may be there earlier.
    private void descend() {
        byte[] pdu = down.get(outChannel).poll();
        if (pdu == null) {
            return;
        }
        outLifetimeReceived += pdu.length;
        assertThat(outLifetimeReceived).isLessThanOrEqualTo(limits.channelLifetime());
        if (!RtsPdu.is(pdu)) {
            outReceived += pdu.length;
            outUnconsumed += pdu.length;
            assertThat(outUnconsumed).as("the client's window").isLessThanOrEqualTo(window);
            assertThat(ByteBuffer.wrap(pdu).getInt(16)).as("order").isEqualTo(expected++);
            return;
        }
        RtsPdu rts = RtsPdu.decode(pdu);
        switch (rts.flags()) {
            case RtsFlags.RECYCLE_CHANNEL -> nextOutChannel = channel(false, RtsPdu.of(RtsFlags.RECYCLE_CHANNEL,
                    new Version(1), new Cookie(CONNECTION), new Cookie(cookie(outChannel)),
                    new Cookie(cookie(numbers + 1)), new ReceiveWindowSize(window)));
            case RtsFlags.OTHER_COMMAND -> {
                var ack = (FlowControlAck) rts.commands().getLast();
                if (ack.channel().equals(cookie(inChannel))) {
                    inWindow = ack.availableWindow() - (inSent - ack.bytesReceived());
                    assertThat(inWindow).isNotNegative();
                }
            }
            case RtsFlags.EOF -> {
                outChannel = nextOutChannel;
                nextOutChannel = 0;
                outReceived = 0;
                outLifetimeReceived = 0;
                outUnconsumed = 0;
                outReplaced++;
            }
            default -> sequence(rts);
        }
    }

    private void sequence(RtsPdu rts) {
        if (rts.commands().getFirst() instanceof Version) { // CONN/C2
            inWindow = ((ReceiveWindowSize) rts.commands().get(1)).bytes();
            inKnown = true;
        } else if (rts.commands().getLast() instanceof Ance) { // OUT_R2/A6
            control(RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(cookie(nextOutChannel)),
                    new Version(1)));
            up.get(nextOutChannel).add(RtsPdu.of(RtsFlags.PING, new Empty()).encode());
        } else if (rts.commands().getFirst() instanceof Forward) { // IN_R2/A4
            control(RtsPdu.of(RtsFlags.NONE, new Cookie(cookie(nextInChannel))));
            inChannel = nextInChannel;
            nextInChannel = 0;
            inSent = 0;
            inLifetimeSent = 0;
            inWindow = limits.receiveWindow();
            inReplaced++;
        }
    }

    private void consume() {
        if (window - outUnconsumed < Math.max(window / 2, 5840)) {
            outUnconsumed = 0;
            control(RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.OUT_PROXY),
                    new FlowControlAck(outReceived, window, cookie(outChannel))));
        }
    }
}
