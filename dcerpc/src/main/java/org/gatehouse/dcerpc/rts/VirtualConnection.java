package org.gatehouse.dcerpc.rts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.gatehouse.dcerpc.rts.RtsCommand.Ance;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.Empty;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.Padding;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.dcerpc.rts.TunnelStep.Input;
import org.gatehouse.dcerpc.rts.TunnelStep.Output;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// A virtual connection ([MS-RPCH] 3.2): inbound proxy, outbound proxy and server in one, so that what these say to
/// each other (A2, B2, B3, C1 and the like) never leaves it. Channels are replaced the way in which both halves are
/// known to the same proxy: IN_R2 and OUT_R2.
///
/// A state machine without threads: [#step] takes what happened and gives what to do, in order. Whoever owns it calls
/// it from one thread at a time.
public final class VirtualConnection {
    private static final int VERSION = 1;
    /// What is left of an OUT channel's lifetime for the PDUs of this protocol.
    private static final int RESERVE = 4096;

    /// Bounds of one virtual connection.
    ///
    /// @param receiveWindow bytes of requests that a client may send ahead ([MS-RPCH] 2.2.3.5.1)
    /// @param channelLifetime the content length of an OUT channel's response; Windows has 1 GiB
    /// @param recycledBefore how many bytes before the end of an OUT channel its successor is asked for
    /// @param connectionTimeoutMillis how long the network leaves an idle channel open, as far as we know
    /// @param setUpMillis how long halves wait for each other ([MS-RPCH] 3.2.5.2.1)
    /// @param stallMillis how long a client may leave replies waiting
    public record Limits(int receiveWindow, long channelLifetime, long recycledBefore, long connectionTimeoutMillis,
            long setUpMillis, long stallMillis) {
        /// Halves that a balancer led to different servers never meet: a minute instead of the fifteen proposed tells
        /// their client soon.
        public static final Limits DEFAULT = new Limits(64 * 1024, 1L << 30, 1L << 20, 120_000, 60_000, 60_000);

        public Limits {
            if (receiveWindow < RtsCommand.WINDOW_MIN || receiveWindow > RtsCommand.WINDOW_MAX
                    || channelLifetime < RtsCommand.LIFETIME_MIN || channelLifetime > RtsCommand.LIFETIME_MAX
                    || recycledBefore < 2 * RESERVE || recycledBefore >= channelLifetime
                    || connectionTimeoutMillis < RtsCommand.CONNECTION_TIMEOUT_MIN) {
                throw new IllegalArgumentException("limits outside [MS-RPCH] 2.2.3.5");
            }
        }
    }

    /// How far the replacement of the OUT channel is ([MS-RPCH] 3.2.4 and 3.2.5).
    private enum Recycling {
        /// There is only one channel: opened.
        NONE,
        /// A2 is sent.
        A3_DUE,
        /// A6 is sent.
        A7_AND_C1_DUE,
        A7_DUE,
        /// The successor is the channel, but its response has not begun.
        C1_DUE
    }

    private final Limits limits;
    private final long startedAt;
    private final ArrayDeque<byte[]> replies = new ArrayDeque<>();
    private long repliesBytes;
    private @Nullable ReceivingChannel in;
    private @Nullable ReceivingChannel nextIn;
    private @Nullable SendingChannel out;
    private @Nullable SendingChannel nextOut;
    private Recycling recycling = Recycling.NONE;
    private long timeoutMillis;
    private long recyclingSince;
    private long stalledSince;
    /// Delivered from a channel that has been replaced since, and not consumed yet.
    private int leftover;
    private boolean acknowledgmentDue;
    private boolean established;
    private boolean finishing;
    private boolean closed;

    public VirtualConnection(Limits limits, long nowMillis) {
        this.limits = limits;
        this.startedAt = nowMillis;
        this.timeoutMillis = limits.connectionTimeoutMillis();
    }

    /// Replies that wait for the client's window, in bytes.
    public long repliesBytes() {
        return repliesBytes;
    }

    public boolean established() {
        return established;
    }

    public List<Output> step(Input input, long nowMillis) {
        var outputs = new ArrayList<Output>();
        if (closed) {
            return outputs;
        }
        try {
            apply(input, nowMillis, outputs);
        } catch (MalformedException bad) {
            fail(String.valueOf(bad.getMessage()), outputs);
        }
        flush(nowMillis, outputs);
        return outputs;
    }

    private void apply(Input input, long now, List<Output> outputs) {
        switch (input) {
            case Input.Opened(long channel, Opening opening, long asked) -> open(channel, opening, asked, now, outputs);
            case Input.Received(long channel, byte[] pdu) -> receive(channel, pdu, now, outputs);
            case Input.Gone(long channel) -> {
                if (isMine(channel)) {
                    close("the client left", ProxyError.SERVER_UNAVAILABLE, outputs);
                }
            }
            case Input.Reply(byte[] pdu) -> {
                if (replies.isEmpty()) {
                    stalledSince = now;
                }
                replies.add(pdu);
                repliesBytes += pdu.length;
            }
            case Input.Consumed(int bytes) -> consumed(bytes, now, outputs);
            case Input.Finished() -> finishing = true;
            case Input.Tick() -> tick(now, outputs);
            case Input.Draining(long halfMillisMax) -> {
                if (!established && now - startedAt > halfMillisMax) {
                    close("the other half did not come", ProxyError.SERVER_UNAVAILABLE, outputs);
                }
            }
        }
    }

    private boolean isMine(long channel) {
        return in != null && in.number == channel || nextIn != null && nextIn.number == channel
                || out != null && out.number == channel || nextOut != null && nextOut.number == channel;
    }

    private void open(long channel, Opening opening, long asked, long now, List<Output> outputs) {
        switch (opening) {
            case Opening.FirstOut(UUID _, UUID cookie, int window) -> {
                if (out != null) { // [MS-RPCH] 3.2.5.5.3: in state A2W only
                    outputs.add(new Output.Refuse(channel, ProxyError.PROTOCOL_ERROR));
                    return;
                }
                var opened = new SendingChannel(channel, cookie, window, limits.channelLifetime(), now);
                out = opened;
                timeoutMillis = Math.max(timeoutMillis,
                        Math.min(asked, RtsCommand.CONNECTION_TIMEOUT_MAX)); // [MS-RPCH] 3.2.4.5.1
                begin(opened, now, outputs);
                send(opened, RtsPdu.of(RtsFlags.NONE, new ConnectionTimeout(timeoutMillis)), now, outputs); // CONN/A3
                establish(now, outputs);
            }
            case Opening.FirstIn(UUID _, UUID cookie, long _, UUID _) -> {
                if (in != null) { // [MS-RPCH] 3.2.5.5.4: in state B2W only
                    outputs.add(new Output.Refuse(channel, ProxyError.PROTOCOL_ERROR));
                    return;
                }
                in = new ReceivingChannel(channel, cookie, limits.receiveWindow());
                establish(now, outputs);
            }
            case Opening.NextOut successor -> replaceOut(channel, successor, now, outputs);
            case Opening.NextIn successor -> replaceIn(channel, successor, now, outputs);
        }
    }

    private void establish(long now, List<Output> outputs) {
        if (in == null || out == null) {
            return;
        }
        established = true;
        outputs.add(new Output.Established());
        send(out, RtsPdu.of(RtsFlags.NONE, new Version(VERSION), new ReceiveWindowSize(limits.receiveWindow()),
                new ConnectionTimeout(limits.connectionTimeoutMillis())), now, outputs); // CONN/C2
        unplug(in, now, outputs);
    }

    /// IN_R2/A1 ([MS-RPCH] 3.2.3.5.5.1), answered with IN_R2/A4 on the OUT channel.
    private void replaceIn(long channel, Opening.NextIn successor, long now, List<Output> outputs) {
        if (!established || in == null || out == null || nextIn != null
                || !in.cookie.equals(successor.predecessor())) {
            outputs.add(new Output.Refuse(channel, ProxyError.PROTOCOL_ERROR));
            fail("a successor IN channel that is not due", outputs);
            return;
        }
        nextIn = new ReceivingChannel(channel, successor.channel(), limits.receiveWindow());
        recyclingSince = now;
        send(out, RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT)), now, outputs);
    }

    /// IN_R2/A5 ([MS-RPCH] 3.2.3.5.8): the predecessor's last word.
    private void switchIn(UUID successor, long now, List<Output> outputs) {
        if (in == null || nextIn == null) {
            fail("IN_R2/A5 that is not due", outputs);
            return;
        }
        ReceivingChannel opened = nextIn;
        nextIn = null;
        if (!opened.cookie.equals(successor)) {
            outputs.add(new Output.Refuse(opened.number, ProxyError.PROTOCOL_ERROR));
            return;
        }
        outputs.add(new Output.Release(in.number));
        leftover += in.unconsumed();
        in = opened;
        acknowledgmentDue = false;
        unplug(opened, now, outputs);
    }

    private void unplug(ReceivingChannel channel, long now, List<Output> outputs) {
        while (in == channel && !closed && !channel.held.isEmpty()) {
            receive(channel.number, channel.held.remove(), now, outputs);
        }
    }

    /// OUT_R2/A3 ([MS-RPCH] 3.2.4.5.6.1), answered with OUT_R2/A6 on the predecessor.
    private void replaceOut(long channel, Opening.NextOut successor, long now, List<Output> outputs) {
        if (recycling != Recycling.A3_DUE || out == null || !out.cookie.equals(successor.predecessor())) {
            outputs.add(new Output.Refuse(channel, ProxyError.PROTOCOL_ERROR));
            fail("a successor OUT channel that is not due", outputs);
            return;
        }
        nextOut = new SendingChannel(channel, successor.channel(), successor.receiveWindow(), limits.channelLifetime(),
                now);
        recycling = Recycling.A7_AND_C1_DUE;
        send(out, RtsPdu.of(RtsFlags.NONE, new Forward(Destination.CLIENT), new Ance()), now, outputs);
    }

    /// OUT_R2/A7, which comes on the IN channel ([MS-RPCH] 3.2.5.5.12, 3.2.4.5.10): the predecessor ends with B3.
    private void switchOut(UUID successor, long now, List<Output> outputs) {
        boolean due = recycling == Recycling.A7_AND_C1_DUE || recycling == Recycling.A7_DUE;
        if (!due || out == null || nextOut == null || !nextOut.cookie.equals(successor)) {
            fail("OUT_R2/A7 that is not due", outputs);
            return;
        }
        sendReplies(out, now, outputs);
        send(out, RtsPdu.of(RtsFlags.EOF, new Ance()), now, outputs);
        outputs.add(new Output.Release(out.number));
        out = nextOut;
        nextOut = null;
        stalledSince = now;
        if (recycling == Recycling.A7_DUE) {
            recycling = Recycling.NONE;
            begin(out, now, outputs);
        } else {
            recycling = Recycling.C1_DUE;
        }
    }

    /// OUT_R2/C1 on the successor's request ([MS-RPCH] 3.2.4.5.11).
    private void filledUp(SendingChannel channel, RtsPdu pdu, long now, List<Output> outputs) {
        boolean c1 = pdu.flags() == RtsFlags.PING && pdu.commands().size() == 1
                && (pdu.commands().getFirst() instanceof Empty || pdu.commands().getFirst() instanceof Padding);
        if (c1 && recycling == Recycling.A7_AND_C1_DUE && channel == nextOut) {
            recycling = Recycling.A7_DUE;
        } else if (c1 && recycling == Recycling.C1_DUE && channel == out) {
            recycling = Recycling.NONE;
            begin(channel, now, outputs);
        } else {
            fail("a PDU on an OUT channel that is not due", outputs);
        }
    }

    private void receive(long channel, byte[] pdu, long now, List<Output> outputs) {
        if (in != null && in.number == channel) {
            if (!established) {
                hold(in, pdu, outputs);
            } else if (RtsPdu.is(pdu)) {
                control(RtsPdu.decode(pdu), now, outputs);
            } else if (counted(in, pdu, outputs)) {
                outputs.add(new Output.Deliver(pdu));
            }
        } else if (nextIn != null && nextIn.number == channel) {
            hold(nextIn, pdu, outputs);
        } else {
            SendingChannel onto = out != null && out.number == channel ? out
                    : nextOut != null && nextOut.number == channel ? nextOut : null;
            if (onto != null) { // no RPC comes here ([MS-RPCH] 3.2.4.5.2)
                filledUp(onto, RtsPdu.decode(pdu), now, outputs);
            }
        }
    }

    /// What is held counts when it is let go; until then it is held to the same window.
    private void hold(ReceivingChannel channel, byte[] pdu, List<Output> outputs) {
        long waiting = channel.held.stream().filter(each -> !RtsPdu.is(each)).mapToLong(each -> each.length).sum();
        if (!channel.hold(pdu) || waiting + (RtsPdu.is(pdu) ? 0 : pdu.length) > limits.receiveWindow()) {
            fail("a plugged channel overflows", outputs);
        }
    }

    private boolean counted(ReceivingChannel channel, byte[] pdu, List<Output> outputs) {
        if (!channel.received(pdu.length)) {
            fail("the client sends beyond its window", outputs);
            return false;
        }
        return true;
    }

    /// A PDU of this protocol on the IN channel ([MS-RPCH] 3.2.3.5, 3.2.5.5).
    private void control(RtsPdu pdu, long now, List<Output> outputs) {
        List<RtsCommand> commands = pdu.commands();
        int flags = pdu.flags();
        if (flags == RtsFlags.OTHER_COMMAND && !commands.isEmpty()) {
            other(commands, now, outputs);
        } else if (flags == RtsFlags.OUT_CHANNEL
                && (commands.size() == 2 || commands.size() == 3 && commands.get(2) instanceof Version)
                && commands.get(0).equals(new Forward(Destination.SERVER))
                && commands.get(1) instanceof Cookie(UUID successor)) {
            switchOut(successor, now, outputs);
        } else if (flags == RtsFlags.NONE && commands.size() == 1
                && commands.getFirst() instanceof Cookie(UUID successor)) {
            switchIn(successor, now, outputs);
        } else if (flags != RtsFlags.PING || !commands.isEmpty()) {
            fail("an RTS PDU that is not due", outputs);
        }
    }

    /// A keep-alive interval is meant for the connection between inbound proxy and server, which is none here.
    private void other(List<RtsCommand> commands, long now, List<Output> outputs) {
        boolean forwarded = commands.size() == 2 && commands.getFirst() instanceof Forward;
        if ((forwarded || commands.size() == 1) && commands.getLast() instanceof FlowControlAck ack) {
            acknowledged(ack, now, outputs);
        } else if (commands.size() != 1 || !(commands.getFirst() instanceof ClientKeepalive)) {
            fail("an RTS PDU that is not due", outputs);
        }
    }

    private void acknowledged(FlowControlAck ack, long now, List<Output> outputs) {
        SendingChannel channel = out != null && out.cookie.equals(ack.channel()) ? out
                : nextOut != null && nextOut.cookie.equals(ack.channel()) ? nextOut : null;
        if (channel == null) {
            return; // [MS-RPCH] 3.2.1.5.1.2: discarded
        }
        if (!channel.acknowledged(ack.bytesReceived(), ack.availableWindow())) {
            fail("a flow control acknowledgment that cannot be", outputs);
        }
        stalledSince = now;
    }

    private void consumed(int bytes, long now, List<Output> outputs) {
        int earlier = Math.min(bytes, leftover);
        leftover -= earlier;
        if (in != null && in.consumed(bytes - earlier)) {
            acknowledgmentDue = true;
            acknowledge(now, outputs);
        }
    }

    /// A successor OUT channel that has not begun cannot carry it. It is sent when that begins: a client whose window
    /// is used up sends nothing more, so there would be no later occasion.
    private void acknowledge(long now, List<Output> outputs) {
        if (acknowledgmentDue && in != null && out != null && out.begun()) {
            acknowledgmentDue = false;
            send(out, RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.CLIENT), in.acknowledge()), now,
                    outputs);
        }
    }

    private void tick(long now, List<Output> outputs) {
        boolean replacing = recycling != Recycling.NONE || nextIn != null;
        if (!established && now - startedAt > limits.setUpMillis()) {
            close("the other half did not come", ProxyError.SERVER_UNAVAILABLE, outputs);
        } else if (replacing && now - recyclingSince > limits.setUpMillis()) {
            close("a successor channel did not come", ProxyError.SERVER_UNAVAILABLE, outputs);
        } else if (!replies.isEmpty() && now - stalledSince > limits.stallMillis()) {
            close("the client does not take replies", ProxyError.SERVER_UNAVAILABLE, outputs);
        } else if (out != null && out.begun() && now - out.sentAt() >= timeoutMillis / 2) {
            send(out, RtsPdu.of(RtsFlags.PING), now, outputs); // [MS-RPCH] 3.2.1.2.1
        }
    }

    private void begin(SendingChannel channel, long now, List<Output> outputs) {
        channel.begin(now);
        outputs.add(new Output.Begin(channel.number));
        acknowledge(now, outputs);
    }

    private void send(SendingChannel channel, RtsPdu pdu, long now, List<Output> outputs) {
        byte[] raw = pdu.encode();
        if (channel.lifetimeLeft() < raw.length) {
            close("an OUT channel is used up", ProxyError.PROTOCOL_ERROR, outputs);
            return;
        }
        channel.sent(raw.length, false, now);
        outputs.add(new Output.Send(channel.number, raw));
    }

    private void flush(long now, List<Output> outputs) {
        if (closed || out == null || !established) {
            return;
        }
        sendReplies(out, now, outputs);
        if (recycling == Recycling.NONE && out.begun() && out.lifetimeLeft() <= limits.recycledBefore()) {
            recycling = Recycling.A3_DUE;
            recyclingSince = now;
            send(out, RtsPdu.of(RtsFlags.RECYCLE_CHANNEL, new Forward(Destination.CLIENT)), now, outputs); // OUT_R2/A2
        }
        if (finishing && replies.isEmpty() && !closed) {
            close("finished", ProxyError.SERVER_UNAVAILABLE, outputs);
        }
    }

    private void sendReplies(SendingChannel channel, long now, List<Output> outputs) {
        for (byte[] pdu = replies.peek(); pdu != null && channel.takes(pdu.length)
                && channel.lifetimeLeft() >= pdu.length + RESERVE; pdu = replies.peek()) {
            replies.remove();
            repliesBytes -= pdu.length;
            stalledSince = now;
            channel.sent(pdu.length, true, now);
            outputs.add(new Output.Send(channel.number, pdu));
        }
    }

    private void fail(String reason, List<Output> outputs) {
        close(reason, ProxyError.PROTOCOL_ERROR, outputs);
    }

    private void close(String reason, ProxyError error, List<Output> outputs) {
        if (!closed) {
            closed = true;
            replies.clear();
            repliesBytes = 0;
            outputs.add(new Output.Close(reason, error));
        }
    }
}
