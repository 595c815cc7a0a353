package org.gatehouse.server.rpc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.association.Association;
import org.gatehouse.dcerpc.association.Step.Input;
import org.gatehouse.dcerpc.association.Step.Output;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An association with the threads of its calls, whatever carries its PDUs: a socket, or the channels of RPC over HTTP.
///
/// The association steps under the lock and its PDUs are handed over under the same lock, so they leave in the order
/// in which they were signed. Nothing blocks while the lock is held but the look-up of an account during a sign-in.
final class Conversation implements Talk {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /// What carries the PDUs.
    interface Carrier {
        /// Takes a PDU for the client, to be written after those before. Must not block.
        void send(byte[] pdu);

        /// The end comes once everything before is written. Must not block.
        void finish(String reason);

        /// Writes what was handed over; called without the lock.
        void flush();

        void signedIn(String who);

        /// Whether one more call may run; if so, [#releaseCall] follows.
        boolean takeCall();

        void releaseCall();
    }

    private final Association association;
    private final Carrier carrier;
    private final InetSocketAddress client;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long waitingBytes;
    private volatile boolean abandoned;

    Conversation(Association association, Carrier carrier, InetSocketAddress client) {
        this.association = association;
        this.carrier = carrier;
        this.client = client;
    }

    /// About how many bytes of answers are not handed over yet.
    long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public void received(byte[] pdu) {
        take(new Input.Received(pdu));
    }

    @Override
    public void stop() {
        take(new Input.Stopping());
    }

    @Override
    public void stopIdle(boolean withHandles) {
        take(new Input.Draining(withHandles));
    }

    /// Handles run down.
    @Override
    public void gone() {
        act(apply(new Input.Gone()));
    }

    /// From now on no handle is run down.
    @Override
    public void abandon() {
        abandoned = true;
    }

    /// A long answer is handed over in parts, so that one is on its way while the next is sealed.
    private void take(Input input) {
        List<Output> outputs = apply(input);
        act(outputs);
        carrier.flush();
        while (!outputs.isEmpty() && outputs.getLast() instanceof Output.More) {
            outputs = apply(new Input.Continue());
            act(outputs);
            carrier.flush();
        }
    }

    private List<Output> apply(Input input) {
        lock.lock();
        try {
            List<Output> outputs = association.step(input);
            waitingBytes = association.waitingBytes();
            for (Output output : outputs) {
                if (output instanceof Output.Send(byte[] pdu)) {
                    carrier.send(pdu);
                } else if (output instanceof Output.Close(String reason)) {
                    LOG.info("closing connection of {}: {}", client, reason);
                    carrier.finish(reason);
                }
            }
            return outputs;
        } finally {
            lock.unlock();
        }
    }

    private void act(List<Output> outputs) {
        for (Output output : outputs) {
            switch (output) {
                case Output.Send _, Output.Close _, Output.More _ -> { }
                case Output.Dispatch dispatch -> dispatch(dispatch);
                case Output.Cancel(var signal) -> signal.complete(null);
                case Output.RunDown(var states) -> {
                    if (!abandoned) {
                        states.forEach(this::runDown);
                    }
                }
                case Output.SignedIn(String who) -> {
                    carrier.signedIn(who);
                    LOG.debug("{} signed in from {}", who, client);
                }
            }
        }
    }

    private void runDown(AutoCloseable state) {
        try {
            state.close();
        } catch (Exception failure) {
            LOG.error("rundown of a context handle of {} failed", client, failure);
        }
    }

    private void dispatch(Output.Dispatch dispatch) {
        if (!carrier.takeCall()) {
            take(new Input.Faulted(dispatch.ticket(), RpcStatus.SERVER_TOO_BUSY, false));
            return;
        }
        Thread.ofVirtual().name("rpc-call-", 0).start(() -> {
            try {
                take(outcome(dispatch));
            } finally {
                carrier.releaseCall();
            }
        });
    }

    private Input outcome(Output.Dispatch dispatch) {
        String name = dispatch.service().name();
        int operation = dispatch.call().operation();
        try {
            return new Input.Answered(dispatch.ticket(), dispatch.service().call(dispatch.call()));
        } catch (MalformedException bad) {
            LOG.info("bad stub of {} for {} operation {}: {}", client, name, operation, bad.getMessage());
            return new Input.Faulted(dispatch.ticket(), RpcStatus.BAD_STUB_DATA, true);
        } catch (RpcFault fault) {
            LOG.debug("{} operation {} for {} faults: {}", name, operation, client, fault.getMessage());
            return new Input.Faulted(dispatch.ticket(), fault.status(), true);
        } catch (DirectoryException cannot) {
            LOG.warn("{} operation {} for {}: {}", name, operation, client, cannot.getMessage());
            return new Input.Faulted(dispatch.ticket(), RpcStatus.UNSPECIFIED, true);
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("bug in {} operation {} for {}", name, operation, client, bug);
            return new Input.Faulted(dispatch.ticket(), RpcStatus.UNSPECIFIED, true);
        }
    }
}
