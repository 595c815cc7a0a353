package org.gatehouse.dcerpc.rts;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;
import org.gatehouse.dcerpc.rts.ClientStep.Input;
import org.gatehouse.dcerpc.rts.ClientStep.Output;
import org.gatehouse.dcerpc.rts.RtsCommand.Ance;
import org.gatehouse.dcerpc.rts.RtsCommand.AssociationGroupId;
import org.gatehouse.dcerpc.rts.RtsCommand.ChannelLifetime;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.Empty;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// A virtual connection as its client sees it ([MS-RPCH] 3.2.2). Channels are replaced before they are used up, in
/// whichever of the two ways the proxies choose: IN_R1 or IN_R2, OUT_R1 or OUT_R2.
///
/// A state machine without threads, sockets and clock: [#step] takes what happened and gives what to do, in order.
/// Whoever owns it calls it from one thread at a time.
public final class ClientConnection {
    private static final int VERSION = 1;
    /// What is left of an IN channel's lifetime for the PDUs of this protocol.
    private static final int RESERVE = 4096;
    /// OUT_R2/C1 ([MS-RPCH] 2.2.4.45), and OUT_R1/A11 (2.2.4.33) of the same length: the last in a successor OUT
    /// channel's request.
    private static final byte[] C1 = RtsPdu.of(RtsFlags.PING, new Empty()).encode();
    private static final byte[] A11 = RtsPdu.of(RtsFlags.NONE, new Ance()).encode();
    private static final byte[] PING = RtsPdu.of(RtsFlags.PING).encode();

    /// Numbers of one virtual connection.
    ///
    /// @param window how many bytes of replies may come ahead
    /// @param channelLifetime the content length of an IN channel's request; Windows has 1 GiB (product note 8)
    /// @param recycledBefore how many bytes before the end of an IN channel its successor is opened
    /// @param recyclingMillisMax how long the proxies may take for a replacement
    public record Limits(int window, long channelLifetime, long recycledBefore, long recyclingMillisMax) {
        public static final Limits DEFAULT = new Limits(RtsCommand.WINDOW_MAX, 1L << 30, 1L << 18, 60_000);

        public Limits {
            if (window < RtsCommand.WINDOW_MIN || window > RtsCommand.WINDOW_MAX
                    || channelLifetime < RtsCommand.LIFETIME_MIN || channelLifetime > RtsCommand.LIFETIME_MAX
                    || recycledBefore < 2 * RESERVE || recycledBefore >= channelLifetime) {
                throw new IllegalArgumentException("limits outside [MS-RPCH] 2.2.3.5");
            }
        }
    }

    /// Of opening a virtual connection and then of its OUT channel ([MS-RPCH] 3.2.2).
    private enum State {
        WAIT_A3,
        WAIT_C2,
        OPENED,
        /// A3 is sent on a successor.
        OPENED_A6W,
        /// As the first outbound proxy's answer says, another one has the successor: OUT_R1.
        OPENED_A10W,
        /// It has the successor itself: OUT_R2.
        B3W
    }

    /// An IN channel that may not be used yet.
    private record Entrance(long number, UUID cookie) {}

    private final Limits limits;
    private final UUID connection;
    private final UUID group;
    private final Supplier<UUID> cookies;
    private final Queue<byte[]> unsent = new ArrayDeque<>();
    private State state = State.WAIT_A3;
    private long numbers;
    private final Entrance firstIn;
    private @Nullable SendingChannel in;
    private @Nullable Entrance nextIn;
    private ReceivingChannel out;
    private @Nullable ReceivingChannel nextOut;
    private int peerWindow;
    private long timeoutMillis = RtsCommand.CONNECTION_TIMEOUT_MIN;
    private long inRecyclingSince;
    private long outRecyclingSince;
    /// Delivered from an OUT channel that has been replaced since, and not consumed yet.
    private int leftover;

    /// @param group of the connections of one client to one server ([MS-RPCH] 2.2.3.5.13)
    /// @param cookies gives one that nobody else has, each time
    public ClientConnection(Limits limits, UUID group, Supplier<UUID> cookies) {
        this.limits = limits;
        this.group = group;
        this.cookies = cookies;
        this.connection = cookies.get();
        this.firstIn = new Entrance(++numbers, cookies.get());
        this.out = new ReceivingChannel(++numbers, cookies.get(), limits.window);
    }

    /// Whether PDUs of RPC may be sent and come.
    public boolean isOpen() {
        return state.compareTo(State.OPENED) >= 0;
    }

    /// Whether a channel is being replaced.
    public boolean isRecycling() {
        return nextIn != null || nextOut != null;
    }

    /// Whether PDUs of RPC wait for the server's window, or for a successor of the IN channel.
    public boolean hasUnsent() {
        return !unsent.isEmpty();
    }

    /// How long the IN channel may be silent: half the connection time-out ([MS-RPCH] 3.2.2.6.1 with its note 35).
    public long silenceMillisMax() {
        return timeoutMillis / 2;
    }

    /// @throws MalformedException when a PDU is not due: the connection is to be closed ([MS-RPCH] 3.2.2.5.11)
    public List<Output> step(Input input, long nowMillis) {
        var outputs = new ArrayList<Output>();
        switch (input) {
            case Input.Begun() -> begin(outputs);
            case Input.Received(byte[] pdu) -> receive(pdu, nowMillis, outputs);
            case Input.Sent(byte[] pdu) -> unsent.add(pdu);
            case Input.Consumed(int bytes) -> consumed(bytes, nowMillis, outputs);
            case Input.Tick() -> tick(nowMillis, outputs);
        }
        flush(nowMillis, outputs);
        return outputs;
    }

    /// [MS-RPCH] 3.2.2.4.1.2. CONN/B1 waits for the OUT channel's response: who is refused there is refused everywhere,
    /// and could no longer write it.
    private void begin(List<Output> outputs) {
        byte[] a1 = RtsPdu.of(RtsFlags.NONE, new Version(VERSION), new Cookie(connection), new Cookie(out.cookie),
                new ReceiveWindowSize(limits.window)).encode(); // [MS-RPCH] 2.2.4.2
        outputs.add(new Output.Open(firstIn.number, true, limits.channelLifetime));
        outputs.add(new Output.Open(out.number, false, a1.length));
        outputs.add(new Output.Write(out.number, a1));
        outputs.add(new Output.Listen(out.number));
        outputs.add(new Output.Write(firstIn.number, firstInWord()));
    }

    /// CONN/B1 ([MS-RPCH] 2.2.4.5).
    private byte[] firstInWord() {
        return RtsPdu.of(RtsFlags.NONE, new Version(VERSION), new Cookie(connection), new Cookie(firstIn.cookie),
                new ChannelLifetime(limits.channelLifetime), new ClientKeepalive(RtsCommand.KEEPALIVE_USUAL),
                new AssociationGroupId(group)).encode();
    }

    private void receive(byte[] pdu, long now, List<Output> outputs) {
        if (RtsPdu.is(pdu)) {
            control(RtsPdu.decode(pdu), now, outputs);
            return;
        }
        require(isOpen(), "a PDU of RPC before the connection is open");
        require(out.received(pdu.length), "more than the window");
        outputs.add(new Output.Deliver(pdu));
    }

    private void control(RtsPdu pdu, long now, List<Output> outputs) {
        List<RtsCommand> commands = pdu.commands();
        switch (state) {
            case WAIT_A3 -> {
                require(pdu.flags() == RtsFlags.NONE && commands.size() == 1
                        && commands.getFirst() instanceof ConnectionTimeout, "another RTS PDU than CONN/A3");
                state = State.WAIT_C2;
            }
            case WAIT_C2 -> open(pdu, now);
            case OPENED, OPENED_A6W, OPENED_A10W, B3W -> {
                switch (pdu.flags()) {
                    case RtsFlags.PING -> require(commands.isEmpty(), "a ping with something in it");
                    case RtsFlags.OTHER_COMMAND -> acknowledged(commands);
                    case RtsFlags.RECYCLE_CHANNEL -> replaceOut(commands, now, outputs);
                    case RtsFlags.OUT_CHANNEL -> elsewhere(commands, now, outputs);
                    case RtsFlags.EOF -> {
                        require(state == State.B3W && commands.equals(List.of(new Ance())), "OUT_R2/B3");
                        switchOut(outputs);
                    }
                    case RtsFlags.NONE -> answer(commands, now, outputs);
                    default -> throw new MalformedException("RTS flags that are not due");
                }
            }
        }
    }

    /// CONN/C2 ([MS-RPCH] 2.2.4.9).
    private void open(RtsPdu pdu, long now) {
        if (pdu.flags() == RtsFlags.NONE && pdu.commands().size() == 3 && pdu.commands().get(0) instanceof Version
                && pdu.commands().get(1) instanceof ReceiveWindowSize(int bytes)
                && pdu.commands().get(2) instanceof ConnectionTimeout(long millis)) {
            peerWindow = bytes;
            timeoutMillis = millis;
            in = entered(firstIn, firstInWord().length, now);
            state = State.OPENED;
            return;
        }
        throw new MalformedException("another RTS PDU than CONN/C2");
    }

    private void acknowledged(List<RtsCommand> commands) {
        require(!commands.isEmpty() && commands.getLast() instanceof FlowControlAck, "no acknowledgment");
        var ack = (FlowControlAck) commands.getLast();
        SendingChannel channel = entered();
        if (channel.cookie.equals(ack.channel())) { // else discarded: [MS-RPCH] 3.2.1.5.1.2
            require(channel.acknowledged(ack.bytesReceived(), ack.availableWindow()),
                    "a flow control acknowledgment that cannot be");
        }
    }

    private static <T> T due(boolean due, @Nullable T channel, String what) {
        if (!due || channel == null) {
            throw new MalformedException(what + " that is not due");
        }
        return channel;
    }

    private SendingChannel entered(Entrance entrance, int bytes, long now) {
        var channel = new SendingChannel(entrance.number, entrance.cookie, peerWindow, limits.channelLifetime, now);
        channel.begin(now);
        channel.sent(bytes, false, now);
        return channel;
    }

    private SendingChannel entered() {
        SendingChannel channel = in;
        if (channel == null) {
            throw new IllegalStateException("not open yet");
        }
        return channel;
    }

    /// IN_R1/A1 or IN_R2/A1, which look the same ([MS-RPCH] 3.2.2.5.12).
    private void replaceIn(long now, List<Output> outputs) {
        var successor = new Entrance(++numbers, cookies.get());
        nextIn = successor;
        inRecyclingSince = now;
        outputs.add(new Output.Open(successor.number, true, limits.channelLifetime));
        outputs.add(new Output.Write(successor.number, nextInWord(entered().cookie, successor)));
    }

    private byte[] nextInWord(UUID predecessor, Entrance successor) {
        return RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Version(VERSION), new Cookie(connection),
                new Cookie(predecessor), new Cookie(successor.cookie)).encode();
    }

    /// [MS-RPCH] 3.2.2.5.5. Everything for the predecessor has been sent: what waits, waits for either.
    private void switchIn(int window, long millis, long now, List<Output> outputs) {
        Entrance successor = due(true, nextIn, "the answer for a successor IN channel");
        SendingChannel predecessor = entered();
        say(RtsPdu.of(RtsFlags.NONE, new Cookie(successor.cookie)).encode(), now, outputs); // A5
        outputs.add(new Output.Leave(predecessor.number));
        peerWindow = window;
        timeoutMillis = millis;
        in = entered(successor, nextInWord(predecessor.cookie, successor).length, now);
        nextIn = null;
    }

    /// OUT_R1/A2 and OUT_R2/A2 ([MS-RPCH] 3.2.2.5.6): A3, with room for what is said there last.
    private void replaceOut(List<RtsCommand> commands, long now, List<Output> outputs) {
        require(state == State.OPENED && commands.equals(List.of(new Forward(Destination.CLIENT))),
                "a successor OUT channel is asked for that is not due");
        var successor = new ReceivingChannel(++numbers, cookies.get(), limits.window);
        byte[] a3 = RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Version(VERSION), new Cookie(connection),
                new Cookie(out.cookie), new Cookie(successor.cookie), new ReceiveWindowSize(limits.window)).encode();
        outputs.add(new Output.Open(successor.number, false, a3.length + C1.length));
        outputs.add(new Output.Write(successor.number, a3));
        nextOut = successor;
        outRecyclingSince = now;
        state = State.OPENED_A6W;
    }

    /// OUT_R1/A6 ([MS-RPCH] 3.2.2.5.7).
    private void elsewhere(List<RtsCommand> commands, long now, List<Output> outputs) {
        ReceivingChannel successor = due(state == State.OPENED_A6W && commands.size() == 3
                && commands.get(0).equals(new Forward(Destination.CLIENT)) && commands.get(1) instanceof Version
                && commands.get(2) instanceof ConnectionTimeout, nextOut, "OUT_R1/A6");
        say(RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(successor.cookie)).encode(),
                now, outputs); // A7
        state = State.OPENED_A10W;
    }

    /// What is said without flags: IN_R1/A4, IN_R2/A4, OUT_R1/A10, OUT_R2/A6 ([MS-RPCH] 2.2.4.13, 2.2.4.21, 2.2.4.32,
    /// 2.2.4.39).
    private void answer(List<RtsCommand> commands, long now, List<Output> outputs) {
        boolean forwarded = !commands.isEmpty() && commands.getFirst().equals(new Forward(Destination.CLIENT));
        if (forwarded && commands.size() == 1) {
            switchIn(peerWindow, timeoutMillis, now, outputs);
        } else if (forwarded && commands.size() == 4 && commands.get(1) instanceof Version
                && commands.get(2) instanceof ReceiveWindowSize(int window)
                && commands.get(3) instanceof ConnectionTimeout(long millis)) {
            switchIn(window, millis, now, outputs);
        } else if (forwarded && commands.size() == 2 && commands.get(1) instanceof Ance) {
            ReceivingChannel successor = due(state == State.OPENED_A6W, nextOut, "OUT_R2/A6");
            say(RtsPdu.of(RtsFlags.OUT_CHANNEL, new Forward(Destination.SERVER), new Cookie(successor.cookie),
                    new Version(VERSION)).encode(), now, outputs); // A7
            outputs.add(new Output.Write(successor.number, C1));
            state = State.B3W;
        } else {
            ReceivingChannel successor = due(state == State.OPENED_A10W && commands.equals(List.of(new Ance())),
                    nextOut, "OUT_R1/A10, or what is none of these,");
            outputs.add(new Output.Write(successor.number, A11));
            switchOut(outputs);
        }
    }

    /// [MS-RPCH] 3.2.2.5.8 and 3.2.2.5.10.
    private void switchOut(List<Output> outputs) {
        ReceivingChannel successor = due(true, nextOut, "a switch to a successor OUT channel");
        outputs.add(new Output.Close(out.number));
        outputs.add(new Output.Listen(successor.number));
        leftover += out.unconsumed();
        out = successor;
        nextOut = null;
        state = State.OPENED;
    }

    /// The acknowledgment for the outbound proxy ([MS-RPCH] 2.2.4.51) goes by way of the inbound one (3.2.1.5.2).
    private void consumed(int bytes, long now, List<Output> outputs) {
        int earlier = Math.min(bytes, leftover);
        leftover -= earlier;
        if (out.consumed(bytes - earlier)) {
            say(RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.OUT_PROXY), out.acknowledge()).encode(), now,
                    outputs);
        }
    }

    private void tick(long now, List<Output> outputs) {
        if (nextIn != null && now - inRecyclingSince > limits.recyclingMillisMax
                || nextOut != null && now - outRecyclingSince > limits.recyclingMillisMax) {
            outputs.add(new Output.Fail("a successor channel was not taken"));
        } else if (isOpen() && now - entered().sentAt() >= silenceMillisMax()) {
            say(PING, now, outputs); // [MS-RPCH] 3.2.2.6.1
        }
    }

    /// A PDU of this protocol on the IN channel.
    private void say(byte[] pdu, long now, List<Output> outputs) {
        SendingChannel channel = entered();
        if (channel.lifetimeLeft() < pdu.length) {
            outputs.add(new Output.Fail("the IN channel is used up"));
            return;
        }
        channel.sent(pdu.length, false, now);
        outputs.add(new Output.Write(channel.number, pdu));
    }

    private void flush(long now, List<Output> outputs) {
        if (!isOpen()) {
            return;
        }
        SendingChannel channel = entered();
        for (byte[] pdu = unsent.peek(); pdu != null && channel.takes(pdu.length)
                && channel.lifetimeLeft() >= pdu.length + RESERVE; pdu = unsent.peek()) {
            unsent.remove();
            channel.sent(pdu.length, true, now);
            outputs.add(new Output.Write(channel.number, pdu));
        }
        if (nextIn == null && channel.lifetimeLeft() <= limits.recycledBefore) {
            replaceIn(now, outputs);
        }
    }
}
