package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.association.Association;
import org.gatehouse.dcerpc.association.Step.Input;
import org.gatehouse.dcerpc.association.Step.Output;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: a thread that reads, a thread for each call, and whoever has an answer writes.
///
/// The association steps under the lock and its PDUs are queued under the same lock, so they leave in the order in
/// which they were signed. Nothing blocks while the lock is held but the look-up of an account during a sign-in.
final class RpcConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcConnection.class);
    /// What a peer may send after our last word without being reset.
    private static final int LINGER_BYTES_MAX = 1 << 20;

    private final RpcListener listener;
    private final Socket socket;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();
    private final ArrayDeque<byte[]> outbound = new ArrayDeque<>();
    private @Nullable Association association;
    private volatile InetSocketAddress client;
    private int outboundBytes;
    private boolean writing;
    private boolean finishing;
    private volatile boolean abandoned;
    /// Times in milliseconds; 0 for "not now".
    private volatile long partialSince;
    private volatile long writingSince;
    private volatile long finishingSince;
    private volatile long activeAt;
    private volatile boolean stranger = true;

    RpcConnection(RpcListener listener, Socket socket, InstantSource clock) {
        this.listener = listener;
        this.socket = socket;
        this.clock = clock;
        this.client = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.activeAt = clock.millis();
    }

    boolean stranger() {
        return stranger;
    }

    long activeAt() {
        return activeAt;
    }

    InetSocketAddress client() {
        return client;
    }

    @Override
    public void run() {
        String end = "peer left";
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            InputStream in = socket.getInputStream();
            var peers = listener.preamble().read(socket, in);
            listener.identify(this, peers.client());
            client = peers.client();
            begin(new Association(listener.endpoint(), peers.client(), peers.server()));
            while (true) {
                byte @Nullable [] pdu = readPdu(in);
                if (pdu == null || !step(new Input.Received(pdu))) {
                    break;
                }
            }
            linger(in);
        } catch (MalformedException bad) {
            end = "malformed: " + bad.getMessage();
            LOG.info("closing connection of {}: {}", client, bad.getMessage());
        } catch (IOException gone) {
            end = String.valueOf(gone.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("bug while serving {}", client, bug);
        } finally {
            LOG.debug("connection of {} ended: {}", client, end);
            act(apply(new Input.Gone()));
            listener.forget(this);
        }
    }

    private void begin(Association begun) {
        lock.lock();
        try {
            association = begun;
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] readPdu(InputStream in) throws IOException {
        byte[] head = new byte[PduHeader.SIZE];
        int got = in.read(head);
        if (got < 0) {
            return null;
        }
        partialSince = clock.millis();
        if (in.readNBytes(head, got, head.length - got) < head.length - got) {
            return null;
        }
        PduHeader header = PduHeader.read(head);
        byte[] pdu = Arrays.copyOf(head, header.length());
        if (in.readNBytes(pdu, head.length, pdu.length - head.length) < pdu.length - head.length) {
            return null;
        }
        partialSince = 0;
        activeAt = clock.millis();
        return pdu;
    }

    /// Feeds the association and does what it says; false once the connection is finishing.
    private boolean step(Input input) throws InterruptedException {
        act(apply(input));
        drain();
        lock.lockInterruptibly();
        try {
            while (outboundBytes > listener.limits().outboundBytesMax() && !finishing) {
                space.await();
            }
            return !finishing;
        } finally {
            lock.unlock();
        }
    }

    private List<Output> apply(Input input) {
        lock.lock();
        try {
            if (association == null) {
                return List.of();
            }
            List<Output> outputs = association.step(input);
            for (Output output : outputs) {
                if (output instanceof Output.Send(byte[] pdu)) {
                    outbound.add(pdu);
                    outboundBytes += pdu.length;
                } else if (output instanceof Output.Close(String reason)) {
                    LOG.info("closing connection of {}: {}", client, reason);
                    finishing = true;
                    finishingSince = clock.millis();
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
                case Output.Send _, Output.Close _ -> { }
                case Output.Dispatch dispatch -> dispatch(dispatch);
                case Output.Cancel(var signal) -> signal.complete(null);
                case Output.RunDown(var states) -> {
                    if (!abandoned) {
                        states.forEach(this::runDown);
                    }
                }
                case Output.SignedIn(String who) -> {
                    stranger = false;
                    listener.welcome(this);
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
        if (!listener.takeCall()) {
            finish(new Input.Faulted(dispatch.ticket(), RpcStatus.SERVER_TOO_BUSY, false));
            return;
        }
        Thread.ofVirtual().name("rpc-call-", 0).start(() -> {
            try {
                finish(outcome(dispatch));
            } finally {
                listener.releaseCall();
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
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("bug in {} operation {} for {}", name, operation, client, bug);
            return new Input.Faulted(dispatch.ticket(), RpcStatus.UNSPECIFIED, true);
        }
    }

    private void finish(Input outcome) {
        act(apply(outcome));
        drain();
    }

    /// Writes what is queued, unless somebody does already.
    private void drain() {
        while (true) {
            byte[] pdu;
            lock.lock();
            try {
                pdu = writing ? null : outbound.poll();
                if (pdu == null) {
                    if (finishing && !writing) {
                        endOutput();
                    }
                    return;
                }
                writing = true;
                writingSince = clock.millis();
            } finally {
                lock.unlock();
            }
            boolean written = write(pdu);
            lock.lock();
            try {
                writing = false;
                writingSince = 0;
                outboundBytes -= pdu.length;
                if (!written) {
                    outbound.clear();
                    outboundBytes = 0;
                }
                space.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean write(byte[] pdu) {
        try {
            socket.getOutputStream().write(pdu);
            return true;
        } catch (IOException gone) {
            cut("write failed: " + gone.getMessage());
            return false;
        }
    }

    private void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException gone) {
            cut("peer left");
        }
    }

    /// Reads on for a while after our last word, because closing with unread input resets the connection and the
    /// peer may never see that word.
    private void linger(InputStream in) throws IOException {
        byte[] waste = new byte[512];
        int total = 0;
        while (total < LINGER_BYTES_MAX) {
            int got = in.read(waste);
            if (got < 0) {
                return;
            }
            total += got;
        }
    }

    /// Closes the socket when one of the times is over.
    void sweep(long now) {
        var limits = listener.limits();
        if (over(partialSince, limits.pduTimeMax().toMillis(), now)) {
            cut("a PDU took too long");
        } else if (over(writingSince, limits.writeTimeMax().toMillis(), now)) {
            cut("the peer does not read");
        } else if (over(finishingSince, limits.lingerTimeMax().toMillis(), now)) {
            cut("finished");
        } else if (stranger && over(activeAt, limits.strangerIdleMax().toMillis(), now)) {
            cut("nobody signed in");
        }
    }

    private static boolean over(long since, long max, long now) {
        return since != 0 && now - since > max;
    }

    /// Closes the socket; the reading thread cleans up.
    void cut(String reason) {
        LOG.debug("cutting connection of {}: {}", client, reason);
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.debug("closing the socket of {} failed", client, failure);
        }
    }

    /// Says goodbye and ends what we write; the reading thread cleans up.
    void stop() {
        finish(new Input.Stopping());
    }

    /// Resets the connection and leaves everything as it is, as if the process had died.
    void kill() {
        abandoned = true;
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            LOG.debug("no reset for {}", client, gone);
        }
        cut("killed");
    }
}
