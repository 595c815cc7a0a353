package org.gatehouse.dcerpc.rts;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.rts.RtsCommand.AssociationGroupId;
import org.gatehouse.dcerpc.rts.RtsCommand.ChannelLifetime;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.ConnectionTimeout;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.FlowControlAck;
import org.gatehouse.dcerpc.rts.RtsCommand.Forward;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// A virtual connection as its client sees it ([MS-RPCH] 3.2.2), without threads, sockets and clock: what opens its
/// channels, what a PDU on the OUT channel means, what may be sent and what has to be said in return.
///
/// Channels are not replaced. A connection is over when the first of them is used up, after a good 1 GiB in one of the
/// directions: whoever moves more opens another one.
public final class ClientConnection {
    /// The content length of an IN channel's request (product note 8).
    public static final long CHANNEL_LIFETIME = 1L << 30;

    private static final int VERSION = 1;

    /// Of opening a virtual connection ([MS-RPCH] 3.2.2).
    private enum State {
        WAIT_A3,
        WAIT_C2,
        OPENED,
        /// The OUT channel is nearly used up.
        ENDING
    }

    private final UUID connection;
    private final UUID group;
    private final int window;
    private final UUID inCookie;
    private final ReceivingChannel out;
    private State state = State.WAIT_A3;
    private @Nullable SendingChannel in;
    private long timeoutMillis = RtsCommand.CONNECTION_TIMEOUT_MIN;

    /// What only chance can give: two virtual connections may have none of it in common.
    ///
    /// @param group of the connections of one client to one server ([MS-RPCH] 2.2.3.5.13)
    public record Cookies(UUID connection, UUID in, UUID out, UUID group) {}

    /// @param window how many bytes of replies may come ahead
    public ClientConnection(Cookies cookies, int window) {
        this.connection = cookies.connection();
        this.group = cookies.group();
        this.window = window;
        this.inCookie = cookies.in();
        this.out = new ReceivingChannel(0, cookies.out(), window);
    }

    /// CONN/A1, the whole body of the OUT channel's request ([MS-RPCH] 2.2.4.2).
    public RtsPdu firstOut() {
        return RtsPdu.of(RtsFlags.NONE, new Version(VERSION), new Cookie(connection), new Cookie(out.cookie),
                new ReceiveWindowSize(window));
    }

    /// CONN/B1, the first in the body of the IN channel's request ([MS-RPCH] 2.2.4.5).
    public RtsPdu firstIn() {
        return RtsPdu.of(RtsFlags.NONE, new Version(VERSION), new Cookie(connection), new Cookie(inCookie),
                new ChannelLifetime(CHANNEL_LIFETIME), new ClientKeepalive(RtsCommand.KEEPALIVE_USUAL),
                new AssociationGroupId(group));
    }

    /// Takes a PDU that came on the OUT channel.
    ///
    /// @return whether it is one of RPC, for the layer above
    /// @throws MalformedException when it is not due
    public boolean received(byte[] pdu) {
        if (RtsPdu.is(pdu)) {
            control(RtsPdu.decode(pdu));
            return false;
        }
        require(isOpen(), "a PDU of RPC before the connection is open");
        require(out.received(pdu.length), "more than the window");
        return true;
    }

    private void control(RtsPdu pdu) {
        List<RtsCommand> commands = pdu.commands();
        RtsCommand last = commands.isEmpty() ? new RtsCommand.Empty() : commands.getLast();
        switch (state) {
            case WAIT_A3 -> {
                require(pdu.flags() == RtsFlags.NONE && commands.size() == 1
                        && last instanceof ConnectionTimeout, "another RTS PDU than CONN/A3");
                state = State.WAIT_C2;
            }
            case WAIT_C2 -> open(pdu);
            case OPENED, ENDING -> {
                if (pdu.flags() == RtsFlags.OTHER_COMMAND && last instanceof FlowControlAck ack) {
                    acknowledged(ack);
                } else if (pdu.flags() == RtsFlags.RECYCLE_CHANNEL) { // OUT_R1/A2 and OUT_R2/A2
                    state = State.ENDING;
                } else {
                    require(pdu.flags() == RtsFlags.PING, "an RTS PDU that is not due");
                }
            }
        }
    }

    /// CONN/C2 ([MS-RPCH] 2.2.4.9).
    private void open(RtsPdu pdu) {
        if (pdu.flags() == RtsFlags.NONE && pdu.commands().size() == 3 && pdu.commands().get(0) instanceof Version
                && pdu.commands().get(1) instanceof ReceiveWindowSize(int bytes)
                && pdu.commands().get(2) instanceof ConnectionTimeout(long millis)) {
            var opened = new SendingChannel(0, inCookie, bytes, CHANNEL_LIFETIME, 0);
            opened.begin(0);
            opened.sent(firstIn().encode().length, false, 0);
            in = opened;
            timeoutMillis = millis;
            state = State.OPENED;
            return;
        }
        throw new MalformedException("another RTS PDU than CONN/C2");
    }

    private void acknowledged(FlowControlAck ack) {
        SendingChannel channel = opened();
        if (channel.cookie.equals(ack.channel())) { // else discarded: [MS-RPCH] 3.2.1.5.1.2
            require(channel.acknowledged(ack.bytesReceived(), ack.availableWindow()),
                    "a flow control acknowledgment that cannot be");
        }
    }

    /// Whether PDUs of RPC may be sent and come.
    public boolean isOpen() {
        return state == State.OPENED || state == State.ENDING;
    }

    /// Whether the outbound proxy has asked for a successor of the OUT channel, which it does not get.
    public boolean isEnding() {
        return state == State.ENDING;
    }

    /// Whether the window has room for a PDU of RPC of that length. When it has not, an acknowledgment is on its way.
    public boolean takes(int bytes) {
        return opened().takes(bytes);
    }

    /// Whether the IN channel's request has room for it.
    public boolean outlives(int bytes) {
        return bytes <= opened().lifetimeLeft();
    }

    /// It has been sent.
    public void sent(RtsPdu pdu) {
        opened().sent(pdu.encode().length, false, 0);
    }

    /// A PDU of RPC has been sent.
    public void sent(byte[] pdu) {
        opened().sent(pdu.length, true, 0);
    }

    /// The layer above has taken in a PDU of RPC.
    ///
    /// @return what to send then, when it is time: the acknowledgment for the outbound proxy ([MS-RPCH] 2.2.4.51), by
    ///     way of the inbound one (3.2.1.5.2)
    public Optional<RtsPdu> consumed(int bytes) {
        return out.consumed(bytes)
                ? Optional.of(RtsPdu.of(RtsFlags.OTHER_COMMAND, new Forward(Destination.OUT_PROXY), out.acknowledge()))
                : Optional.empty();
    }

    /// How long the IN channel may be silent: half the connection time-out ([MS-RPCH] 3.2.2.6.1 with its note 35).
    public long silenceMillisMax() {
        return timeoutMillis / 2;
    }

    private SendingChannel opened() {
        SendingChannel channel = in;
        if (channel == null) {
            throw new IllegalStateException("not open yet");
        }
        return channel;
    }
}
