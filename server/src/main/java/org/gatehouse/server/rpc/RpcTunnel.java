package org.gatehouse.server.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.association.Association;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.rts.Opening;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.dcerpc.rts.TunnelStep.Input;
import org.gatehouse.dcerpc.rts.TunnelStep.Output;
import org.gatehouse.dcerpc.rts.VirtualConnection;
import org.gatehouse.web.rpcproxy.Caller;
import org.gatehouse.web.rpcproxy.OutChannel;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One virtual connection of RPC over HTTP with the conversation it carries: a thread for each channel, and one for
/// each call.
///
/// The core steps under the lock, which is never held while a channel is written or closed, nor while the conversation
/// is at work.
final class RpcTunnel implements Conversation.Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(RpcTunnel.class);
    /// The other half may have been led to another server.
    private static final long DRAINING_HALF_MILLIS_MAX = 3_000;

    private final RpcTunnels owner;
    private final RpcTunnels.Key key;
    private final RpcTunnels.Target target;
    private final Caller caller;
    private final VirtualConnection core;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, TunnelChannel> channels = new HashMap<>();
    /// IN channels, whose threads wait for their clients.
    private final Map<Long, TunnelChannel> ins = new HashMap<>();
    private final Queue<byte[]> deliveries = new ArrayDeque<>();
    private final Queue<byte[]> replies = new ArrayDeque<>();
    private @Nullable Talk conversation;
    private long heardAt;
    private boolean delivering;
    private boolean finishing;
    private boolean closed;

    RpcTunnel(RpcTunnels owner, RpcTunnels.Key key, RpcTunnels.Target target, Caller caller) {
        this.owner = owner;
        this.key = key;
        this.target = target;
        this.caller = caller;
        this.core = new VirtualConnection(owner.limits(), owner.clock().millis());
    }

    RpcTunnels.Key key() {
        return key;
    }

    /// Whether a further channel means the same server.
    boolean leadsTo(RpcTunnels.Target other) {
        return target.equals(other);
    }

    /// Serves an IN channel until its end.
    void in(TunnelChannel channel, Opening opening, long timeoutMillis) throws IOException {
        if (!enter(channel, true)) {
            return;
        }
        try {
            step(new Input.Opened(channel.number, opening, timeoutMillis));
            while (!channel.isOver()) {
                byte[] pdu = channel.pdus.next();
                if (pdu == null) {
                    break;
                }
                step(new Input.Received(channel.number, pdu));
            }
        } finally {
            leave(channel);
            channel.endIn();
        }
    }

    /// Serves an OUT channel until its end.
    void out(TunnelChannel channel, OutChannel out, Opening opening, long timeoutMillis)
            throws IOException, InterruptedException {
        if (!enter(channel, false)) {
            return;
        }
        try {
            step(new Input.Opened(channel.number, opening, timeoutMillis));
            if (opening instanceof Opening.NextOut) {
                Thread.ofVirtual().name("rpc-http-out").start(() -> fill(channel));
            }
            channel.write(out, owner.limits().channelLifetime());
        } finally {
            leave(channel);
        }
    }

    /// The request of a successor OUT channel has one more PDU, which comes later.
    private void fill(TunnelChannel channel) {
        try {
            byte[] pdu = channel.pdus.next();
            if (pdu != null) {
                step(new Input.Received(channel.number, pdu));
            }
        } catch (IOException | MalformedException | IllegalStateException gone) { // the last: its request has ended
            LOG.debug("channel of {}: {}", caller.client(), gone.getMessage());
            step(new Input.Gone(channel.number));
        }
    }

    private boolean enter(TunnelChannel channel, boolean in) {
        boolean entered;
        lock.lock();
        try {
            entered = !closed;
            if (entered) {
                channels.put(channel.number, channel);
                if (in) {
                    ins.put(channel.number, channel);
                }
            }
        } finally {
            lock.unlock();
        }
        if (!entered) {
            channel.refuse(ProxyError.SERVER_UNAVAILABLE);
            return false;
        }
        channel.channel().whenGone(() -> Thread.ofVirtual().name("rpc-http-gone").start(() -> {
            channel.release();
            step(new Input.Gone(channel.number));
        }));
        return true;
    }

    private void leave(TunnelChannel channel) {
        step(new Input.Gone(channel.number));
        lock.lock();
        try {
            channels.remove(channel.number);
            ins.remove(channel.number);
        } finally {
            lock.unlock();
        }
    }

    private void step(Input input) {
        var afterwards = new ArrayList<Runnable>();
        lock.lock();
        try {
            apply(core.step(input, owner.clock().millis()), afterwards);
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
        deliver();
    }

    private void apply(List<Output> outputs, List<Runnable> afterwards) {
        for (Output output : outputs) {
            switch (output) {
                case Output.Begin(long number) -> with(number, TunnelChannel::begin);
                case Output.Send(long number, byte[] pdu) -> with(number, channel -> {
                    if (channel.send(pdu)) {
                        afterwards.add(channel::wake);
                    }
                });
                case Output.Established() -> {
                    owner.joined(this);
                    conversation = begin();
                }
                case Output.Deliver(byte[] pdu) -> deliveries.add(pdu);
                case Output.Release(long number) -> with(number, channel -> {
                    channel.release();
                    if (ins.containsKey(number)) {
                        afterwards.add(channel::endIn);
                    }
                });
                case Output.Refuse(long number, ProxyError error) -> with(number, channel -> {
                    channel.end(error);
                    if (ins.containsKey(number)) {
                        afterwards.add(channel::endIn);
                    }
                });
                case Output.Close(String reason, ProxyError error) -> close(reason, error, afterwards);
            }
        }
    }

    private Talk begin() {
        return switch (target) {
            case RpcTunnels.Target.Served(Endpoint endpoint) -> new Conversation(new Association(endpoint,
                    ProtocolSequence.NCACN_HTTP, caller.client(), caller.here()), this, caller.client());
            case RpcTunnels.Target.Relayed(InetSocketAddress address) -> RelayedTalk.start(address, this,
                    owner.clock());
            case RpcTunnels.Target.Refused refused -> throw new IllegalStateException("no channel enters " + refused);
        };
    }

    private void with(long number, Consumer<TunnelChannel> action) {
        TunnelChannel channel = channels.get(number);
        if (channel != null) {
            action.accept(channel);
        }
    }

    private void close(String reason, ProxyError error, List<Runnable> afterwards) {
        if (closed) {
            return;
        }
        closed = true;
        // First of all: a client that hears of the end may come again with the same cookie.
        owner.forget(this);
        deliveries.clear();
        LOG.debug("tunnel of {} ends: {}", caller.client(), reason);
        // An IN channel of a connection that was up has no more to say than that it is closed.
        boolean wasUp = core.established();
        for (TunnelChannel channel : channels.values()) {
            boolean in = ins.containsKey(channel.number);
            if (in && wasUp) {
                channel.release();
            } else {
                channel.end(error);
            }
            if (in) {
                afterwards.add(channel::endIn);
            }
        }
        Talk talk = conversation;
        if (talk != null) {
            afterwards.add(talk::gone);
        }
    }

    /// Gives the conversation what has come, one PDU after the other, unless it has said enough that is not sent yet.
    private void deliver() {
        while (true) {
            byte[] pdu;
            Talk talk;
            lock.lock();
            try {
                talk = conversation;
                pdu = deliveries.peek();
                if (talk == null || pdu == null || delivering || closed || core.repliesBytes() > owner.repliesMax()) {
                    return;
                }
                deliveries.remove();
                delivering = true;
                heardAt = owner.clock().millis();
            } finally {
                lock.unlock();
            }
            try {
                talk.received(pdu);
            } catch (MalformedException bad) {
                LOG.info("closing tunnel of {}: {}", caller.client(), bad.getMessage());
                end("malformed");
            } finally {
                delivered();
            }
            consumed(pdu.length);
        }
    }

    private void delivered() {
        lock.lock();
        try {
            delivering = false;
        } finally {
            lock.unlock();
        }
    }

    private void consumed(int bytes) {
        var afterwards = new ArrayList<Runnable>();
        lock.lock();
        try {
            apply(core.step(new Input.Consumed(bytes), owner.clock().millis()), afterwards);
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
    }

    private void end(String reason) {
        end(reason, ProxyError.PROTOCOL_ERROR);
    }

    private void end(String reason, ProxyError error) {
        var afterwards = new ArrayList<Runnable>();
        lock.lock();
        try {
            close(reason, error, afterwards);
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
    }

    @Override
    public void send(byte[] pdu) {
        lock.lock();
        try {
            replies.add(pdu);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finish(String reason) {
        lock.lock();
        try {
            finishing = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        var afterwards = new ArrayList<Runnable>();
        lock.lock();
        try {
            for (byte[] pdu = replies.poll(); pdu != null; pdu = replies.poll()) {
                apply(core.step(new Input.Reply(pdu), owner.clock().millis()), afterwards);
            }
            if (finishing) {
                apply(core.step(new Input.Finished(), owner.clock().millis()), afterwards);
            }
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
    }

    @Override
    public void signedIn(String who) {
        LOG.debug("{} signed in through HTTP as {}", who, caller.identity().qualified());
    }

    @Override
    public boolean takeCall() {
        return owner.takeCall();
    }

    @Override
    public void releaseCall() {
        owner.releaseCall();
    }

    /// @param draining whether the server sends clients elsewhere
    void sweep(boolean draining) {
        step(new Input.Tick());
        if (draining) {
            step(new Input.Draining(DRAINING_HALF_MILLIS_MAX));
        }
    }

    /// Ends if it is but one half, for others to have its place.
    void makeRoom() {
        if (talk() == null) {
            end("too many halves", ProxyError.SERVER_TOO_BUSY);
        }
    }

    /// Says goodbye: RPC does where it has begun.
    void stop() {
        Talk talk = talk();
        if (talk == null) {
            end("stopping");
        } else {
            talk.stop();
        }
    }

    /// Says goodbye if nothing is going on.
    void stopIdle(boolean withHandles) {
        Talk talk = quiet() ? talk() : null;
        if (talk != null) {
            talk.stopIdle(withHandles);
        }
    }

    private boolean quiet() {
        lock.lock();
        try {
            return owner.clock().millis() - heardAt >= owner.quietMillisMin();
        } finally {
            lock.unlock();
        }
    }

    /// As if the process had died.
    void kill() {
        Talk talk = talk();
        if (talk != null) {
            talk.abandon();
        }
        end("killed");
    }

    private @Nullable Talk talk() {
        lock.lock();
        try {
            return conversation;
        } finally {
            lock.unlock();
        }
    }
}
